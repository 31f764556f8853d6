import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import { isUnavailable } from './db/failure.ts'

type Task = () => Promise<void>

/** Work that goes on after its request was answered: one task at a time, in the order of coming. */
export type Background = {
  /**
   * Runs a task when those before it have ended. While the database is away it is tried again, for a
   * minute: it is one that may run twice. What it throws else is logged.
   */
  add: (task: Task) => void
  /** As `add`, but when no such task has come for a second, or after ten: for what nobody waits for. */
  addLater: (task: Task) => void
  /** Resolves when nothing waits or runs any more; what was put off is not put off any longer. */
  idle: () => Promise<void>
  /** Lets the running task end and drops the rest. */
  close: () => Promise<void>
}

const QUIET_MS = 1_000
const PATIENCE_MS = 10_000
const TRIES = 60
const TRY_EVERY_MS = 1_000

export function createBackground(log: Logger): Background {
  let last = Promise.resolve()
  let isClosed = false
  const add = (task: Task) => {
    last = last.then(() => run(task))
  }
  const later = putOff(add)
  return { add, addLater: later.add, idle, close }

  async function run(task: Task): Promise<void> {
    for (let left = TRIES; left > 0 && !isClosed; left -= 1) {
      const isDone = await attempt(task, left === 1)
      if (isDone) return
      // It keeps the process: a stop waits for it, and Node must not find that nothing is left to do.
      await pause(TRY_EVERY_MS)
    }
  }

  async function attempt(task: Task, isLast: boolean): Promise<boolean> {
    try {
      await task()
    } catch (err) {
      if (isUnavailable(err) && !isLast) return false
      log.error({ err }, 'background task failed')
    }
    return true
  }

  // A task may have added others.
  async function idle(): Promise<void> {
    let seen
    do {
      later.release()
      seen = last
      await seen
    } while (seen !== last || later.waits())
  }

  function close(): Promise<void> {
    isClosed = true
    later.release()
    return last
  }
}

/** Holds tasks back until none has come for a while, or one has waited too long. */
function putOff(take: (task: Task) => void) {
  let waiting: Task[] = []
  let quiet: NodeJS.Timeout | undefined
  let patience: NodeJS.Timeout | undefined
  return { add, release, waits: () => waiting.length > 0 }

  function add(task: Task): void {
    waiting.push(task)
    clearTimeout(quiet)
    quiet = setTimeout(release, QUIET_MS).unref()
    patience ??= setTimeout(release, PATIENCE_MS).unref()
  }

  function release(): void {
    clearTimeout(quiet)
    clearTimeout(patience)
    patience = undefined
    const tasks = waiting
    waiting = []
    for (const task of tasks) take(task)
  }
}
