import type { Database } from '../db/doors.ts'

const EVERY_MS = 60_000

/** Notes when a token was used: to the minute, so that one that is used a lot costs no write each time. */
export async function noteUse(
  db: Database,
  { id, lastUsedAt }: { id: number; lastUsedAt: Date | null },
  now: Date,
): Promise<void> {
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < EVERY_MS) return
  await db.record(tx => tx.token.updateMany({ where: { id }, data: { lastUsedAt: now } }))
}
