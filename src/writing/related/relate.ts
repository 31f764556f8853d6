import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { AsideError } from '../../db/aside-limits.ts'
import { sql, type Database } from '../../db/doors.ts'
import { documentFrequencies, nearestPosts } from '../../db/search.ts'
import { plainText } from '../../text/plain.ts'
import { segmentWords } from '../../text/words.ts'

type Place = Pick<Context, 'background' | 'db'>

const KEPT = 8
const CANDIDATES = 20
// A tag that so many share says nothing about any two of them.
const COMMON_TAG = 2_000
const COMMON_WORD = 1_000
const WORDS = 12
const MIN_WORD_CHARS = 5
const READ_CHARS = 20_000

const waiting = new WeakMap<Database, Set<number>>()

/** Finds anew, when writing has paused, which posts are related to one that was saved; several saves are one search. */
export function relateLater({ background, db }: Place, postId: number): void {
  const ids = waiting.get(db) ?? new Set<number>()
  waiting.set(db, ids)
  if (ids.has(postId)) return
  ids.add(postId)
  background.addLater(async () => {
    ids.delete(postId)
    await relatePost(db, postId)
  })
}

/**
 * Stores which posts are nearest to one: those that share its rare tags, then those whose text has most
 * of its words. It is quiet: no dates move; pages that were kept meanwhile are old, though.
 */
export async function relatePost(db: Database, postId: number): Promise<void> {
  try {
    await storeRelated(db, postId, await findRelated(db, postId))
  } catch (error) {
    // Searches of readers go first; the next save finds them.
    if (!(error instanceof AsideError)) throw error
  }
}

async function findRelated(db: Database, postId: number): Promise<number[]> {
  const post = await db.read.post.findFirst({
    where: { id: postId, kind: 'post', deletedAt: null },
    select: { title: true, html: true },
  })
  const scores = new Map<number, number>()
  const add = (id: number, score: number) => scores.set(id, (scores.get(id) ?? 0) + score)
  if (post) {
    for (const { id, weight } of await listByTags(db, postId)) add(id, weight)
    const alike = await listByText(db, postId, post)
    for (const [place, id] of alike.entries()) add(id, 1 - place / CANDIDATES)
  }
  const best = [...scores].toSorted(([a, x], [b, y]) => y - x || b - a).slice(0, KEPT)
  return best.map(([id]) => id)
}

async function storeRelated(db: Database, postId: number, ids: number[]): Promise<void> {
  const stored = await db.read.relatedPost.findMany({ where: { postId }, orderBy: { rank: 'asc' } })
  if (stored.map(({ relatedId }) => relatedId).join() === ids.join()) return
  await db.write(async tx => {
    await tx.relatedPost.deleteMany({ where: { postId } })
    // What was purged since is left out.
    const living = await tx.post.findMany({
      where: { id: { in: [postId, ...ids] } },
      select: { id: true },
    })
    const known = new Set(living.map(({ id }) => id))
    const rows = ids.map((relatedId, rank) => ({ postId, relatedId, rank }))
    const data = rows.filter(({ relatedId }) => known.has(relatedId))
    if (known.has(postId) && data.length > 0) await tx.relatedPost.createMany({ data })
    await bumpContentVersion(tx)
  })
}

// The fewer posts share a tag, the more it says. SQLite keeps the order of a CROSS JOIN; left to
// itself it walks along all posts.
async function listByTags(db: Database, postId: number): Promise<{ id: number; weight: number }[]> {
  const rows = await db.aside<{ id: number | bigint; size: number | bigint }>(sql`
    SELECT other.post_id AS id, sizes.size FROM (
      SELECT mine.tag_id, (SELECT COUNT(*) FROM blog_tag AS every
        WHERE every.tag_id = mine.tag_id) AS size
      FROM blog_tag AS mine WHERE mine.post_id = ${postId}
    ) AS sizes
    CROSS JOIN blog_tag AS other CROSS JOIN posts
    WHERE other.tag_id = sizes.tag_id AND posts.id = other.post_id AND sizes.size <= ${COMMON_TAG} AND other.post_id <> ${postId}
      AND posts.kind = 'post' AND posts.deleted_at IS NULL AND posts.status = 'published'`)
  const weights = new Map<number, number>()
  for (const { id, size } of rows) {
    const weight = 2 / Math.log2(2 + Number(size))
    weights.set(Number(id), (weights.get(Number(id)) ?? 0) + weight)
  }
  return [...weights]
    .map(([id, weight]) => ({ id, weight }))
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, CANDIDATES)
}

async function listByText(
  db: Database,
  postId: number,
  { title, html }: { title: string; html: string },
): Promise<number[]> {
  const words = listFrequent(`${title} ${title} ${title} ${plainText(html.slice(0, READ_CHARS))}`)
  const rare = await listRare(db, words)
  if (rare.length === 0) return []
  const phrases = rare.map(word => [word])
  const { from, and, order } = nearestPosts(db.dialect, phrases)
  const rows = await db.aside<{ id: number | bigint }>(sql`
    SELECT posts.id AS id FROM ${from}
    WHERE posts.id <> ${postId} AND posts.kind = 'post' AND posts.deleted_at IS NULL
      AND posts.status = 'published' ${and}
    ORDER BY ${order} LIMIT ${CANDIDATES}`)
  return rows.map(({ id }) => Number(id))
}

// A word of thousands of posts says little, and ranking all of them takes as long as they are many.
async function listRare(db: Database, words: string[]): Promise<string[]> {
  if (words.length === 0) return []
  const rows = await db.aside<{ word: string; posts: number | bigint }>(
    documentFrequencies(db.dialect, words, COMMON_WORD + 1),
  )
  return rows.filter(({ posts }) => Number(posts) <= COMMON_WORD).map(({ word }) => word)
}

// Short words are common ones, but for scripts that write with few characters.
function listFrequent(text: string): string[] {
  const counts = new Map<string, number>()
  for (const word of segmentWords(text)) {
    const isShort = /^[\p{sc=Latin}\p{sc=Cyrillic}\p{sc=Greek}\p{N}'’]+$/u.test(word)
    if (isShort && word.length < MIN_WORD_CHARS) continue
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, WORDS)
    .map(([word]) => word)
}
