import { setImmediate } from 'node:timers/promises'
import SQLite from 'better-sqlite3'
import { sqlitePath } from '../sqlite.ts'
import { isLeftOut, kindOfType, quote, type Cell, type DumpTable, type Row } from './cells.ts'
import type { Snapshot } from './snapshot.ts'

const BATCH = 100

type ColumnInfo = { name: string; type: string; pk: number }

/** A read transaction on a handle of its own: with the write-ahead log, nobody waits for it. */
export function openSqliteSnapshot(databaseUrl: string): Snapshot {
  const database = new SQLite(sqlitePath(databaseUrl), { readonly: true, timeout: 5_000 })
  database.exec('BEGIN')
  const tables = listTables(database)
  return {
    dialect: 'sqlite',
    migrations: listMigrations(database),
    tables,
    batches: table => readBatches(database, table),
    count: table => Promise.resolve(countRows(database, table)),
    sequences: readSequences(database),
    close: () => {
      database.close()
      return Promise.resolve()
    },
  }
}

function listTables(database: SQLite.Database): DumpTable[] {
  const names = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[]
  return names
    .filter(name => !isLeftOut(name))
    .map(name => {
      const columns = database
        .prepare('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY name')
        .all(name) as ColumnInfo[]
      const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk)
      return {
        name,
        columns: columns.map(column => ({ name: column.name, kind: kindOfType(column.type) })),
        key: key.map(column => column.name),
      }
    })
}

function listMigrations(database: SQLite.Database): string[] {
  return database
    .prepare(
      'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
    )
    .pluck()
    .all() as string[]
}

const countRows = (database: SQLite.Database, { name }: DumpTable): number =>
  Number(
    database
      .prepare(`SELECT count(*) FROM ${quote(name)}`)
      .pluck()
      .get(),
  )

function readSequences(database: SQLite.Database): Record<string, number> {
  const rows = database.prepare('SELECT name, seq FROM sqlite_sequence').all() as {
    name: string
    seq: number
  }[]
  return Object.fromEntries(
    rows.filter(({ name }) => !isLeftOut(name)).map(({ name, seq }) => [name, seq]),
  )
}

// The driver reads at once what it reads: between two batches, others get their turn.
async function* readBatches(database: SQLite.Database, table: DumpTable): AsyncIterable<Row[]> {
  const columns = table.columns.map(({ name }) => quote(name)).join(', ')
  const key = table.key.map(quote)
  const order = key.join(', ')
  const first = database.prepare(
    `SELECT ${columns} FROM ${quote(table.name)} ORDER BY ${order} LIMIT ${BATCH}`,
  )
  const next = database.prepare(
    `SELECT ${columns} FROM ${quote(table.name)}
     WHERE (${order}) > (${key.map(() => '?').join(', ')}) ORDER BY ${order} LIMIT ${BATCH}`,
  )
  let rows = first.all() as Record<string, unknown>[]
  while (rows.length > 0) {
    yield rows.map(row => readRow(row, table))
    const last = rows.at(-1) ?? {}
    await setImmediate()
    rows = next.all(...table.key.map(name => last[name])) as Record<string, unknown>[]
  }
}

function readRow(row: Record<string, unknown>, { columns }: DumpTable): Row {
  return Object.fromEntries(columns.map(({ name, kind }) => [name, readCell(row[name], kind)]))
}

function readCell(value: unknown, kind: DumpTable['columns'][number]['kind']): Cell {
  if (value === null) return null
  if (kind === 'boolean') return Boolean(value)
  return kind === 'moment' ? new Date(value as string).toISOString() : (value as Cell)
}
