import { join, sql, type Sql, type Tx } from '../db/doors.ts'

/**
 * Which of these tags no post carries any more (drafts and the trash count) and nobody cares for:
 * not made in the admin, no description, no alias, no former address, no parent or child.
 */
export async function listOrphanTags(tx: Tx, candidates: number[]): Promise<number[]> {
  if (candidates.length === 0) return []
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM tags WHERE ${orphanTags(sql`${join(candidates)}`)}`)
  return rows.map(row => row.id)
}

/** As `listOrphanTags`, for categories. */
export async function listOrphanCategories(tx: Tx, candidates: number[]): Promise<number[]> {
  if (candidates.length === 0) return []
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM categories WHERE ${orphanCategories(sql`${join(candidates)}`)}`)
  return rows.map(row => row.id)
}

/** Removes, in one statement for each kind, what a post just lost and nobody has. */
export async function removeOrphans(
  tx: Tx,
  lost: { tagIds: number[]; categoryIds: number[] },
): Promise<void> {
  if (lost.tagIds.length > 0) {
    await tx.execute(sql`DELETE FROM tags WHERE ${orphanTags(sql`${join(lost.tagIds)}`)}`)
  }
  if (lost.categoryIds.length > 0) {
    const candidates = sql`${join(lost.categoryIds)}`
    await tx.execute(sql`DELETE FROM categories WHERE ${orphanCategories(candidates)}`)
  }
}

const orphanTags = (candidates: Sql): Sql => sql`
  id IN (${candidates}) AND curated = false AND description = '' AND parent_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM blog_tag WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM tag_aliases WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM redirects WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM tags child WHERE child.parent_id = tags.id)`

const orphanCategories = (candidates: Sql): Sql => sql`
  id IN (${candidates}) AND curated = false AND description = '' AND parent_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM posts WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM category_aliases WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM redirects WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM categories child WHERE child.parent_id = categories.id)`
