/**
 * Loaded before the built program (`node --import`), does to it what it is told by its parent:
 * `{ shiftMs }` moves its clock, `{ killThreads: true }` ends its worker threads, `{ fault }` throws
 * (`'thrown'`) or lets a promise fail (`'refused'`) where nothing catches it; `BLEXT_HEAP_MB` gives the
 * threads so little memory.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

let shiftMs = Number(process.env.BLEXT_SHIFT_MS ?? 0)
const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + shiftMs)
    else super(...given)
  }

  static now() {
    return Real.now() + shiftMs
  }
}

const threads = createRequire(import.meta.url)('node:worker_threads')
const running = new Set()
const heapMb = Number(process.env.BLEXT_HEAP_MB ?? 0)
threads.Worker = class extends threads.Worker {
  constructor(file, options) {
    const limits = heapMb === 0 ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }
    super(file, { ...options, ...limits })
    running.add(this)
    this.once('exit', () => running.delete(this))
  }
}
syncBuiltinESMExports()

process.on('message', message => {
  if (message.shiftMs !== undefined) shiftMs = message.shiftMs
  if (message.fault === 'refused') void Promise.reject(new Error('refused on purpose'))
  if (message.fault === 'thrown') throw new Error('thrown on purpose')
  if (message.killThreads) for (const thread of running) void thread.terminate()
})
process.channel?.unref()
