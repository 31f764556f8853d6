import type { Worker } from 'node:worker_threads'

/** One worker thread, given one job at a time, and replaced when it overruns or dies. */
export type Seat<Job, Reply> = { run(job: Job): Promise<Reply>; close(): Promise<void> }

/** What went wrong: the thread did not start, a job took too long, or the thread ended under it. */
export type SeatFault = 'start' | 'slow' | 'stopped'

export type SeatOptions = {
  /** Starts the thread, which sends one message when it is ready and one for each job. */
  start: () => Worker
  timeoutMs: number
  /** The error that a fault becomes. */
  describe: (fault: SeatFault, cause?: unknown) => Error
}

type Limit = { ms: number; fault: SeatFault }

// Loading the worker's modules is not the job's fault, so it has a limit of its own.
const START_LIMIT: Limit = { ms: 60_000, fault: 'start' }

export function createSeat<Job, Reply>({
  start,
  timeoutMs,
  describe,
}: SeatOptions): Seat<Job, Reply> {
  let worker: Worker | null = null
  return { run, close }

  async function run(job: Job): Promise<Reply> {
    const isNew = worker === null
    const used = (worker ??= open())
    used.ref()
    try {
      if (isNew) await awaitReply(used, START_LIMIT, describe)
      used.postMessage(job)
      return (await awaitReply(used, { ms: timeoutMs, fault: 'slow' }, describe)) as Reply
    } catch (error) {
      // Whatever went wrong, the next job gets a fresh thread; this one ends as soon as what it does
      // lets it, which a statement of SQLite does not.
      worker = null
      void used.terminate()
      throw error
    } finally {
      used.unref()
    }
  }

  function open(): Worker {
    const opened = start()
    // One that dies while idle is forgotten; at work, awaitReply sees it.
    return opened.on('error', forget).on('exit', forget)

    function forget(): void {
      if (worker === opened) worker = null
    }
  }

  async function close(): Promise<void> {
    await worker?.terminate()
  }
}

function awaitReply(
  worker: Worker,
  { ms, fault }: Limit,
  describe: SeatOptions['describe'],
): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    const timer = setTimeout(() => reject(describe(fault)), ms)
    worker.once('message', resolve)
    worker.once('error', refuse)
    worker.once('exit', refuse)
    worker.once('message', release)
    worker.once('error', release)
    worker.once('exit', release)

    function refuse(cause: unknown): void {
      reject(describe('stopped', cause))
    }

    function release(): void {
      clearTimeout(timer)
      worker.off('message', resolve).off('error', refuse).off('exit', refuse)
      worker.off('message', release).off('error', release).off('exit', release)
    }
  })
}
