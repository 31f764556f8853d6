import { sql, type Read, type Sql } from '../../db/doors.ts'
import { nearestPosts } from '../../db/search.ts'
import { mark } from '../../i18n/translate.ts'
import { segmentWords } from '../../text/words.ts'
import type { Candidate, FoundPost } from './candidates.ts'
import { isTellingWord, rankTellingWords } from './telling-words.ts'

const OWN_POSTS = 30
const OTHER_POSTS = 60
const READ_CHARS = 6_000
const NEAREST = 30
const SHOWN = 20
const MIN_COMMON = 3
const SAID_WORDS = 5

type Text = { title: string; body: string }

/**
 * The posts that speak of what the posts of a tag speak of, and do not have it: nearest first, each
 * with the words that it has in common with them.
 */
export async function listLikePosts(read: Read, tagId: number): Promise<Candidate[]> {
  const words = await listWordsOfTag(read, tagId)
  if (words.length < MIN_COMMON) return []
  const phrases = words.map(word => [word])
  const { from, and, order } = nearestPosts(read.dialect, phrases)
  const rows = await read.query<Omit<FoundPost, 'at'> & Text & { at: Date | string }>(sql`
    SELECT posts.id, posts.title, posts.summary, posts.body,
      COALESCE(posts.published_at, posts.created_at) AS at FROM ${from}
    WHERE posts.deleted_at IS NULL AND posts.kind = 'post' AND NOT EXISTS (
      SELECT 1 FROM blog_tag b WHERE b.post_id = posts.id AND b.tag_id = ${tagId}) ${and}
    ORDER BY ${order} LIMIT ${NEAREST}`)
  return rows
    .map(({ body, at, ...post }) => {
      const own = wordsOf({ title: post.title, body })
      return { ...post, at: new Date(at), common: words.filter(word => own.has(word)) }
    })
    .filter(({ common }) => common.length >= MIN_COMMON)
    .slice(0, SHOWN)
    .map(({ common, ...post }) => {
      const text = mark('It speaks of {words}, as the posts of the tag do.')
      return { ...post, reason: { text, words: common.slice(0, SAID_WORDS).join(', ') } }
    })
}

// What its newest posts have much oftener than others: a word counts once for each post.
async function listWordsOfTag(read: Read, tagId: number): Promise<string[]> {
  const tagged = sql`SELECT post_id FROM blog_tag WHERE tag_id = ${tagId}`
  const own = await readNewest(read, sql`id IN (${tagged})`, OWN_POSTS)
  if (own.length < 2) return []
  const others = await readNewest(read, sql`id NOT IN (${tagged})`, OTHER_POSTS)
  const [here, elsewhere] = [countPosts(own), countPosts(others)]
  const shareOf = (word: string) => (elsewhere.get(word) ?? 0) / Math.max(1, others.length)
  const telling = [...here]
    .map(([word, count]) => ({ word, count, lead: count / own.length - 2 * shareOf(word) }))
    .filter(({ count, lead }) => count > 1 && lead > 0)
    .toSorted((a, b) => b.lead - a.lead)
  return rankTellingWords(read, new Map(telling.map(({ word, count }) => [word, count])))
}

function readNewest(read: Read, condition: Sql, count: number): Promise<Text[]> {
  return read.query<Text>(sql`
    SELECT title, body FROM posts WHERE deleted_at IS NULL AND ${condition}
    ORDER BY content_updated_at DESC, id DESC LIMIT ${count}`)
}

function countPosts(posts: Text[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const post of posts) {
    for (const word of wordsOf(post)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

const wordsOf = ({ title, body }: Text): Set<string> =>
  new Set(segmentWords(`${title}\n${body.slice(0, READ_CHARS)}`).filter(isTellingWord))
