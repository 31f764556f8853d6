import type { Database } from './doors.ts'

/** True for an address of PostgreSQL, false for a SQLite file. */
export function isPostgresql(databaseUrl: string): boolean {
  return /^postgres(ql)?:\/\//.test(databaseUrl)
}

/** Opens a migrated database by its address (`file:…` or `postgresql://…`). */
export async function openDatabase(databaseUrl: string): Promise<Database> {
  // Whoever has one kind of database does not load what belongs to the other.
  if (isPostgresql(databaseUrl)) {
    const { openPostgresql } = await import('./postgresql.ts')
    return openPostgresql(databaseUrl)
  }
  const { openSqlite } = await import('./sqlite.ts')
  return openSqlite(databaseUrl)
}
