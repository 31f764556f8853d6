import type { Context } from '../context.ts'

const WINDOW_MS = 15 * 60_000

/** How many failures in a quarter of an hour are let through before the next is refused. */
export const FAILURES_PER_ACCOUNT_AND_ADDRESS = 8
export const FAILURES_PER_ADDRESS = 40

/**
 * Seconds until this address may try again; 0 = now. Failures are counted for the account as seen
 * from one address, so that nobody can lock the owner out from elsewhere, and for the address.
 */
export async function secondsUntilRetry(
  { db, now }: Context,
  address: string,
  account: string,
): Promise<number> {
  const rows = await db.read.attempt.findMany({
    where: { key: { in: keysOf(address, account) }, expiresAt: { gt: now() } },
  })
  const until = rows
    .filter(row => row.count >= limitOf(row.key))
    .map(row => row.expiresAt.getTime() - now().getTime())
  return Math.ceil(Math.max(0, ...until) / 1000)
}

/** Counts one failed attempt; forgets what has expired. */
export async function countFailure(
  { db, now }: Context,
  address: string,
  account: string,
): Promise<void> {
  const expiresAt = new Date(now().getTime() + WINDOW_MS)
  await db.record(async tx => {
    await tx.attempt.deleteMany({ where: { expiresAt: { lte: now() } } })
    for (const key of keysOf(address, account)) {
      await tx.attempt.upsert({
        where: { key },
        create: { key, count: 1, expiresAt },
        update: { count: { increment: 1 } },
      })
    }
  })
}

/** Forgets the failures of an account from this address, after it signed in. */
export async function forgetFailures(
  { db }: Context,
  address: string,
  account: string,
): Promise<void> {
  const key = keysOf(address, account)[0]
  if (key === undefined || (await db.read.attempt.count({ where: { key } })) === 0) return
  await db.record(tx => tx.attempt.deleteMany({ where: { key } }))
}

function keysOf(address: string, account: string): string[] {
  return [`sign-in ${address} ${account.slice(0, 254)}`, `sign-in ${address}`]
}

const limitOf = (key: string): number =>
  key.split(' ').length > 2 ? FAILURES_PER_ACCOUNT_AND_ADDRESS : FAILURES_PER_ADDRESS
