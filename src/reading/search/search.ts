import type { Read } from '../../db/doors.ts'
import { rankedPosts } from '../../db/search.ts'
import { countPages, type Pages } from '../../http/pagination.ts'
import { plainText } from '../../text/plain.ts'
import { segmentWords } from '../../text/words.ts'
import { excerptAround, markWords, type Part } from './excerpts.ts'
import { countPublicPosts, inOrder, listPublicIds } from '../lists.ts'

const MAX_CHARS = 200
const MAX_WORDS = 20

export type Hit = { slug: string; publishedAt: Date | null; title: Part[]; excerpt: Part[] }

export type Found = { hits: Hit[]; total: number; pages: Pages }

type Asked = { q: string; page: number; perPage: number; now: Date }

/** What was typed into the search, as it is looked for: one text of at most 200 characters. */
export function readSearch(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, MAX_CHARS) : ''
  return text.replace(/\0|\p{Surrogate}/gu, '').trim()
}

/** The posts that hold all words of `q`, best first; null where there is no such page. */
export async function searchPosts(read: Read, asked: Asked): Promise<Found | null> {
  const { q, page, perPage, now } = asked
  const words = segmentWords(q).slice(0, MAX_WORDS)
  const scope = rankedPosts(read.dialect, words)
  const total = words.length > 0 ? await countPublicPosts(read, scope, now) : 0
  const pages = countPages({ page, perPage, total }, '/search', { q })
  if (page > pages.last) return null
  if (total === 0) return { hits: [], total, pages }
  const slice = { now, limit: perPage, offset: (page - 1) * perPage }
  return {
    hits: await readHits(read, await listPublicIds(read, scope, slice), words),
    total,
    pages,
  }
}

async function readHits(read: Read, ids: number[], words: string[]): Promise<Hit[]> {
  const rows = await read.post.findMany({
    where: { id: { in: ids } },
    select: { id: true, slug: true, title: true, html: true, publishedAt: true },
  })
  return inOrder(ids, rows).map(({ slug, title, html, publishedAt }) => ({
    ...{ slug, publishedAt },
    title: markWords(title, words),
    excerpt: excerptAround(plainText(html), words),
  }))
}
