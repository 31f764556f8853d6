import { AsideError } from '../../db/aside-limits.ts'
import { join, sql, type Database, type Read } from '../../db/doors.ts'
import { nearestPosts } from '../../db/search.ts'
import { listNearestNames } from '../../text/likeness.ts'
import { segmentWords } from '../../text/words.ts'
import { isPublicPost } from '../visible.ts'

export type NearPost = { slug: string; title: string }

const MAX_WORDS = 6
const CANDIDATES = 30
const LOOKED_AT = 100
const SHOWN = 5
const SAME_BEGINNING_CHARS = 4
const MAX_CHARS = 200

/** The posts whose address or words are most like a path where nothing is, nearest first. */
export async function listNearestPosts(
  { read, aside, dialect }: Database,
  path: string,
  now: Date,
): Promise<NearPost[]> {
  const wanted = lastPart(path)
  const words = segmentWords(wanted.replace(/[-_]+/g, ' ')).slice(0, MAX_WORDS)
  if (words.length === 0) return []
  const [alike, speaking] = [
    await listAlike(read, wanted, now),
    // Words that all posts have take as long as a search for them.
    await listSpeaking({ dialect, query: aside }, words, now).catch(ignoreBusy),
  ]
  const bySlug = new Map([...alike, ...speaking].map(post => [post.slug, post]))
  const slugs = new Map([...bySlug.keys()].map(slug => [slug, slug]))
  const near = listNearestNames(wanted, slugs, SHOWN)
  const others = speaking.map(({ slug }) => slug)
  return [...new Set([...near, ...others])].slice(0, SHOWN).flatMap(slug => bySlug.get(slug) ?? [])
}

function ignoreBusy(error: unknown): NearPost[] {
  if (error instanceof AsideError) return []
  throw error
}

function lastPart(path: string): string {
  const part = path.split('/').findLast(piece => piece !== '') ?? ''
  const plain = part.replace(/\.(html?|php|md|aspx?)$/iu, '')
  try {
    return decodeURIComponent(plain).toLowerCase().slice(0, MAX_CHARS).replaceAll('\0', '')
  } catch {
    return ''
  }
}

// An index answers what begins alike, so that a path nobody meant costs next to nothing.
function listAlike(read: Read, wanted: string, now: Date): Promise<NearPost[]> {
  const from = Array.from(wanted).slice(0, SAME_BEGINNING_CHARS).join('')
  return read.query<NearPost>(sql`SELECT posts.slug, posts.title FROM posts
    WHERE posts.id IN (SELECT id FROM posts WHERE slug >= ${from} AND slug < ${`${from}\u{10ffff}`}
      ORDER BY slug LIMIT ${LOOKED_AT}) AND ${isPublicPost(now)}
    ORDER BY posts.slug LIMIT ${CANDIDATES}`)
}

function listSpeaking(
  read: Pick<Read, 'dialect' | 'query'>,
  words: string[],
  now: Date,
): Promise<NearPost[]> {
  const phrases = words.map(word => [word])
  const { from, and, order } = nearestPosts(read.dialect, phrases)
  const parts = [
    sql`SELECT posts.slug, posts.title FROM ${from}`,
    sql`WHERE ${isPublicPost(now)} ${and}`,
  ]
  return read.query<NearPost>(sql`${join(parts, ' ')} ORDER BY ${order} LIMIT ${SHOWN}`)
}
