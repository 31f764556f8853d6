import { createSeat } from '../threads/seat.ts'
import { startThread } from '../threads/start.ts'
import { ASIDE_LIMIT_MS, AsideError } from './aside-limits.ts'
import type { AsideJob, AsideReply } from './aside-worker.ts'
import type { Query, Sql } from './doors.ts'
import { momentText } from './moment.ts'
import { createQueue } from './queue.ts'

/**
 * Runs queries one after the other in a thread with a reading connection of its own: better-sqlite3
 * holds up the thread that it runs in. One that overruns is given up with its thread.
 */
export function openAside(
  path: string,
  limitMs = ASIDE_LIMIT_MS,
): { query: Query; close: () => Promise<void> } {
  const enqueue = createQueue()
  const seat = createSeat<AsideJob, AsideReply>({
    start: () => startThread(new URL('./aside-worker', import.meta.url), { workerData: path }),
    timeoutMs: limitMs,
    describe: (fault, cause) => new AsideError(FAULTS[fault], { cause }),
  })
  return {
    query: async <Row>(statement: Sql) => (await enqueue(() => run(toJob(statement)))) as Row[],
    close: () => seat.close(),
  }

  async function run(job: AsideJob): Promise<unknown[]> {
    const reply = await seat.run(job)
    if ('failure' in reply) throw new Error(`A search failed: ${reply.failure}`)
    return reply.rows
  }
}

const FAULTS = {
  start: 'The thread of the search does not start.',
  slow: 'A search took too long.',
  stopped: 'The thread of the search ended.',
}

// As Prisma hands them to the driver, so that both read the same.
function toJob({ sql: text, values }: Sql): AsideJob {
  return {
    text,
    values: values.map(value => {
      if (value instanceof Date) return momentText(value)
      if (typeof value === 'boolean') return value ? 1n : 0n
      return Number.isInteger(value) ? BigInt(value as number) : value
    }),
  }
}
