import type { Context } from '../context.ts'
import type { Attempt } from '../db/generated/sqlite/client.ts'
import { networkOf } from '../http/network.ts'

const WINDOW_MS = 15 * 60_000

/** How many failures in a quarter of an hour are let through before the next is refused. */
export const FAILURES_PER_ACCOUNT_AND_ADDRESS = 8
export const FAILURES_PER_ADDRESS = 40

/**
 * Seconds until this address may try again; 0 = now. Failures are counted for the account as seen
 * from one address, so that nobody can lock the owner out from elsewhere, and for the address.
 */
async function secondsUntilRetry(
  { db, now }: Context,
  address: string,
  account: string,
): Promise<number> {
  const rows = await db.read.attempt.findMany({
    where: { key: { in: keysOf(address, account) }, expiresAt: { gt: now(), lte: endOf(now()) } },
  })
  return secondsUntil(
    rows.filter(({ key, count }) => count >= limitOf(key)),
    now(),
  )
}

/**
 * Counts one attempt as failed before it is checked, so that a hundred at once are a hundred; gives
 * the seconds until this address may try again, 0 = go on. Who is over the limit already costs one
 * read and no write, so that nobody fills the table.
 */
export async function takeAttempt(
  context: Context,
  address: string,
  account: string,
): Promise<number> {
  const retryAfter = await secondsUntilRetry(context, address, account)
  return retryAfter > 0 ? retryAfter : countAttempt(context, address, account)
}

// Forgets what has expired.
async function countAttempt(
  { db, now }: Context,
  address: string,
  account: string,
): Promise<number> {
  const expiresAt = endOf(now())
  const rows = await db.record(async tx => {
    const tooLong = { key: { startsWith: 'sign-in ' }, expiresAt: { gt: expiresAt } }
    await tx.attempt.deleteMany({ where: { OR: [{ expiresAt: { lte: now() } }, tooLong] } })
    const counted: Attempt[] = []
    for (const key of keysOf(address, account)) {
      const create = { key, count: 1, expiresAt }
      const update = { count: { increment: 1 } }
      counted.push(await tx.attempt.upsert({ where: { key }, create, update }))
    }
    return counted
  })
  return secondsUntil(
    rows.filter(({ key, count }) => count > limitOf(key)),
    now(),
  )
}

/** Takes back what `countAttempt` counted, after the attempt was right: only failures count. */
export async function forgiveAttempt(
  { db }: Context,
  address: string,
  account: string,
): Promise<void> {
  const [ofAccount, ofAddress] = keysOf(address, account)
  await db.record(async tx => {
    await tx.attempt.deleteMany({ where: { key: ofAccount } })
    await tx.attempt.updateMany({ where: { key: ofAddress }, data: { count: { decrement: 1 } } })
  })
}

// What would count for longer was counted by a clock that was wrong, and locks nobody out.
const endOf = (now: Date): Date => new Date(now.getTime() + WINDOW_MS)

function secondsUntil(rows: Attempt[], now: Date): number {
  const until = rows.map(({ expiresAt }) => expiresAt.getTime() - now.getTime())
  return Math.ceil(Math.max(0, ...until) / 1000)
}

function keysOf(address: string, account: string): [string, string] {
  const network = networkOf(address)
  return [`sign-in ${network} ${account.slice(0, 254)}`, `sign-in ${network}`]
}

const limitOf = (key: string): number =>
  key.split(' ').length > 2 ? FAILURES_PER_ACCOUNT_AND_ADDRESS : FAILURES_PER_ADDRESS
