import { sql, type Read } from '../../db/doors.ts'

const SHOWN_POSTS = 100

/** The size of the vocabulary. */
export type Measures = {
  tags: number
  categories: number
  /** Category names with their numbers of posts, by name. */
  sizes: { name: string; posts: number }[]
}

/** What a whole plan does to the posts. */
export type PlanMeasures = { posts: number; redirects: number; untagged: number }

type Count = { count: number | bigint }

const one = (rows: Count[]): number => Number(rows[0]?.count ?? 0)

export async function measureSite(read: Read): Promise<Measures> {
  const sizes = await read.query<{ name: string } & Count>(sql`
    SELECT c.name, count(p.id) AS count FROM categories c LEFT JOIN posts p ON p.category_id = c.id
    GROUP BY c.id, c.name ORDER BY c.name`)
  return {
    tags: one(await read.query<Count>(sql`SELECT count(*) AS count FROM tags`)),
    categories: sizes.length,
    sizes: sizes.map(({ name, count }) => ({ name, posts: Number(count) })),
  }
}

/** What one step does: its posts (the first hundred with their titles) and the addresses it redirects. */
export async function measureStep(read: Read, operationId: number) {
  const touched = sql`SELECT DISTINCT entity_id FROM operation_rows
    WHERE operation_id = ${operationId} AND entity IN ('post', 'blog_tag')`
  const posts = await read.query<{ id: number; title: string }>(sql`
    SELECT id, title FROM posts WHERE id IN (${touched}) ORDER BY id DESC LIMIT ${SHOWN_POSTS}`)
  return {
    count: one(await read.query<Count>(sql`SELECT count(*) AS count FROM (${touched}) AS touched`)),
    posts,
  }
}

/** What the steps of a plan do together; `parentId` is the plan's own operation. */
export async function measurePlan(read: Read, parentId: number): Promise<PlanMeasures> {
  const rows = sql`operation_rows r JOIN operations o ON o.id = r.operation_id
    WHERE o.parent_id = ${parentId}`
  const posts = await read.query<Count>(
    sql`SELECT count(DISTINCT r.entity_id) AS count FROM ${rows} AND r.entity IN ('post', 'blog_tag')`,
  )
  const redirects = await read.query<Count>(sql`
    SELECT count(DISTINCT r.field) AS count FROM ${rows}
      AND r.entity IN ('tag_redirect', 'category_redirect') AND r.after IS NOT NULL
      AND r.field NOT IN (SELECT old.field FROM operation_rows old
        JOIN operations w ON w.id = old.operation_id WHERE w.parent_id = ${parentId}
          AND old.entity IN ('tag_redirect', 'category_redirect') AND old.before IS NOT NULL)`)
  const untagged = await read.query<Count>(sql`
    SELECT count(DISTINCT r.entity_id) AS count FROM ${rows} AND r.entity = 'blog_tag'
      AND r.after IS NULL AND NOT EXISTS (SELECT 1 FROM blog_tag b WHERE b.post_id = r.entity_id)`)
  return { posts: one(posts), redirects: one(redirects), untagged: one(untagged) }
}
