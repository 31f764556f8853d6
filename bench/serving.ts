import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '../src/db/open.ts'
import { choosePages, measurePage, type PageResult } from './pages.ts'
import { startProgram } from './program.ts'
import {
  chooseSearches,
  measureReadingMeanwhile,
  measureSearches,
  type SearchResult,
} from './search.ts'

export type Serving = {
  pages: PageResult[]
  searches: SearchResult[]
  meanwhile: { p50: number; p99: number }
  startMs: number
  idleMb: number
  loadedMb: number
}

const IDLE_MS = 3_000

/** Starts the built program on a blog and loads its pages and its search. */
export async function measureProgram(
  environment: Record<string, string>,
  folder: string,
  seconds: number,
): Promise<Serving> {
  const db = await openDatabase(environment['DATABASE_URL'] ?? '')
  const chosen = await choosePages(db.read)
  const queries = await chooseSearches(db.read)
  await db.close()

  const serve = (more: Record<string, string>) =>
    startProgram(
      () => ['dist/main.js', 'serve'],
      port => ({ ...environment, ...more, PORT: String(port) }),
    )
  // The first start also fills the system's own cache of files.
  await (await serve({})).stop()
  const cached = await serve({})
  await pause(IDLE_MS)
  const idleMb = cached.memory()
  const uncached = await serve({ CACHE_MB: '0' })
  const sites = { cached: cached.url, uncached: uncached.url, folder, seconds }
  const pages: PageResult[] = []
  for (const page of chosen) pages.push(await measurePage(page, sites))
  const searches = await measureSearches(cached.url, queries, 2 * seconds)
  const meanwhile = await measureReadingMeanwhile(uncached.url, queries, seconds)
  const loadedMb = Math.max(cached.memory(), uncached.memory())
  await cached.stop()
  await uncached.stop()
  return { pages, searches, meanwhile, startMs: cached.startMs, idleMb, loadedMb }
}
