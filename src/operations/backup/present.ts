import type { Config } from '../../config.ts'
import { openSnapshot } from '../../db/dump/snapshot.ts'
import { listApplied } from '../../db/migrate.ts'
import { openStorage } from '../../storage/storage.ts'

/** How many rows each table of a blog has. */
export type Present = ReadonlyMap<string, number>

/** Counts what is at an address, of whatever version; reads only. Null where no blog is. */
export async function countPresent(databaseUrl: string): Promise<Present | null> {
  if ((await listApplied(databaseUrl)).length === 0) return null
  const snapshot = await openSnapshot(databaseUrl)
  try {
    const counts = new Map<string, number>()
    for (const table of snapshot.tables) counts.set(table.name, await snapshot.count(table))
    return counts
  } finally {
    await snapshot.close()
  }
}

/** Whether nobody has an account there. */
export const isDeserted = (present: Present | null): boolean => (present?.get('users') ?? 0) === 0

/** How many uploads a backup would take. */
export async function countUploads(place: Pick<Config, 'dataDir' | 's3Url'>): Promise<number> {
  const storage = await openStorage(place)
  try {
    return (await storage.list()).length
  } finally {
    storage.close()
  }
}
