import type { Worker } from 'node:worker_threads'
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
  let thread: Worker | null = null
  return {
    query: async <Row>(statement: Sql) => (await enqueue(() => run(toJob(statement)))) as Row[],
    close: async () => {
      await thread?.terminate()
    },
  }

  async function run(job: AsideJob): Promise<unknown[]> {
    const used = (thread ??= open())
    used.ref()
    try {
      used.postMessage(job)
      const reply = await awaitReply(used, limitMs)
      if ('failure' in reply) throw new Error(`A search failed: ${reply.failure}`)
      return reply.rows
    } catch (error) {
      // It ends as soon as SQLite gives it back; whoever is next gets another.
      if (error instanceof AsideError) forget(used)
      throw error
    } finally {
      used.unref()
    }
  }

  function open(): Worker {
    const url = new URL('./aside-worker', import.meta.url)
    const opened = startThread(url, { workerData: path })
    return opened.on('error', () => forget(opened)).on('exit', () => forget(opened))
  }

  function forget(lost: Worker): void {
    if (thread === lost) thread = null
    void lost.terminate()
  }
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

function awaitReply(thread: Worker, limitMs: number): Promise<AsideReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle()
      reject(new AsideError('A search took too long.'))
    }, limitMs)
    const refuse = (cause: unknown) => {
      settle()
      reject(new AsideError('The thread of the search ended.', { cause }))
    }
    const take = (reply: AsideReply) => {
      settle()
      resolve(reply)
    }
    thread.once('message', take).once('error', refuse).once('exit', refuse)

    function settle(): void {
      clearTimeout(timer)
      thread.off('message', take).off('error', refuse).off('exit', refuse)
    }
  })
}
