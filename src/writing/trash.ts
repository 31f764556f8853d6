import { bumpContentVersion } from '../db/content-version.ts'
import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import { removeOrphans } from '../history/orphans.ts'

/**
 * Removes trashed posts for good, with their tags, revisions and former addresses, and then what
 * only they had in the vocabulary. `posts` is a subquery of ids; gives how many went.
 */
export async function purgePosts(tx: Tx, posts: Sql): Promise<number> {
  const trashed = await tx.query<{ id: number; category_id: number | null }>(sql`
    SELECT id, category_id FROM posts WHERE deleted_at IS NOT NULL AND id IN (${posts})`)
  if (trashed.length === 0) return 0
  const ids = join(trashed.map(post => post.id))
  const tags = await tx.query<{ tag_id: number }>(
    sql`SELECT DISTINCT tag_id FROM blog_tag WHERE post_id IN (${ids})`,
  )
  await tx.execute(sql`DELETE FROM posts WHERE id IN (${ids})`)
  await removeOrphans(tx, {
    tagIds: tags.map(row => row.tag_id),
    categoryIds: [...new Set(trashed.flatMap(post => post.category_id ?? []))],
  })
  await bumpContentVersion(tx)
  return trashed.length
}
