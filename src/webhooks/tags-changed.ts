import type { Context } from '../context.ts'
import { join, sql, type Read, type Sql } from '../db/doors.ts'
import type { StoredTerm } from '../history/terms.ts'

/** At most so many posts and terms are named; `posts.count` counts them all. */
const MOST_NAMED = 1_000

type Sender = Pick<Context, 'db' | 'now'>

/** What a message says of an operation: its number and kind, and what it did that readers see. */
export async function describeOperation(
  { db: { read }, now }: Sender,
  id: number,
  event: string,
): Promise<object> {
  const row = await read.operation.findUnique({ where: { id }, include: { parts: true } })
  if (!row) return { operation: { id } }
  const { kind, undoOfId, createdAt, parts } = row
  const operation = { id, kind, undoOf: undoOfId, createdAt: createdAt.toISOString() }
  if (event !== 'tags.changed') return { operation }
  const scope = { operations: join([id, ...parts.map(part => part.id)]), now: now() }
  return {
    operation,
    posts: await namePosts(read, scope),
    tags: await listTerms(read, TAGS, scope),
    categories: await listTerms(read, CATEGORIES, scope),
  }
}

type Scope = { operations: Sql; now: Date }

const isPublic = (now: Date): Sql =>
  sql`p.status = 'published' AND p.deleted_at IS NULL AND p.published_at <= ${now}`

// The posts that readers see and that got or lost a tag or a category.
async function namePosts(read: Read, { operations, now }: Scope) {
  const rows = await read.query<{ id: number }>(sql`
    SELECT p.id FROM posts p WHERE ${isPublic(now)} AND p.id IN (
      SELECT r.entity_id FROM operation_rows r WHERE r.operation_id IN (${operations})
        AND (r.entity = 'blog_tag' OR (r.entity = 'post' AND r.field = 'category_id')))
    ORDER BY p.id`)
  return { count: rows.length, ids: rows.slice(0, MOST_NAMED).map(({ id }) => id) }
}

/** How tags, or categories, stand in the rows of an operation; `lost` gives those that posts `p` had. */
type Kind = {
  entity: 'tag' | 'category'
  table: Sql
  touched: Sql
  lost: Sql
  carried: (now: Date) => Sql
}

const TAGS: Kind = {
  entity: 'tag',
  table: sql`tags`,
  touched: sql`SELECT r.other_id AS id, r.operation_id FROM operation_rows r WHERE r.entity = 'blog_tag'
    UNION SELECT r.entity_id, r.operation_id FROM operation_rows r WHERE r.entity IN ('tag', 'tag_alias')`,
  lost: sql`SELECT r.entity_id AS post, r.other_id AS id, r.operation_id FROM operation_rows r
    WHERE r.entity = 'blog_tag' AND r.after IS NULL`,
  carried: now => sql`SELECT count(*) FROM blog_tag b JOIN posts p ON p.id = b.post_id
    WHERE b.tag_id = t.id AND ${isPublic(now)}`,
}

// No other field may ever meet the cast.
const categoryIn = (side: Sql): Sql =>
  sql`SELECT CAST(CASE WHEN r.field = 'category_id' THEN ${side} END AS INTEGER) AS id, r.operation_id
    FROM operation_rows r WHERE r.entity = 'post' AND r.field = 'category_id' AND ${side} IS NOT NULL`

const CATEGORIES: Kind = {
  entity: 'category',
  table: sql`categories`,
  touched: sql`${categoryIn(sql`r.before`)} UNION ${categoryIn(sql`r.after`)}
    UNION SELECT r.entity_id, r.operation_id FROM operation_rows r
      WHERE r.entity IN ('category', 'category_alias')`,
  lost: sql`SELECT r.entity_id AS post,
      CAST(CASE WHEN r.field = 'category_id' THEN r.before END AS INTEGER) AS id, r.operation_id
    FROM operation_rows r WHERE r.entity = 'post' AND r.field = 'category_id'`,
  carried: now => sql`SELECT count(*) FROM posts p WHERE p.category_id = t.id AND ${isPublic(now)}`,
}

type Found = { id: number; name: string | null; slug: string | null; posts: number | bigint }

/** The terms that an operation touched, as they were and are: those that readers see, or saw before. */
async function listTerms(read: Read, kind: Kind, { operations, now }: Scope) {
  const found = await read.query<Found>(sql`
    SELECT f.id, t.name, t.slug, CASE WHEN t.id IS NULL THEN 0 ELSE (${kind.carried(now)}) END AS posts
    FROM (SELECT DISTINCT x.id FROM (${kind.touched}) x WHERE x.operation_id IN (${operations})) f
    LEFT JOIN ${kind.table} t ON t.id = f.id
    WHERE (t.id IS NOT NULL AND (${kind.carried(now)}) > 0) OR EXISTS (
      SELECT 1 FROM (${kind.lost}) l JOIN posts p ON p.id = l.post
      WHERE l.id = f.id AND l.operation_id IN (${operations}) AND ${isPublic(now)})
    ORDER BY f.id LIMIT ${MOST_NAMED}`)
  const former = await listFormer(read, kind, operations)
  return found.map(({ id, name, slug, posts }) => {
    const after = name === null ? null : { name, slug }
    const before = former.has(id) ? former.get(id) : after
    return { id, before, after, posts: Number(posts) }
  })
}

// The first row of a term says what it was before all of them.
async function listFormer(read: Read, { entity }: Kind, operations: Sql) {
  const rows = await read.query<{ id: number; before: string | null }>(sql`
    SELECT entity_id AS id, before FROM operation_rows
    WHERE operation_id IN (${operations}) AND entity = ${entity} ORDER BY id DESC`)
  return new Map(
    rows.map(({ id, before }) => {
      if (before === null) return [id, null]
      const { name, slug } = JSON.parse(before) as StoredTerm
      return [id, { name, slug }]
    }),
  )
}
