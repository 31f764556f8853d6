import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import { recordRows } from './operations.ts'
import { termAsText } from './terms.ts'

/**
 * Removes, in one statement for each kind, those of the terms a post just lost that no post has any
 * more (drafts and the trash count) and nobody cares for: not made in the admin, no description, no
 * alias, no former address, no parent or child.
 */
export async function removeOrphans(
  tx: Tx,
  lost: { tagIds: number[]; categoryIds: number[] },
): Promise<void> {
  if (lost.tagIds.length > 0) {
    await tx.execute(sql`DELETE FROM tags WHERE id IN (${orphanTags(join(lost.tagIds))})`)
  }
  if (lost.categoryIds.length > 0) {
    const orphans = orphanCategories(join(lost.categoryIds))
    await tx.execute(sql`DELETE FROM categories WHERE id IN (${orphans})`)
  }
}

/** Removes what an operation's posts lost and nobody has any more, as part of the operation. */
export async function removeLostTerms(tx: Tx, operationId: number): Promise<void> {
  const lost = sql`
    SELECT DISTINCT other_id AS id FROM operation_rows
    WHERE operation_id = ${operationId} AND entity = 'blog_tag' AND after IS NULL`
  const left = sql`
    SELECT DISTINCT CAST(before AS INTEGER) AS id FROM operation_rows
    WHERE operation_id = ${operationId} AND entity = 'post' AND field = 'category_id'
      AND before IS NOT NULL`
  const tagIds = await listOrphans(tx, lost, orphanTags)
  const categoryIds = await listOrphans(tx, left, orphanCategories)
  const tags = await tx.tag.findMany({ where: { id: { in: tagIds } } })
  const categories = await tx.category.findMany({ where: { id: { in: categoryIds } } })
  const gone = (entity: 'tag' | 'category') => (row: (typeof tags)[number]) =>
    ({ entity, entityId: row.id, field: 'row', before: termAsText(row), after: null }) as const
  await recordRows(tx, operationId, [...tags.map(gone('tag')), ...categories.map(gone('category'))])
  await tx.tag.deleteMany({ where: { id: { in: tagIds } } })
  await tx.category.deleteMany({ where: { id: { in: categoryIds } } })
}

// A statement takes 32,766 parameters.
const CHUNK = 10_000

// The candidates are fetched first: as a subquery, PostgreSQL takes their number for something else
// before it has counted the new rows, and needs seconds.
async function listOrphans(tx: Tx, candidates: Sql, select: (ids: Sql) => Sql): Promise<number[]> {
  const ids = (await tx.query<{ id: number }>(candidates)).map(row => row.id)
  const orphans: { id: number }[] = []
  for (let start = 0; start < ids.length; start += CHUNK) {
    orphans.push(...(await tx.query<{ id: number }>(select(join(ids.slice(start, start + CHUNK))))))
  }
  return orphans.map(row => row.id)
}

const orphanTags = (candidates: Sql): Sql => sql`
  SELECT id FROM tags WHERE id IN (${candidates}) AND curated = false AND description = '' AND parent_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM blog_tag WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM tag_aliases WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM redirects WHERE tag_id = tags.id)
  AND NOT EXISTS (SELECT 1 FROM tags child WHERE child.parent_id = tags.id)`

const orphanCategories = (candidates: Sql): Sql => sql`
  SELECT id FROM categories WHERE id IN (${candidates}) AND curated = false AND description = '' AND parent_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM posts WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM category_aliases WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM redirects WHERE category_id = categories.id)
  AND NOT EXISTS (SELECT 1 FROM categories child WHERE child.parent_id = categories.id)`
