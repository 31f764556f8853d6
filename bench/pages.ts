import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Read } from '../src/db/doors.ts'
import { sql } from '../src/db/doors.ts'
import { load, type Load } from './load.ts'
import { startProgram } from './program.ts'

export type PageResult = {
  name: string
  bytes: number
  cached: Load
  notModified: Load
  bare: Load
  /** One reader after the other. */
  uncached: Load
}

const CONNECTIONS = 10

export type Page = { name: string; path: string }

/** One page of each kind: the newest posts, a post, the most used tag, the archive, the feed. */
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
  return [
    { name: 'home', path: '/' },
    { name: 'post', path: `/posts/${post.slug}` },
    { name: 'tag', path: `/tags/${tag.slug}` },
    { name: 'archive', path: '/archive' },
    { name: 'feed', path: '/feed.xml' },
  ]
}

export type Sites = { cached: string; uncached: string; folder: string; seconds: number }

/** Loads one page of the program, with its cache and without, and a bare server that sends the same bytes. */
export async function measurePage({ name, path }: Page, sites: Sites): Promise<PageResult> {
  const answer = await fetch(sites.cached + path, { headers: { 'Accept-Encoding': 'identity' } })
  if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}.`)
  const body = Buffer.from(await answer.arrayBuffer())
  const file = join(sites.folder, `${name}.json`)
  const headers = Object.fromEntries(
    [...answer.headers].filter(([header]) => !PER_CONNECTION.includes(header)),
  )
  writeFileSync(file, JSON.stringify({ headers, body: body.toString('base64') }))

  const { seconds } = sites
  const many = { seconds, connections: CONNECTIONS }
  const condition = { 'If-None-Match': answer.headers.get('etag') ?? '' }
  const cached = await load(sites.cached + path, many)
  const bareServer = await startProgram(port => ['bench/bare-server.mjs', String(port), file])
  const bare = await load(bareServer.url + path, many)
  await bareServer.stop()
  return {
    ...{ name, bytes: body.length, cached, bare },
    notModified: await load(sites.cached + path, { ...many, headers: condition, expected: 304 }),
    uncached: await load(sites.uncached + path, { seconds, connections: 1 }),
  }
}

// What node:http adds itself.
const PER_CONNECTION = ['connection', 'keep-alive', 'date', 'transfer-encoding']
