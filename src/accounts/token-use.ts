import type { Database } from '../db/doors.ts'
import { isUnavailable } from '../db/failure.ts'

const EVERY_MS = 60_000

/**
 * Notes when a token was used: to the minute, so that one that is used a lot costs no write each time.
 * Where nothing can be written, it opens what it opens all the same.
 */
export async function noteUse(
  db: Database,
  { id, lastUsedAt }: { id: number; lastUsedAt: Date | null },
  now: Date,
): Promise<void> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < EVERY_MS) return
  try {
    await db.record(tx => tx.token.updateMany({ where: { id }, data: { lastUsedAt: now } }))
  } catch (error) {
    if (!isUnavailable(error)) throw error
  }
}
