import { sql, type Read, type Sql } from '../db/doors.ts'

export type StoryTerm = { kind: 'tag' | 'category'; id: number }

const SHOWN = 50

/** The newest operations that touched a tag or a category: itself, its other names, its addresses, its posts. */
export async function listTermOperations(read: Read, { kind, id }: StoryTerm) {
  const own = [kind, `${kind}_alias`, `${kind}_redirect`]
  const found = await read.query<{ id: number }>(sql`
    SELECT DISTINCT r.operation_id AS id FROM operation_rows r
    WHERE (r.entity IN (${own[0]}, ${own[1]}, ${own[2]}) AND r.entity_id = ${id})
      OR ${postRows({ kind, id })}
    ORDER BY id DESC LIMIT ${SHOWN}`)
  return read.operation.findMany({
    where: { id: { in: found.map(row => row.id) } },
    orderBy: { id: 'desc' },
    include: { actor: { select: { displayName: true } }, undone: { select: { id: true } } },
  })
}

// The rows that give the term to a post or take it away.
const postRows = ({ kind, id }: StoryTerm): Sql =>
  kind === 'tag'
    ? sql`(r.entity = 'blog_tag' AND r.other_id = ${id})`
    : sql`(r.entity = 'post' AND r.field = 'category_id'
        AND (r.before = ${String(id)} OR r.after = ${String(id)}))`

/** How many posts came (or went, below zero) at a moment. */
export type SizeChange = { at: Date; change: number }

/**
 * When a term gained and lost posts, as far as that is known: what operations gave and took, and
 * since when the present posts have it that got it one by one.
 */
export async function listSizeChanges(read: Read, term: StoryTerm): Promise<SizeChange[]> {
  const [gained, lost] =
    term.kind === 'tag'
      ? [sql`r.before IS NULL AND r.after IS NOT NULL`, sql`r.after IS NULL`]
      : [sql`r.after = ${String(term.id)}`, sql`r.before = ${String(term.id)}`]
  const rows = await read.query<{ at: Date | string; gained: bigint; lost: bigint }>(sql`
    SELECT o.created_at AS at, count(CASE WHEN ${gained} THEN 1 END) AS gained,
      count(CASE WHEN ${lost} THEN 1 END) AS lost
    FROM operation_rows r JOIN operations o ON o.id = r.operation_id
    WHERE ${postRows(term)} GROUP BY o.id, o.created_at`)
  const single = await read.query<{ at: Date | string; posts: bigint }>(singleGains(term))
  return [
    ...rows.map(row => ({ at: new Date(row.at), change: Number(row.gained) - Number(row.lost) })),
    ...single.map(row => ({ at: new Date(row.at), change: Number(row.posts) })),
  ]
}

const singleGains = ({ kind, id }: StoryTerm): Sql =>
  kind === 'tag'
    ? sql`SELECT b.added_at AS at, count(*) AS posts FROM blog_tag b
        WHERE b.tag_id = ${id} AND ${gainedSingly(kind)} GROUP BY b.added_at`
    : sql`SELECT p.created_at AS at, count(*) AS posts FROM posts p
        WHERE p.category_id = ${id} AND ${gainedSingly(kind)} GROUP BY p.created_at`

/** True of a join row `b`, or of the category of a post `p`, that no operation ever touched. */
export const gainedSingly = (kind: StoryTerm['kind']): Sql =>
  kind === 'tag'
    ? sql`NOT EXISTS (
        SELECT 1 FROM operation_rows r WHERE r.entity = 'blog_tag' AND r.entity_id = b.post_id
          AND r.other_id = b.tag_id)`
    : sql`NOT EXISTS (
        SELECT 1 FROM operation_rows r WHERE r.entity = 'post' AND r.entity_id = p.id
          AND r.field = 'category_id' AND CAST(p.category_id AS TEXT) IN (r.before, r.after))`
