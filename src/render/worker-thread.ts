import type { Worker } from 'node:worker_threads'
import { startThread } from '../threads/start.ts'

const MAX_HEAP_MB = 512

/** Starts the rendering thread. */
export function startWorker(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB }
  return startThread(new URL('./worker', import.meta.url), { resourceLimits })
}
