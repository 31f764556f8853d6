import { sql, type Read, type Sql } from '../db/doors.ts'
import { hiddenPosts, isPublicPost } from './visible.ts'

/** A tag or a category with all below it: who looks at the parent sees the children's posts too. */
export async function listBranch(
  read: Read,
  table: 'tags' | 'categories',
  id: number,
): Promise<number[]> {
  const terms = table === 'tags' ? sql`tags` : sql`categories`
  const rows = await read.query<{ id: number }>(sql`
    WITH RECURSIVE branch(id) AS (
      SELECT id FROM ${terms} WHERE id = ${id}
      UNION SELECT child.id FROM ${terms} child JOIN branch ON child.parent_id = branch.id)
    SELECT id FROM branch`)
  return rows.map(row => row.id)
}

/** How many posts readers see in each tag that has children, each post counted once. */
export function countTagBranches(read: Read, now: Date): Promise<Map<number, number>> {
  const posts = sql`SELECT COUNT(DISTINCT blog_tag.post_id) FROM blog_tag
    WHERE blog_tag.tag_id IN (SELECT id FROM tree WHERE tree.ancestor = parents.ancestor)
      AND blog_tag.post_id NOT IN (${hiddenPosts(now)})`
  return countBranches(read, sql`tags`, posts)
}

/** As `countTagBranches`, for categories. */
export function countCategoryBranches(read: Read, now: Date): Promise<Map<number, number>> {
  const posts = sql`SELECT COUNT(*) FROM posts
    WHERE posts.category_id IN (SELECT id FROM tree WHERE tree.ancestor = parents.ancestor)
      AND ${isPublicPost(now)}`
  return countBranches(read, sql`categories`, posts)
}

async function countBranches(read: Read, terms: Sql, posts: Sql): Promise<Map<number, number>> {
  const rows = await read.query<{ id: number; count: number | bigint }>(sql`
    WITH RECURSIVE tree(ancestor, id) AS (
      SELECT DISTINCT parent_id, parent_id FROM ${terms} WHERE parent_id IS NOT NULL
      UNION SELECT tree.ancestor, child.id FROM ${terms} child JOIN tree ON child.parent_id = tree.id)
    SELECT parents.ancestor AS id, (${posts}) AS count
    FROM (SELECT DISTINCT ancestor FROM tree) AS parents`)
  return new Map(rows.map(({ id, count }) => [id, Number(count)]))
}
