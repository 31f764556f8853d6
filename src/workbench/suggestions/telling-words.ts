import { sql, type Read } from '../../db/doors.ts'
import { documentFrequencies } from '../../db/search.ts'
import { segmentWords } from '../../text/words.ts'

const TITLE_WEIGHT = 4
const CANDIDATES = 60
const TELLING = 12
const COUNTED_POSTS = 5_000
const READ_CHARS = 50_000

/**
 * The dozen words that tell best what a text is about: often in it, seldom elsewhere. A word that no
 * other post has finds nothing and is left out.
 */
export async function listTellingWords(
  read: Read,
  { title, body }: { title: string; body: string },
): Promise<string[]> {
  return rankTellingWords(read, countWeighted(title, body))
}

/** The dozen of counted words (those with the most first) that tell best; see `listTellingWords`. */
export async function rankTellingWords(read: Read, counts: Map<string, number>): Promise<string[]> {
  const words = [...counts.keys()].slice(0, CANDIDATES)
  if (words.length === 0) return []
  const frequencies = await read.query<{ word: string; posts: number | bigint }>(
    documentFrequencies(read.dialect, words, COUNTED_POSTS),
  )
  const [all] = await read.query<{ count: number | bigint }>(
    sql`SELECT count(*) AS count FROM posts`,
  )
  const total = Number(all?.count ?? 0)
  const counted = frequencies.map(({ word, posts }) => ({
    ...{ word, posts: Number(posts), count: counts.get(word) ?? 0 },
  }))
  // What so many posts hold that one stops to count tells nothing, and is slow to search.
  const rare = counted.filter(({ posts }) => posts < COUNTED_POSTS)
  return rankWords(rare, total).slice(0, TELLING)
}

/** Words by how much they tell, best first: their number here against the posts that have them. */
export function rankWords(
  words: { word: string; posts: number; count: number }[],
  total: number,
): string[] {
  const weigh = ({ posts, count }: { posts: number; count: number }) =>
    Math.log(1 + count) * Math.log(1 + total / posts)
  return words
    .filter(({ posts }) => posts > 0)
    .toSorted((a, b) => weigh(b) - weigh(a))
    .map(({ word }) => word)
}

/** Short words and numbers are too common to tell anything, but for scripts that write with few characters. */
export const isTellingWord = (word: string): boolean =>
  !/^\p{N}+$/u.test(word) && !/^\p{Script=Latin}{1,2}$/u.test(word)

function countWeighted(title: string, body: string): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (word: string, weight: number) => {
    if (!isTellingWord(word)) return
    counts.set(word, (counts.get(word) ?? 0) + weight)
  }
  for (const word of segmentWords(title)) add(word, TITLE_WEIGHT)
  for (const word of segmentWords(body.slice(0, READ_CHARS))) add(word, 1)
  return new Map([...counts].toSorted(([, a], [, b]) => b - a))
}
