import SQLite from 'better-sqlite3'
import { isPostgresql } from './open.ts'
import { sqlitePath } from './sqlite.ts'

/** Writes a whole copy of a SQLite file beside it and gives its path; null for PostgreSQL, which has `pg_dump`. */
export function copyBeside(databaseUrl: string, suffix: string): string | null {
  if (isPostgresql(databaseUrl)) return null
  const path = sqlitePath(databaseUrl)
  const copy = `${path}.${suffix}`
  copySqliteFile(path, copy)
  return copy
}

/** Writes the last committed state of a SQLite file into a new one. */
export function copySqliteFile(path: string, copy: string): void {
  const database = new SQLite(path, { timeout: 5_000 })
  try {
    database.prepare('VACUUM INTO ?').run(copy)
  } finally {
    database.close()
  }
}

/** Whether another connection has a SQLite file open: only who has it alone may leave the write-ahead log. */
export function isSqliteInUse(path: string): boolean {
  const database = new SQLite(path, { timeout: 0 })
  try {
    database.pragma('journal_mode = DELETE')
    database.pragma('journal_mode = WAL')
    return false
  } catch (error) {
    if (error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true
    throw error
  } finally {
    database.close()
  }
}
