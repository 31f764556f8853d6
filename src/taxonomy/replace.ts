import { join, sql, type Tx } from '../db/doors.ts'

type JoinRow = { tag_id: number; added_at: Date | string }

/**
 * Replaces a post's tags: its rows of `blog_tag` are cleared and the new set is inserted in the
 * given order. Gives the tags that the post lost.
 */
export async function replacePostTags(
  tx: Tx,
  postId: number,
  tagIds: number[],
  now: Date,
): Promise<number[]> {
  const before = await tx.query<JoinRow>(
    sql`SELECT tag_id, added_at FROM blog_tag WHERE post_id = ${postId}`,
  )
  const since = new Map(before.map(row => [row.tag_id, new Date(row.added_at)]))
  await tx.execute(sql`DELETE FROM blog_tag WHERE post_id = ${postId}`)
  await addPostTags(tx, postId, tagIds, tagId => since.get(tagId) ?? now)
  const kept = new Set(tagIds)
  return before.map(row => row.tag_id).filter(tagId => !kept.has(tagId))
}

/** Gives tags, in this order, to a post that has none. */
export async function addPostTags(
  tx: Tx,
  postId: number,
  tagIds: number[],
  addedAt: (tagId: number) => Date,
): Promise<void> {
  if (tagIds.length === 0) return
  const rows = tagIds.map(
    (tagId, position) => sql`(${postId}, ${tagId}, ${position}, ${addedAt(tagId)})`,
  )
  await tx.execute(
    sql`INSERT INTO blog_tag (post_id, tag_id, position, added_at) VALUES ${join(rows)}`,
  )
}
