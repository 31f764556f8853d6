import { sql, type Read } from '../../db/doors.ts'
import { nearestPosts } from '../../db/search.ts'
import { segmentWords } from '../../text/words.ts'

const SHOWN = 100

export type Candidate = { id: number; title: string; summary: string; at: Date }

/** The posts that speak of a tag, by its name or another of its names, and do not have it; best first. */
export async function listCandidates(
  read: Read,
  tagId: number,
  names: string[],
): Promise<Candidate[]> {
  const phrases = names.map(segmentWords).filter(words => words.join('').length > 1)
  if (phrases.length === 0) return []
  const { from, and, order } = nearestPosts(read.dialect, phrases)
  const rows = await read.query<Omit<Candidate, 'at'> & { at: Date | string }>(sql`
    SELECT posts.id, posts.title, posts.summary,
      COALESCE(posts.published_at, posts.created_at) AS at FROM ${from}
    WHERE posts.deleted_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM blog_tag b WHERE b.post_id = posts.id AND b.tag_id = ${tagId}) ${and}
    ORDER BY ${order} LIMIT ${SHOWN}`)
  return rows.map(row => ({ ...row, at: new Date(row.at) }))
}
