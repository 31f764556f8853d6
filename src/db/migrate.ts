import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import pg from 'pg'
import { copySqliteFile } from './backup.ts'
import { applyMigrations, listMigrations, readSchema } from './migrations.ts'
import { isPostgresql } from './open.ts'
import { withSchemaEngine } from './schema-engine.ts'
import { sqlitePath } from './sqlite.ts'

export type Migrated = { applied: string[]; backup: string | null }

/**
 * Brings a database to the schema of this program, creating a SQLite file that is missing. A SQLite
 * file with data is migrated as a copy, checked, and then renamed into place; the old one stays as
 * the backup. Throws, with one sentence, when the database belongs to a newer program.
 */
export function migrateDatabase(databaseUrl: string, directory: string): Promise<Migrated> {
  return isPostgresql(databaseUrl)
    ? migratePostgresql(databaseUrl, directory)
    : migrateSqlite(sqlitePath(databaseUrl), directory)
}

async function migrateSqlite(path: string, directory: string): Promise<Migrated> {
  const known = listMigrations(directory, 'sqlite')
  const done = existsSync(path) ? listAppliedToSqlite(path) : null
  if (done && pending(known, done).length === 0) return { applied: [], backup: null }

  mkdirSync(dirname(path), { recursive: true })
  const copy = `${path}.migrating`
  rmSync(copy, { force: true })
  const before = done ? copySqlite(path, copy) : null
  const applied = await runEngine('sqlite', copy, directory)
  checkSqlite(copy, before)
  return { applied, backup: putInPlace(copy, path, done !== null) }
}

async function migratePostgresql(url: string, directory: string): Promise<Migrated> {
  const known = listMigrations(directory, 'postgresql')
  if (pending(known, await listAppliedToPostgresql(url)).length === 0) {
    return { applied: [], backup: null }
  }
  return { applied: await runEngine('postgresql', url, directory), backup: null }
}

function runEngine(
  dialect: 'sqlite' | 'postgresql',
  url: string,
  directory: string,
): Promise<string[]> {
  const schema = readSchema(directory, dialect)
  return withSchemaEngine({ dialect, url, schema }, engine =>
    applyMigrations(engine, directory, dialect),
  )
}

function pending(known: string[], done: string[]): string[] {
  const unknown = done.find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(
      `The database has the migration ${unknown}, which this version of Blext does not know. Start the newer version that made it.`,
    )
  }
  return known.filter(name => !done.includes(name))
}

const APPLIED =
  'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'

function listAppliedToSqlite(path: string): string[] {
  const database = new SQLite(path, { readonly: true, timeout: 5_000 })
  try {
    const table = database
      .prepare("SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'")
      .get()
    return table ? (database.prepare(APPLIED).pluck().all() as string[]) : []
  } finally {
    database.close()
  }
}

async function listAppliedToPostgresql(connectionString: string): Promise<string[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    const table = await client.query<{ name: string | null }>(
      "SELECT to_regclass('_prisma_migrations')::text AS name",
    )
    if (!table.rows[0]?.name) return []
    const rows = await client.query<{ migration_name: string }>(APPLIED)
    return rows.rows.map(row => row.migration_name)
  } finally {
    await client.end()
  }
}

type Counts = Record<string, number>
type Before = { counts: Counts; broken: number }

function copySqlite(path: string, copy: string): Before {
  copySqliteFile(path, copy)
  const copied = new SQLite(copy, { readonly: true })
  try {
    return { counts: countRows(copied), broken: countBroken(copied) }
  } finally {
    copied.close()
  }
}

// A migration may add or drop tables, but must not empty one that stays. What was damaged before is
// the doctor's, who needs a database of this version.
function checkSqlite(path: string, before: Before | null): void {
  const database = new SQLite(path)
  try {
    const integrity = database.pragma('integrity_check', { simple: true })
    if (integrity !== 'ok' || countBroken(database) > (before?.broken ?? 0)) {
      throw new Error('The migrated copy of the database is not sound; the database is unchanged.')
    }
    refuseLoss(before?.counts ?? {}, countRows(database))
    database.pragma('journal_mode = WAL')
  } finally {
    database.close()
  }
}

function countBroken(database: SQLite.Database): number {
  try {
    return (database.pragma('foreign_key_check') as unknown[]).length
  } catch {
    // A table has lost the key that others refer to, so that no reference can be checked.
    return Infinity
  }
}

function refuseLoss(before: Counts, after: Counts): void {
  const lost = Object.entries(before).find(
    ([table, count]) => (after[table] ?? count) < count && !table.startsWith('_prisma'),
  )
  if (!lost) return
  const [table, count] = lost
  throw new Error(
    `The migration would lose rows of ${table} (${count} before, ${after[table] ?? 0} after); the database is unchanged.`,
  )
}

function countRows(database: SQLite.Database): Counts {
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all() as string[]
  return Object.fromEntries(
    tables
      .filter(table => !table.startsWith('post_search'))
      .map(table => [
        table,
        Number(database.prepare(`SELECT count(*) FROM "${table}"`).pluck().get()),
      ]),
  )
}

function putInPlace(copy: string, path: string, keepOld: boolean): string | null {
  const backup = keepOld ? `${path}.before-${new Date().toISOString().replaceAll(':', '-')}` : null
  if (backup) renameSync(path, backup)
  for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true })
  renameSync(copy, path)
  return backup
}
