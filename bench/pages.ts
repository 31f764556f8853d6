import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import autocannon from 'autocannon'
import type { Read } from '../src/db/doors.ts'
import { sql } from '../src/db/doors.ts'
import { startProgram } from './program.ts'

export type Load = { perSecond: number; p50: number; p99: number }
export type PageResult = {
  name: string
  bytes: number
  cached: Load
  uncached: Load
  bare: Load
}

const CONNECTIONS = 10
const WARM_UP_SECONDS = 1

export type Page = { name: string; path: string }

/** One page of each kind: the newest posts, a post, the most used tag, the feed, a search for a middling word. */
export async function choosePages(read: Read): Promise<Page[]> {
  const [post] = await read.post.findMany({
    where: { status: 'published' },
    orderBy: { id: 'asc' },
    skip: Math.floor((await read.post.count()) / 2),
    take: 1,
    select: { slug: true, title: true },
  })
  const [tag] = await read.query<{ slug: string }>(sql`
    SELECT slug FROM tags JOIN blog_tag ON blog_tag.tag_id = tags.id
    GROUP BY tags.id, slug ORDER BY count(*) DESC LIMIT 1`)
  if (!post || !tag) throw new Error('The blog has no posts with tags.')
  const word = post.title.split(' ').at(-1) ?? ''
  return [
    { name: 'home', path: '/' },
    { name: 'post', path: `/posts/${post.slug}` },
    { name: 'tag', path: `/tags/${tag.slug}` },
    { name: 'feed', path: '/feed.xml' },
    { name: 'search', path: `/search?q=${encodeURIComponent(word)}` },
  ]
}

export type Sites = { cached: string; uncached: string; folder: string; seconds: number }

/** Loads one page of the program, with its cache and without, and then a bare server that sends the same bytes. */
export async function measurePage({ name, path }: Page, sites: Sites): Promise<PageResult> {
  const answer = await fetch(sites.cached + path, { headers: { 'Accept-Encoding': 'identity' } })
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}.`)
  const body = Buffer.from(await answer.arrayBuffer())
  const file = join(sites.folder, `${name}.json`)
  const headers = Object.fromEntries(
    [...answer.headers].filter(([header]) => !PER_CONNECTION.includes(header)),
  )
  writeFileSync(file, JSON.stringify({ headers, body: body.toString('base64') }))

  const cached = await load(sites.cached + path, sites.seconds)
  const uncached = await load(sites.uncached + path, sites.seconds)
  const bareServer = await startProgram(port => ['bench/bare-server.mjs', String(port), file])
  const bare = await load(bareServer.url + path, sites.seconds)
  await bareServer.stop()
  return { name, bytes: body.length, cached, uncached, bare }
}

// What node:http adds itself.
const PER_CONNECTION = ['connection', 'keep-alive', 'date', 'transfer-encoding', 'content-length']

async function load(url: string, seconds: number): Promise<Load> {
  await autocannon({ url, connections: CONNECTIONS, duration: WARM_UP_SECONDS })
  const { requests, latency, non2xx, errors } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
  })
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refusals, ${errors} errors.`)
  return { perSecond: requests.average, p50: latency.p50, p99: latency.p99 }
}
