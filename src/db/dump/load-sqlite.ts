import SQLite from 'better-sqlite3'
import { sqlitePath } from '../sqlite.ts'
import { quote, type Cell, type Row } from './cells.ts'
import type { Load } from './load.ts'
import { openSqliteSnapshot } from './snapshot-sqlite.ts'

/** Fills a SQLite file that nobody else has open. */
export async function loadIntoSqlite(databaseUrl: string, load: Load): Promise<void> {
  const known = openSqliteSnapshot(databaseUrl)
  await known.close()
  const kinds = new Map(known.tables.map(table => [table.name, table]))
  const database = new SQLite(sqlitePath(databaseUrl))
  try {
    database.pragma('foreign_keys = OFF')
    database.exec('BEGIN IMMEDIATE')
    for (const { name } of known.tables) database.exec(`DELETE FROM ${quote(name)}`)
    for (const { name, batches } of load.tables) {
      const moments = new Set(
        kinds.get(name)?.columns.flatMap(column => (column.kind === 'moment' ? column.name : [])),
      )
      for await (const rows of batches()) insertRows(database, { name, rows, moments })
    }
    for (const [name, seq] of Object.entries(load.sequences)) keepSequence(database, name, seq)
    const [broken] = database.pragma('foreign_key_check') as { table: string }[]
    if (broken) throw new Error(`A row of ${broken.table} leads to nothing.`)
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

type Rows = { name: string; rows: Row[]; moments: Set<string> }

function insertRows(database: SQLite.Database, { name, rows, moments }: Rows): void {
  const columns = Object.keys(rows[0] ?? {})
  const statement = database.prepare(
    `INSERT INTO ${quote(name)} (${columns.map(quote).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  for (const row of rows) {
    statement.run(columns.map(column => writeCell(row[column] ?? null, moments.has(column))))
  }
}

// As Prisma's adapter writes them: a moment with its offset, a boolean as a number.
function writeCell(value: Cell, isMoment: boolean): string | number | null {
  if (typeof value === 'boolean') return Number(value)
  return isMoment && typeof value === 'string' ? value.replace('Z', '+00:00') : value
}

function keepSequence(database: SQLite.Database, name: string, seq: number): void {
  const { changes } = database
    .prepare('UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?')
    .run(seq, name)
  if (changes > 0) return
  database.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(name, seq)
}
