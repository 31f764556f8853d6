import { join } from 'node:path'
import type { Config } from '../config.ts'
import { closeContext, openContext, root, type Context } from '../context.ts'
import { migrateDatabase, type Migrated } from '../db/migrate.ts'

/** Brings the configured database up to date. */
export function migrateSite(config: Config): Promise<Migrated> {
  return migrateDatabase(config.databaseUrl, join(root, 'prisma', 'migrations'))
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
