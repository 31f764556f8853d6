import { join, sql, type Read } from '../../db/doors.ts'
import { nearestPosts } from '../../db/search.ts'
import type { Summary } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { closeKey } from '../../text/close-key.ts'
import { isLikelyTwin } from '../../text/likeness.ts'
import { listPossibleKeys, listTellingPlaces } from './named.ts'
import { listTellingWords } from './telling-words.ts'

const NEAREST = 10
const MIN_NEAREST = 2
const NAMED_WEIGHT = 5
const SUGGESTIONS = 8

export type Draft = {
  /** The post itself, which is not near itself; null when it is not stored yet. */
  id: number | null
  title: string
  body: string
  /** The names that are chosen already. */
  tags: string[]
}

export type TagSuggestion = { name: string; reason: Summary }

/** Existing tags that would fit a text, best first, with the reason; none that is chosen or nearly so. */
export async function suggestTags(read: Read, draft: Draft): Promise<TagSuggestion[]> {
  const chosen = new Set((await findTermIds(read, tagVocabulary, draft.tags)).values())
  const named = await listNamedTags(read, draft)
  const nearest = await listNearestPosts(read, draft)
  const near = await countTags(read, nearest)
  const ids = [...new Set([...named, ...near.keys()])].filter(id => !chosen.has(id))
  const tags = await read.tag.findMany({
    where: { id: { in: [...ids, ...chosen] } },
    select: { id: true, name: true },
  })
  const taken = [...draft.tags, ...tags.filter(({ id }) => chosen.has(id)).map(({ name }) => name)]
  const takenKeys = taken.map(closeKey)
  return tags
    .filter(
      ({ id, name }) =>
        !chosen.has(id) && !takenKeys.some(key => isLikelyTwin(closeKey(name), key)),
    )
    .map(({ id, name }) => ({ name, isNamed: named.has(id), near: near.get(id) ?? 0 }))
    .filter(tag => tag.isNamed || tag.near >= MIN_NEAREST)
    .toSorted((a, b) => weigh(b) - weigh(a) || a.name.localeCompare(b.name))
    .slice(0, SUGGESTIONS)
    .map(tag => ({ name: tag.name, reason: sayReason(tag, nearest.length) }))
}

type Weighed = { isNamed: boolean; near: number }

const weigh = ({ isNamed, near }: Weighed): number => near + (isNamed ? NAMED_WEIGHT : 0)

function sayReason({ isNamed, near }: Weighed, count: number): Summary {
  if (near < MIN_NEAREST) return { text: mark('named in the text') }
  return isNamed
    ? {
        text: mark('named in the text, and {near} of the {count} nearest posts have it'),
        near,
        count,
      }
    : { text: mark('{near} of the {count} nearest posts have it'), near, count }
}

async function listNamedTags(read: Read, { title, body }: Draft): Promise<Set<number>> {
  const keys = listPossibleKeys(listTellingPlaces(title, body))
  return new Set((await findTermIds(read, tagVocabulary, keys)).values())
}

async function listNearestPosts(read: Read, draft: Draft): Promise<number[]> {
  const words = await listTellingWords(read, draft)
  if (words.length === 0) return []
  const { from, and, order } = nearestPosts(
    read.dialect,
    words.map(word => [word]),
  )
  const rows = await read.query<{ id: number }>(sql`
    SELECT posts.id FROM ${from}
    WHERE posts.status = 'published' AND posts.deleted_at IS NULL AND posts.kind = 'post'
      AND posts.id <> ${draft.id ?? 0} ${and}
    ORDER BY ${order} LIMIT ${NEAREST}`)
  return rows.map(row => row.id)
}

async function countTags(read: Read, posts: number[]): Promise<Map<number, number>> {
  if (posts.length === 0) return new Map()
  const rows = await read.query<{ id: number; posts: number | bigint }>(sql`
    SELECT tag_id AS id, count(*) AS posts FROM blog_tag
    WHERE post_id IN (${join(posts)}) GROUP BY tag_id`)
  return new Map(rows.map(({ id, posts: count }) => [id, Number(count)]))
}
