import { isPostgresql } from '../open.ts'
import type { Dialect } from '../doors.ts'
import type { DumpTable, Row } from './cells.ts'
import { openSqliteSnapshot } from './snapshot-sqlite.ts'

/** One committed state of a whole database, to be read while others go on writing. */
export type Snapshot = {
  dialect: Dialect
  /** The migrations that made its tables, oldest first. */
  migrations: string[]
  tables: DumpTable[]
  /** The rows of a table in the order of its key, in batches. */
  batches: (table: DumpTable) => AsyncIterable<Row[]>
  count: (table: DumpTable) => Promise<number>
  /** The highest number that each table has given out, so that none is given twice. */
  sequences: Record<string, number>
  close: () => Promise<void>
}

/** Opens a snapshot of the database at an address; whoever opens it closes it. */
export async function openSnapshot(databaseUrl: string): Promise<Snapshot> {
  if (!isPostgresql(databaseUrl)) return openSqliteSnapshot(databaseUrl)
  const { openPostgresqlSnapshot } = await import('./snapshot-postgresql.ts')
  return openPostgresqlSnapshot(databaseUrl)
}
