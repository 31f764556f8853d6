import { join, sql, type Read } from '../../db/doors.ts'
import { vocabularyOf } from '../../taxonomy/vocabulary.ts'
import type { VocabularyRequest } from '../requests.ts'

/** A term that a request names, as it was when the request was staged. */
export type SeenTerm = { id: number; name: string; posts: number }

/** What happened to a term since: `now` is null when it is gone. */
export type News = { before: SeenTerm; now: SeenTerm | null }

/** The terms that a request names, with how many posts have them. */
export async function describeTerms(read: Read, request: VocabularyRequest): Promise<SeenTerm[]> {
  const ids = idsOf(request)
  if (ids.length === 0) return []
  const { terms, kind } = vocabularyOf(request.kind)
  const posts =
    kind === 'tag'
      ? sql`(SELECT count(*) FROM blog_tag b WHERE b.tag_id = t.id)`
      : sql`(SELECT count(*) FROM posts p WHERE p.category_id = t.id)`
  const rows = await read.query<{ id: number; name: string; posts: number | bigint }>(sql`
    SELECT t.id, t.name, ${posts} AS posts FROM ${terms} t WHERE t.id IN (${join(ids)}) ORDER BY t.id`)
  return rows.map(({ id, name, posts: count }) => ({ id, name, posts: Number(count) }))
}

/** What is no longer as it was when the request was staged. */
export async function listNews(
  read: Read,
  request: VocabularyRequest,
  seen: SeenTerm[],
): Promise<News[]> {
  const present = new Map((await describeTerms(read, request)).map(term => [term.id, term]))
  return seen.flatMap(before => {
    const now = present.get(before.id) ?? null
    const isSame = now?.name === before.name && now.posts === before.posts
    return isSame ? [] : [{ before, now }]
  })
}

function idsOf(request: VocabularyRequest): number[] {
  if (request.verb === 'merge') return [...request.from, request.into]
  if (request.verb === 'delete') return request.ids
  return 'id' in request ? [request.id] : []
}
