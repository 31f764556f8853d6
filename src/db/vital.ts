import { sql, type Read } from './doors.ts'

/** What a database says of itself; `bytes` is its whole size, `migration` the last that was applied. */
export type Vital = { version: string; bytes: number; migration: string }

/** Asks the database for its version, its size and its last migration. */
export async function readVital(read: Read): Promise<Vital> {
  const [row] = await read.query<Omit<Vital, 'bytes'> & { bytes: number | bigint }>(
    read.dialect === 'sqlite'
      ? sql`SELECT sqlite_version() AS version,
          (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)
            AS bytes,
          (SELECT max(migration_name) FROM _prisma_migrations) AS migration`
      : sql`SELECT current_setting('server_version') AS version,
          pg_database_size(current_database()) AS bytes,
          (SELECT max(migration_name) FROM _prisma_migrations) AS migration`,
  )
  if (!row) throw new Error('The database says nothing of itself.')
  return { ...row, bytes: Number(row.bytes) }
}
