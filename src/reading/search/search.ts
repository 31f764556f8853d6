import { join, sql, type Database, type Sql } from '../../db/doors.ts'
import { foundPosts } from '../../db/search.ts'
import { countPages, type Pages } from '../../http/pagination.ts'
import { plainText } from '../../text/plain.ts'
import {
  isEmptyQuery,
  listMarkedWords,
  readSearchQuery,
  type SearchFilter,
  type SearchQuery,
} from '../../text/search-query.ts'
import { inOrder } from '../lists.ts'
import { hiddenPosts } from '../visible.ts'
import { excerptAround, markWords, type Part } from './excerpts.ts'
import { filteredBy } from './filters.ts'

const MAX_CHARS = 200

/** The newest so many of what a search finds are ranked and counted. */
export const MAX_FOUND = 1_000

// An excerpt is from the beginning of a text that is longer than any book's chapter.
const MAX_HTML_CHARS = 200_000

export type Hit = { slug: string; publishedAt: Date; title: Part[]; excerpt: Part[] }

/** `total` ends at MAX_FOUND; `isMore` says that there are more. */
export type Found = { hits: Hit[]; total: number; isMore: boolean; pages: Pages }

export type Asked = {
  q: string
  /** Besides those that stand in `q`. */
  filters: SearchFilter[]
  page: number
  perPage: number
  now: Date
  timeZone: string
}

/** What was typed into the search, as it is looked for: one text of at most 200 characters. */
export function readSearch(value: unknown): string {
  const text = typeof value === 'string' ? value.slice(0, MAX_CHARS) : ''
  return text.replace(/\0|\p{Surrogate}/gu, '').trim()
}

/**
 * The posts that a search finds, best first; null where there is no such page. Throws an AsideError
 * when it takes too long or too many others wait.
 */
export async function searchPosts(db: Database, asked: Asked): Promise<Found | null> {
  const { page, perPage, q } = asked
  const query = readSearchQuery(q)
  query.filters.push(...asked.filters.map(filter => ({ ...filter, not: false })))
  const rows = isEmptyQuery(query) ? [] : await readRows(db, query, asked)
  const counted = Number(rows[0]?.total ?? 0)
  const total = Math.min(counted, MAX_FOUND)
  const given = Object.fromEntries(asked.filters.map(({ kind, value }) => [kind, value]))
  const pages = countPages({ page, perPage, total }, '/search', { q, ...given })
  if (page > pages.last) return null
  const ids = rows.map(({ id }) => Number(id))
  return { hits: await readHits(db, ids, query), total, isMore: counted > MAX_FOUND, pages }
}

type Row = { id: number | bigint; total: number | bigint }

function readRows(db: Database, query: SearchQuery, asked: Asked): Promise<Row[]> {
  const offset = (asked.page - 1) * asked.perPage
  if (offset >= MAX_FOUND) return Promise.resolve([])
  return db.aside<Row>(sql`
    SELECT id, COUNT(*) OVER () AS total FROM (${newestFound(db, query, asked)}) AS found
    ORDER BY rank, id DESC LIMIT ${asked.perPage} OFFSET ${offset}`)
}

// Ranking all that a common word finds would take longer than anybody waits. The posts themselves
// are not looked at: those that readers do not see are few.
function newestFound(db: Database, query: SearchQuery, { now, timeZone }: Asked): Sql {
  const { from, where, id, tested, rank, order } = foundPosts(db.dialect, query)
  const filters = query.filters.map(({ not, ...filter }) => {
    const ids = filteredBy(filter, timeZone)
    return not ? sql`${tested} NOT IN (${ids})` : sql`${tested} IN (${ids})`
  })
  const seen = sql`${tested} NOT IN (${hiddenPosts(now)})`
  return sql`SELECT ${id} AS id, ${rank} AS rank FROM ${from}
    WHERE ${join([where, seen, ...filters], ' AND ')}
    ORDER BY ${order} LIMIT ${MAX_FOUND + 1}`
}

type HitRow = { id: number; slug: string; title: string; html: string; publishedAt: Date | string }

async function readHits(db: Database, ids: number[], query: SearchQuery): Promise<Hit[]> {
  if (ids.length === 0) return []
  const words = listMarkedWords(query)
  const rows = await db.aside<HitRow>(sql`
    SELECT id, slug, title, substr(html, 1, ${MAX_HTML_CHARS}) AS html, published_at AS "publishedAt"
    FROM posts WHERE id IN (${join(ids)})`)
  return inOrder(ids, rows).map(({ slug, title, html, publishedAt }) => ({
    slug,
    publishedAt: new Date(publishedAt),
    title: markWords(title, words),
    excerpt: excerptAround(plainText(html), words),
  }))
}
