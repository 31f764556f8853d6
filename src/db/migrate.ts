import { listMigrations } from './migrations.ts'
import { listAppliedSqlite, migrateSqlite } from './migrate-sqlite.ts'
import { isPostgresql } from './open.ts'
import { sqlitePath } from './sqlite.ts'

export type Migrated = { applied: string[]; backup: string | null }

/**
 * Brings a database to the schema of this program, creating a SQLite file that is missing. A SQLite
 * file with data is migrated as a copy, checked, and then renamed into place; the old one stays as
 * the backup. Killed in the middle, it begins anew. Throws, with one sentence, when the database
 * belongs to a newer program.
 */
export async function migrateDatabase(databaseUrl: string, directory: string): Promise<Migrated> {
  const find = (dialect: 'sqlite' | 'postgresql') => (done: string[]) =>
    findPending(listMigrations(directory, dialect), done)
  if (!isPostgresql(databaseUrl)) {
    return migrateSqlite(sqlitePath(databaseUrl), directory, find('sqlite'))
  }
  const { migratePostgresql } = await import('./migrate-postgresql.ts')
  return migratePostgresql(databaseUrl, directory, find('postgresql'))
}

/** The migrations that a database has; reads only, and where there is no database, there are none. */
export async function listApplied(databaseUrl: string): Promise<string[]> {
  if (!isPostgresql(databaseUrl)) return listAppliedSqlite(sqlitePath(databaseUrl))
  const { listAppliedPostgresql } = await import('./migrate-postgresql.ts')
  return listAppliedPostgresql(databaseUrl)
}

/** Those that `migrateDatabase` would apply; reads only. */
export async function listPending(databaseUrl: string, directory: string): Promise<string[]> {
  const dialect = isPostgresql(databaseUrl) ? 'postgresql' : 'sqlite'
  return findPending(listMigrations(directory, dialect), await listApplied(databaseUrl))
}

function findPending(known: string[], done: string[]): string[] {
  const unknown = done.find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(
      `The database has the migration ${unknown}, which this version of Blext does not know. Start the newer version that made it.`,
    )
  }
  return known.filter(name => !done.includes(name))
}
