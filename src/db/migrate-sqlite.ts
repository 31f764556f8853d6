import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import SQLite from 'better-sqlite3'
import type { Migrated } from './migrate.ts'
import { APPLIED, runMigrations } from './migrations.ts'

/** Migrates a SQLite file as a copy that takes its place; nobody else may have the file open meanwhile. */
export async function migrateSqlite(
  path: string,
  directory: string,
  findPending: (done: string[]) => string[],
): Promise<Migrated> {
  const isNew = !existsSync(path)
  if (!isNew && findPending(listAppliedSqlite(path)).length === 0) {
    return { applied: [], backup: null }
  }
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const copy = `${path}.migrating`
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true })
  const held = isNew ? null : orInUse(path, () => holdAlone(path))
  let migrated: Migrated
  try {
    const before = held && copyRows(held, copy)
    const applied = await runMigrations('sqlite', copy, directory)
    checkSqlite(copy, before)
    migrated = { applied, backup: held && keepOld(path, copy) }
  } finally {
    held?.close()
  }
  renameSync(copy, path)
  return migrated
}

/** The migrations that a file has; none where there is no file. */
export function listAppliedSqlite(path: string): string[] {
  return existsSync(path) ? orInUse(path, () => listApplied(path)) : []
}

function listApplied(path: string): string[] {
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

function orInUse<Result>(path: string, task: () => Result): Result {
  try {
    return task()
  } catch (cause) {
    if (!(cause instanceof SQLite.SqliteError && cause.code.startsWith('SQLITE_BUSY'))) throw cause
    throw new Error(
      `Another Blext has ${path} open, and this version must migrate it: stop the other one first.`,
      { cause },
    )
  }
}

/**
 * Takes a file for itself, with what stands in the log beside it: what another process wrote to it
 * from now on would be lost. Throws SQLITE_BUSY when one has it open.
 */
function holdAlone(path: string): SQLite.Database {
  const database = new SQLite(path, { timeout: 1_000 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = DELETE')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

type Counts = Record<string, number>
type Before = { counts: Counts; broken: number }

function copyRows(held: SQLite.Database, copy: string): Before {
  held.prepare('VACUUM INTO ?').run(copy)
  return { counts: countRows(held), broken: countBroken(held) }
}

// At no moment is there no file of this name: a start after a kill would make an empty blog.
function keepOld(path: string, copy: string): string {
  const backup = `${path}.before-${new Date().toISOString().replaceAll(':', '-')}`
  chmodSync(copy, statSync(path).mode)
  sync(copy)
  try {
    linkSync(path, backup)
  } catch {
    // Not every file system has links.
    copyFileSync(path, backup)
  }
  return backup
}

function sync(path: string): void {
  const file = openSync(path, 'r+')
  fsyncSync(file)
  closeSync(file)
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
