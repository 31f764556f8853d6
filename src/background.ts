import type { Logger } from 'pino'

/** Work that goes on after its request was answered: one task at a time, in the order of coming. */
export type Background = {
  /** Runs a task when those before it have ended; what it throws is logged. */
  add: (task: () => Promise<void>) => void
  /** Resolves when nothing waits or runs any more. */
  idle: () => Promise<void>
  /** Lets the running task end and drops the rest. */
  close: () => Promise<void>
}

export function createBackground(log: Logger): Background {
  let last = Promise.resolve()
  let isClosed = false
  return {
    add: task => {
      last = last.then(() => run(task))
    },
    idle,
    close: () => {
      isClosed = true
      return last
    },
  }

  async function run(task: () => Promise<void>): Promise<void> {
    if (isClosed) return
    try {
      await task()
    } catch (err) {
      log.error({ err }, 'background task failed')
    }
  }

  // A task may have added others.
  async function idle(): Promise<void> {
    let seen
    do {
      seen = last
      await seen
    } while (seen !== last)
  }
}
