import type { Config } from '../config.ts'
import { closeContext, MIGRATIONS, openContext, type Context } from '../context.ts'
import { listPending, migrateDatabase, type Migrated } from '../db/migrate.ts'

/** Brings the configured database up to date. */
export function migrateSite({ databaseUrl }: Config): Promise<Migrated> {
  return migrateDatabase(databaseUrl, MIGRATIONS)
}

/** What `migrateSite` would apply. */
export function listPendingOfSite({ databaseUrl }: Config): Promise<string[]> {
  return listPending(databaseUrl, MIGRATIONS)
}

/** Runs a command's work on the configured site, and closes it whatever happens. */
export async function withSite<Result>(
  config: Config,
  work: (context: Context) => Promise<Result>,
): Promise<Result> {
  await migrateSite(config)
  const context = await openContext(config)
  try {
    return await work(context)
  } finally {
    await closeContext(context)
  }
}
