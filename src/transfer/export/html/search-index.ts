import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Read } from '../../../db/doors.ts'
import { showName } from '../../../reading/pages.ts'
import { whichPublic } from '../../../reading/visible.ts'
import { formatDate } from '../../../text/dates.ts'
import { plainText } from '../../../text/plain.ts'
import { cutTokens, shardOf } from '../../../text/search-tokens.ts'
import type { Target } from '../target.ts'

/** Where the index stands in the export. */
export const INDEX = 'search/index/'

/** What a result shows: title, address, day, its spelling, the beginning of the text. */
export type IndexedPost = [string, string, string, string, string]

type Manner = { now: Date; language: string; timeZone: string; linkOf: (slug: string) => string }

const BATCH = 100
const POSTS_A_FILE = 100
const POSTS_A_SHARD = 60
const MAX_SHARDS = 512
const FLUSH_CHARS = 16_384
const TITLE_WEIGHT = 8
const MAX_WEIGHT = 15

/**
 * Writes what the search of the export reads: the words in many small files of which a search needs
 * one a word, and what results show, newest first. While it is made it lies on the disk.
 */
export async function addSearchIndex(read: Read, target: Target, manner: Manner): Promise<void> {
  const order = await readOrder(read, manner.now)
  const shards = Math.min(MAX_SHARDS, Math.max(1, Math.ceil(order.size / POSTS_A_SHARD)))
  const folder = await mkdtemp(join(tmpdir(), 'blext-search-'))
  try {
    const spill = openSpill(folder, shards)
    await addPosts(read, target, { order, manner, spill })
    await spill.flush()
    for (let shard = 0; shard < shards; shard += 1) {
      await target.add(`${INDEX}words-${shard}.json`, await spill.read(shard))
    }
    const about = { posts: order.size, shards, postsAFile: POSTS_A_FILE }
    await target.add(`${INDEX}about.json`, JSON.stringify(about))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

// The numbers of the posts, the newest first.
async function readOrder(read: Read, now: Date): Promise<Map<number, number>> {
  const rows = await read.post.findMany({
    where: whichPublic('post', now),
    orderBy: [{ publishedAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  })
  return new Map(rows.map(({ id }, number) => [id, number]))
}

type Work = { order: Map<number, number>; manner: Manner; spill: Spill }

async function addPosts(read: Read, target: Target, { order, manner, spill }: Work): Promise<void> {
  const ids = [...order.keys()]
  for (let start = 0; start < ids.length; start += POSTS_A_FILE) {
    const shown: IndexedPost[] = []
    for (let at = start; at < Math.min(start + POSTS_A_FILE, ids.length); at += BATCH) {
      for (const post of await readPosts(read, ids.slice(at, at + BATCH))) {
        shown.push(showPost(post, manner))
        await spill.add(order.get(post.id) ?? 0, weighTokens(post))
      }
    }
    await target.add(`${INDEX}posts-${start / POSTS_A_FILE}.json`, JSON.stringify(shown))
  }
}

type Row = Awaited<ReturnType<typeof readPosts>>[number]

async function readPosts(read: Read, ids: number[]) {
  const rows = await read.post.findMany({
    where: { id: { in: ids } },
    select: {
      ...{ id: true, title: true, slug: true, summary: true, html: true, publishedAt: true },
      author: { select: { username: true, displayName: true } },
      tags: { select: { tag: { select: { name: true } } } },
    },
  })
  const at = new Map(ids.map((id, index) => [id, index]))
  return rows.sort((one, other) => (at.get(one.id) ?? 0) - (at.get(other.id) ?? 0))
}

function showPost({ title, slug, summary, publishedAt }: Row, manner: Manner): IndexedPost {
  const { language, timeZone, linkOf } = manner
  const day = publishedAt ?? manner.now
  return [title, linkOf(slug), day.toISOString(), formatDate(day, language, timeZone), summary]
}

// A word of the title counts as many in the text; the names of tags and author are found, too.
function weighTokens({ title, html, author, tags }: Row): Map<string, number> {
  const weights = new Map<string, number>()
  const weigh = (text: string, weight: number) => {
    for (const token of cutTokens(text)) {
      weights.set(token, Math.min(MAX_WEIGHT, (weights.get(token) ?? 0) + weight))
    }
  }
  weigh(title, TITLE_WEIGHT)
  weigh(tags.map(({ tag }) => tag.name).join(' '), TITLE_WEIGHT / 2)
  weigh(showName(author), TITLE_WEIGHT / 2)
  weigh(plainText(html), 1)
  return weights
}

type Spill = ReturnType<typeof openSpill>

// Words of a part of the index, a line for each post that has one, in files that go away.
function openSpill(folder: string, shards: number) {
  const pending = Array.from({ length: shards }, () => '')
  const fileOf = (shard: number) => join(folder, String(shard))
  const write = async (shard: number) => {
    const lines = pending[shard] ?? ''
    pending[shard] = ''
    if (lines !== '') await appendFile(fileOf(shard), lines)
  }
  return {
    add: async (number: number, weights: Map<string, number>) => {
      for (const [token, weight] of weights) {
        const shard = shardOf(token, shards)
        const lines = `${pending[shard] ?? ''}${token} ${number} ${weight}\n`
        pending[shard] = lines
        if (lines.length > FLUSH_CHARS) await write(shard)
      }
    },
    flush: async () => {
      for (let shard = 0; shard < shards; shard += 1) await write(shard)
    },
    read: async (shard: number) => packShard(await readFile(fileOf(shard), 'utf8').catch(() => '')),
  }
}

// For each word its posts, each as the distance to the one before it and its weight in one number.
function packShard(lines: string): string {
  const words: Record<string, number[]> = Object.create(null) as Record<string, number[]>
  const last = new Map<string, number>()
  for (const line of lines.split('\n')) {
    const [token = '', number, weight] = line.split(' ')
    if (token === '') continue
    const list = (words[token] ??= [])
    list.push((Number(number) - (last.get(token) ?? 0)) * (MAX_WEIGHT + 1) + Number(weight))
    last.set(token, Number(number))
  }
  return JSON.stringify(words)
}
