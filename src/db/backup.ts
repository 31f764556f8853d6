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
