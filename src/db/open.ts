import type { Database } from './doors.ts'
import { openPostgresql } from './postgresql.ts'
import { openSqlite } from './sqlite.ts'

/** True for an address of PostgreSQL, false for a SQLite file. */
export function isPostgresql(databaseUrl: string): boolean {
  return /^postgres(ql)?:\/\//.test(databaseUrl)
}

/** Opens a migrated database by its address (`file:…` or `postgresql://…`). */
export function openDatabase(databaseUrl: string): Promise<Database> {
  return isPostgresql(databaseUrl) ? openPostgresql(databaseUrl) : openSqlite(databaseUrl)
}
