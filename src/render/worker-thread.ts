import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

const MAX_HEAP_MB = 512

/** Starts the rendering thread, from the built file or, in development and tests, from the source through tsx. */
export function startWorker(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: MAX_HEAP_MB }
  return import.meta.url.endsWith('.ts')
    ? new Worker(loadSource(new URL('./worker.ts', import.meta.url)), {
        eval: true,
        resourceLimits,
      })
    : new Worker(new URL('./worker.js', import.meta.url), { resourceLimits })
}

// On Node 20, `--import tsx` has no effect on a thread's own file, so the thread registers tsx itself.
function loadSource(file: URL): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'))
  const api = tsx.href.replace(/\.cjs$/u, '.mjs')
  return `import('${api}').then(({ register }) => { register(); return import('${file.href}') })`
}
