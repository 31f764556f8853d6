import pg from 'pg'
import type { Migrated } from './migrate.ts'
import { APPLIED, runMigrations } from './migrations.ts'

// What Prisma's engine holds while it migrates.
const ENGINE_LOCK = 72_707_369

/** Migrates a PostgreSQL database in place, each migration in one transaction. */
export async function migratePostgresql(
  url: string,
  directory: string,
  findPending: (done: string[]) => string[],
): Promise<Migrated> {
  if (findPending(await listAppliedPostgresql(url)).length === 0)
    return { applied: [], backup: null }
  await forgetBroken(url)
  return { applied: await runMigrations('postgresql', url, directory), backup: null }
}

/** The migrations that a database has. */
export function listAppliedPostgresql(url: string): Promise<string[]> {
  return within(url, async client => {
    if (!(await hasMigrations(client))) return []
    const rows = await client.query<{ migration_name: string }>(APPLIED)
    return rows.rows.map(row => row.migration_name)
  })
}

/**
 * A migration that was begun and never ended is rolled back, see schema-engine.ts, but stays written
 * down as begun, and the engine would refuse to go on for ever. Who migrates just now is waited for:
 * PostgreSQL ends the script of a process that was killed.
 */
function forgetBroken(url: string): Promise<void> {
  return within(url, async client => {
    await client.query('SELECT pg_advisory_lock($1)', [ENGINE_LOCK])
    if (!(await hasMigrations(client))) return
    await client.query(
      'DELETE FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL',
    )
  })
}

async function hasMigrations(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string | null }>(
    "SELECT to_regclass('_prisma_migrations')::text AS name",
  )
  return Boolean(rows[0]?.name)
}

async function within<Result>(
  connectionString: string,
  task: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    return await task(client)
  } finally {
    await client.end()
  }
}
