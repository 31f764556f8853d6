import type { Load } from './load.ts'
import type { PageResult } from './pages.ts'
import type { SearchResult } from './search.ts'

/** What was measured with one blog. */
export type Measured = {
  pages: PageResult[]
  searches: SearchResult[]
  edits: Load
  startMs: number
  idleMb: number
  loadedMb: number
}

type Target = { name: string; measured: string; isMet: boolean }

// A machine's own noise at the hundredth of a millisecond is no difference.
const MIN_P99_MS = 1
const FAST_PAGES = ['home', 'tag', 'archive']

/** The targets, each with what was measured. */
export function listTargets({ pages, searches, edits, ...program }: Measured): Target[] {
  const post = pages.find(({ name }) => name === 'post')
  const slowest = Math.max(
    ...pages.filter(({ name }) => FAST_PAGES.includes(name)).map(page => page.uncached.p50),
  )
  const p99 = searches.at(-1)?.p99 ?? Infinity
  return [
    ...pages.flatMap(cachedTargets),
    atMost('a post, not cached, median', post?.uncached.p50 ?? Infinity, 4, 'ms'),
    atMost('home, tag and archive, not cached, median', slowest, 8, 'ms'),
    atMost('search at one client, p99', p99, 50, 'ms'),
    {
      name: 're-edits, at least 200 a second',
      measured: edits.perSecond.toFixed(0),
      isMet: edits.perSecond >= 200,
    },
    atMost('start to the first 200', program.startMs, 1_000, 'ms'),
    atMost('memory, idle', program.idleMb, 220, 'MB'),
    atMost('memory, under load', program.loadedMb, 400, 'MB'),
  ]
}

function cachedTargets({ name, cached, bare }: PageResult): Target[] {
  const share = (cached.perSecond / bare.perSecond) * 100
  const limit = Math.max(2 * bare.p99, MIN_P99_MS)
  return [
    {
      name: `${name}, cached, at least 80 % of a bare server`,
      measured: `${share.toFixed(0)} %`,
      isMet: share >= 80,
    },
    atMost(`${name}, cached, p99`, cached.p99, limit, 'ms'),
  ]
}

function atMost(name: string, value: number, limit: number, unit: string): Target {
  const digits = limit < 10 ? 2 : 0
  return {
    name: `${name}, at most ${limit.toFixed(digits)} ${unit}`,
    measured: `${value.toFixed(digits)} ${unit}`,
    isMet: value <= limit,
  }
}
