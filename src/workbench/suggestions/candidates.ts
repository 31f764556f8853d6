import { join, sql, type Read } from '../../db/doors.ts'
import type { Summary } from '../../history/operations.ts'
import { closeKey } from '../../text/close-key.ts'
import { isLikelyTwin } from '../../text/likeness.ts'
import { listLikePosts } from './like-posts.ts'
import { listNamingPosts } from './naming-posts.ts'

export type Candidate = FoundPost & { reason: Summary }

export type FoundPost = { id: number; title: string; summary: string; at: Date }

/**
 * The posts that may want a tag and do not have it, with the reason: first those that name it, by
 * its name or another of its names, then those that speak of what its posts speak of. None that has
 * a tag of nearly the same name: those two want to be merged.
 */
export async function listCandidates(
  read: Read,
  tag: { id: number; name: string },
  names: string[],
): Promise<Candidate[]> {
  const naming = await listNamingPosts(read, tag.id, names)
  const known = new Set(naming.map(({ id }) => id))
  const like = (await listLikePosts(read, tag.id)).filter(({ id }) => !known.has(id))
  return withoutTwins(read, tag, [...naming, ...like])
}

async function withoutTwins(
  read: Read,
  tag: { name: string },
  candidates: Candidate[],
): Promise<Candidate[]> {
  if (candidates.length === 0) return []
  const own = closeKey(tag.name)
  const rows = await read.query<{ post: number; name: string }>(sql`
    SELECT b.post_id AS post, t.name FROM blog_tag b JOIN tags t ON t.id = b.tag_id
    WHERE b.post_id IN (${join(candidates.map(({ id }) => id))})`)
  const twins = rows.filter(({ name }) => isLikelyTwin(closeKey(name), own))
  const taken = new Set(twins.map(({ post }) => post))
  return candidates.filter(({ id }) => !taken.has(id))
}
