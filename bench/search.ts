import type { Read } from '../src/db/doors.ts'
import { percentiles } from './load.ts'

export type SearchResult = { name: string; p50: number; p99: number; count: number }

const TITLES = 200
const OTHER_PAGE = '/feed.json'

/** Queries as people type them, of words that the posts have: by kind, the same in each run. */
export async function chooseSearches(read: Read): Promise<Record<string, string[]>> {
  const posts = await read.post.findMany({
    where: { status: 'published' },
    orderBy: { id: 'asc' },
    skip: Math.floor((await read.post.count()) / 3),
    take: TITLES,
    select: { title: true },
  })
  const words = posts.map(({ title }) => title.split(' ').at(-1) ?? '')
  return {
    'one word': words,
    'two words': words.map((word, at) => `${word} ${words[at + 1] ?? ''}`),
    'three letters': words.map(word => word.slice(0, 3)),
    'four letters': words.map(word => word.slice(0, 4)),
    'common words': words.map((_, at) => (at % 2 === 0 ? 'the' : 'of and')),
    'a phrase': words.map(() => '"of the"'),
    'with filters': words.map((word, at) => `${word} ${at % 2 === 0 ? 'year:2024' : '-the'}`),
  }
}

/** Searches one after the other for some seconds, each kind as long as the others. */
export async function measureSearches(
  url: string,
  searches: Record<string, string[]>,
  seconds: number,
): Promise<SearchResult[]> {
  const kinds = Object.entries(searches)
  const share = (seconds * 1000) / kinds.length
  const all: number[] = []
  const results: SearchResult[] = []
  await search(url, 'warm up')
  for (const [name, queries] of kinds) {
    const times: number[] = []
    const end = performance.now() + share
    for (let at = 0; performance.now() < end; at += 1) {
      times.push(await search(url, queries[at % queries.length] ?? ''))
    }
    all.push(...times)
    results.push({ name, count: times.length, ...percentiles(times) })
  }
  return [...results, { name: 'all', count: all.length, ...percentiles(all) }]
}

/** How long a reader waits for a page while others search. */
export async function measureReadingMeanwhile(
  url: string,
  searches: Record<string, string[]>,
  seconds: number,
): Promise<{ p50: number; p99: number }> {
  const queries = Object.values(searches).flat()
  const end = performance.now() + seconds * 1000
  const searching = Array.from({ length: 4 }, async (_, first) => {
    for (let at = first * 97; performance.now() < end; at += 1) {
      await search(url, queries[at % queries.length] ?? '')
    }
  })
  const times: number[] = []
  while (performance.now() < end) times.push(await time(url + OTHER_PAGE))
  await Promise.all(searching)
  return percentiles(times)
}

const search = (url: string, q: string): Promise<number> =>
  time(`${url}/search?q=${encodeURIComponent(q)}`)

async function time(url: string): Promise<number> {
  const started = performance.now()
  const answer = await fetch(url)
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}.`)
  return performance.now() - started
}
