import type { Context } from '../../context.ts'
import { isUniqueViolation } from '../../db/failure.ts'

type Place = Pick<Context, 'db' | 'now'>

const HOUR_MS = 3_600_000
/** After so long whoever took a turn is taken for dead. */
const LEASE_MS = 2 * HOUR_MS
const KEPT_MS = 48 * HOUR_MS

// A row that everybody sees: of several instances, each with its own folder even, one makes it.
const keyOf = (night: string): string => `nightly-backup ${night}`

/** Takes the turn of one night; false when somebody has it, or has ended it. */
export async function takeTurn({ db, now }: Place, night: string): Promise<boolean> {
  const key = keyOf(night)
  const expiresAt = new Date(now().getTime() + LEASE_MS)
  try {
    await db.record(async tx => {
      await tx.attempt.deleteMany({ where: { key, expiresAt: { lte: now() } } })
      await tx.attempt.create({ data: { key, count: 1, expiresAt } })
    })
    return true
  } catch (error) {
    if (isUniqueViolation(error)) return false
    throw error
  }
}

/** Says that it was done: nobody does it again. */
export async function endTurn({ db, now }: Place, night: string): Promise<void> {
  const expiresAt = new Date(now().getTime() + KEPT_MS)
  await db.record(tx =>
    tx.attempt.updateMany({ where: { key: keyOf(night) }, data: { expiresAt } }),
  )
}

/** Lets somebody try it again. */
export async function giveTurnBack({ db }: Place, night: string): Promise<void> {
  await db.record(tx => tx.attempt.deleteMany({ where: { key: keyOf(night) } }))
}
