import { sql, type Sql } from './doors.ts'
import { DatabaseBusyError, isConnectionLost, isUnavailable } from './failure.ts'
import type { PrismaClient } from './generated/sqlite/client.ts'
import type * as Prisma from './generated/sqlite/internal/prismaNamespace.ts'

const ASK_MS = 5_000
const ASK_EVERY_MS = 100

/** Runs the first statement of a transaction, with one more thing to select. */
type Begin = (besides: Sql) => Promise<void>

type Work<Result> = (transaction: Prisma.TransactionClient, begin: Begin) => Promise<Result>

/**
 * Runs one transaction of PostgreSQL. A connection that breaks during the COMMIT leaves open whether
 * it happened: then the server is asked by the transaction's number, so that nothing is done twice and
 * nothing that was done is called a failure.
 */
export async function commit<Result>(client: PrismaClient, work: Work<Result>): Promise<Result> {
  let number = ''
  let done: { result: Result } | null = null
  try {
    return await client.$transaction(async transaction => {
      const result = await work(transaction, async besides => {
        const [row] = await transaction.$queryRaw<{ number: string }[]>(
          sql`SELECT CAST(pg_current_xact_id() AS TEXT) AS number, CAST(${besides} AS TEXT) AS besides`,
        )
        number = row?.number ?? ''
      })
      done = { result }
      return result
    })
  } catch (error) {
    const ended = done as { result: Result } | null
    if (ended && isConnectionLost(error) && (await wasCommitted(client, number))) {
      return ended.result
    }
    throw error
  }
}

async function wasCommitted(client: PrismaClient, number: string): Promise<boolean> {
  const deadline = performance.now() + ASK_MS
  while (performance.now() < deadline) {
    const status = await askStatus(client, number)
    if (status === 'committed' || status === 'aborted') return status === 'committed'
    await new Promise(resolve => setTimeout(resolve, ASK_EVERY_MS))
  }
  throw new DatabaseBusyError('The database went away while it saved, and cannot say if it did.')
}

// Null while it does not answer, and for a transaction that it has not yet given up.
async function askStatus(client: PrismaClient, number: string): Promise<string | null> {
  try {
    const [row] = await client.$queryRaw<{ status: string | null }[]>(
      sql`SELECT pg_xact_status(CAST(${number} AS xid8)) AS status`,
    )
    return row?.status ?? null
  } catch (error) {
    if (isUnavailable(error)) return null
    throw error
  }
}
