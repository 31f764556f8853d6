import { empty, sql, type Read, type Sql } from '../../db/doors.ts'
import { nearestPosts } from '../../db/search.ts'
import { mark } from '../../i18n/translate.ts'
import { segmentWords } from '../../text/words.ts'
import type { Candidate, FoundPost } from './candidates.ts'

const SHOWN = 100

/** The posts that name a tag, by one of its names, and do not have it; best first. */
export async function listNamingPosts(
  read: Read,
  tagId: number,
  names: string[],
): Promise<Candidate[]> {
  const plain = names.filter(name => !isSigned(name))
  const found = [
    ...(await listSpelled(read, tagId, plain)),
    ...(await listSigned(read, tagId, names.filter(isSigned))),
  ]
  const once = new Map(found.map(post => [post.id, post]))
  const reason = { text: mark('It names the tag.') }
  return [...once.values()].slice(0, SHOWN).map(post => ({ ...post, reason }))
}

// The search knows words alone: of C, C++ and C# it knows “c”, of .NET “net”.
const isSigned = (name: string): boolean =>
  /[+#]|^\./u.test(name) || segmentWords(name).join('').length < 2

async function listSpelled(read: Read, tagId: number, names: string[]): Promise<FoundPost[]> {
  const phrases = names.map(segmentWords)
  if (phrases.length === 0) return []
  const rows = await selectPosts(read, tagId, { phrases, columns: empty, and: empty })
  return rows.map(({ at, ...post }) => ({ ...post, at: new Date(at) }))
}

async function listSigned(read: Read, tagId: number, names: string[]): Promise<FoundPost[]> {
  const found: FoundPost[] = []
  for (const name of names) {
    const words = segmentWords(name)
    if (words.length === 0) continue
    const like = `%${name.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
    const rows = await selectPosts(read, tagId, {
      phrases: [words],
      columns: sql`, posts.body`,
      and: sql`AND (lower(posts.title) LIKE ${like} ESCAPE '\\' OR lower(posts.body) LIKE ${like} ESCAPE '\\')`,
    })
    const exact = spellExactly(name)
    for (const { at, body = '', ...post } of rows) {
      if (exact.test(`${post.title}\n${body}`)) found.push({ ...post, at: new Date(at) })
    }
  }
  return found
}

// One letter is a name only as it is written: C, not c).
function spellExactly(name: string): RegExp {
  const spelled = name.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')
  const flags = Array.from(name).length === 1 ? 'u' : 'iu'
  return new RegExp(`(?<![\\p{L}\\p{N}_+#.])${spelled}(?![\\p{L}\\p{N}_+#])`, flags)
}

type Row = Omit<FoundPost, 'at'> & { at: Date | string; body?: string }

function selectPosts(
  read: Read,
  tagId: number,
  asked: { phrases: string[][]; columns: Sql; and: Sql },
): Promise<Row[]> {
  const { from, and, order } = nearestPosts(read.dialect, asked.phrases)
  return read.query<Row>(sql`
    SELECT posts.id, posts.title, posts.summary,
      COALESCE(posts.published_at, posts.created_at) AS at ${asked.columns} FROM ${from}
    WHERE posts.deleted_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM blog_tag b WHERE b.post_id = posts.id AND b.tag_id = ${tagId})
      ${and} ${asked.and}
    ORDER BY ${order} LIMIT ${SHOWN}`)
}
