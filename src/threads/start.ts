import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a thread on a module, named without its ending: from the built file or, in development and
 * tests, from the source through tsx.
 */
export function startThread(module: URL, options: WorkerOptions = {}): Worker {
  return import.meta.url.endsWith('.ts')
    ? new Worker(loadSource(`${module.href}.ts`), { ...options, eval: true })
    : new Worker(new URL(`${module.href}.js`), options)
}

// On Node 20, `--import tsx` has no effect on a thread's own file, so the thread registers tsx itself.
function loadSource(file: string): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'))
  const api = tsx.href.replace(/\.cjs$/u, '.mjs')
  return `import('${api}').then(({ register }) => { register(); return import('${file}') })`
}
