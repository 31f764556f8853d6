import type { Worker } from 'node:worker_threads'
import { startThread } from '../threads/start.ts'

const MAX_HEAP_MB = 512
// What is young dies at once: with more room a thread holds 30 MB of it, and is no faster.
const MAX_YOUNG_MB = 6

/** Starts the rendering thread. */
export function startWorker(): Worker {
  const resourceLimits = {
    maxOldGenerationSizeMb: MAX_HEAP_MB,
    maxYoungGenerationSizeMb: MAX_YOUNG_MB,
  }
  return startThread(new URL('./worker', import.meta.url), { resourceLimits })
}
