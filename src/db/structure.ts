import type { Blueprint } from './blueprint.ts'
import type { Read, Tx } from './doors.ts'
import type * as postgresqlStructure from './structure-postgresql.ts'
import { addSqliteTables, findSqliteFaults, mendSqlite } from './structure-sqlite.ts'

/** Something of the database itself that is missing or is not what the migrations made. */
export type StructureFault = {
  /** What it is about, such as `blog_tag` or `tags_key_key`, and what of it is missing. */
  name: string
  detail: string
}

/** What the database should be like, in the words of its own kind. */
export type Expected = {
  blueprint: Blueprint
  postgresql: Awaited<ReturnType<typeof postgresqlStructure.readPostgresqlObjects>>
}

type ReadObjects = typeof postgresqlStructure.readPostgresqlObjects

/** What a PostgreSQL database that the migrations made consists of. */
export const readPostgresqlObjects = async (
  ...given: Parameters<ReadObjects>
): ReturnType<ReadObjects> => (await loadPostgresql()).readPostgresqlObjects(...given)

/** What of tables, keys, rules and triggers is not as the migrations made it. */
export async function findStructureFaults(
  read: Pick<Read, 'dialect' | 'query'>,
  { blueprint, postgresql }: Expected,
): Promise<StructureFault[]> {
  return read.dialect === 'sqlite'
    ? findSqliteFaults(read, blueprint)
    : (await loadPostgresql()).findPostgresqlFaults(read, postgresql)
}

/** Makes the tables that are missing; they are empty. */
export async function addMissingTables(tx: Tx, { blueprint, postgresql }: Expected): Promise<void> {
  await (tx.dialect === 'sqlite'
    ? addSqliteTables(tx, blueprint)
    : (await loadPostgresql()).addPostgresqlTables(tx, postgresql))
}

/**
 * Makes the structure what the migrations say; the rows must obey it already. On SQLite foreign keys
 * must be off, as `db.repair` does, because tables are made anew.
 */
export async function mendStructure(tx: Tx, { blueprint, postgresql }: Expected): Promise<void> {
  await (tx.dialect === 'sqlite'
    ? mendSqlite(tx, blueprint)
    : (await loadPostgresql()).mendPostgresql(tx, postgresql))
}

const loadPostgresql = () => import('./structure-postgresql.ts')
