import { bumpContentVersion } from '../db/content-version.ts'
import { sql, type Sql, type Tx } from '../db/doors.ts'
import { removeOrphans } from '../history/orphans.ts'

/**
 * Removes trashed posts for good, with their tags, revisions and former addresses, and then what
 * only they had in the vocabulary. `posts` is a subquery of ids; gives how many went.
 */
export async function purgePosts(tx: Tx, posts: Sql): Promise<number> {
  const trashed = sql`SELECT id FROM posts WHERE deleted_at IS NOT NULL AND id IN (${posts})`
  const tags = await tx.query<{ id: number }>(
    sql`SELECT DISTINCT tag_id AS id FROM blog_tag WHERE post_id IN (${trashed})`,
  )
  const categories = await tx.query<{ id: number | null }>(
    sql`SELECT DISTINCT category_id AS id FROM posts WHERE id IN (${trashed})`,
  )
  const count = await tx.execute(sql`DELETE FROM posts WHERE id IN (${trashed})`)
  if (count === 0) return 0
  await removeOrphans(tx, {
    tagIds: tags.map(tag => tag.id),
    categoryIds: categories.flatMap(category => category.id ?? []),
  })
  await bumpContentVersion(tx)
  return count
}
