import { sql, type Read, type Sql } from '../db/doors.ts'
import { moment } from '../db/moment.ts'
import { gainedSingly } from './story.ts'
import { textAsTerm } from './terms.ts'

type Kind = 'tag' | 'category'

/** A tag or a category with its number of posts (drafts and the trash count). */
export type SizedTerm = { kind: Kind; id: number; name: string; createdAt: Date; posts: number }

/** A cell that operations changed, once for each term, or for `posts` posts at once. */
export type PastCell = {
  entity: Kind | 'blog_tag' | 'post'
  /** The term's; 0 for the category of posts, whose ids stand in `before` and `after`. */
  termId: number
  before: string | null
  after: string | null
  posts: number
}

/** The tags and categories as they were at a moment, as far as operations know. */
export async function listVocabularyThen(read: Read, then: Date): Promise<SizedTerm[]> {
  const tags = await listPresent(read, 'tag', presentTags(moment(read.dialect, then)))
  const categories = await listPresent(
    read,
    'category',
    presentCategories(moment(read.dialect, then)),
  )
  const cells = await read.query<Omit<PastCell, 'posts'> & { posts: number | bigint }>(
    cellsSince(moment(read.dialect, then)),
  )
  const past = cells.map(cell => ({ ...cell, posts: Number(cell.posts) }))
  return walkBack([...tags, ...categories], past, then)
}

/** Takes the cells back, the newest first, and leaves out what was made after the moment. */
export function walkBack(present: SizedTerm[], cells: PastCell[], then: Date): SizedTerm[] {
  const terms = new Map(present.map(term => [keyOf(term.kind, term.id), term]))
  const sizes = new Map(present.map(term => [keyOf(term.kind, term.id), term.posts]))
  for (const cell of cells) {
    if (cell.entity === 'tag' || cell.entity === 'category') takeBackTerm(terms, cell.entity, cell)
    else takeBackPosts(sizes, cell)
  }
  return [...terms]
    .filter(([, { createdAt }]) => createdAt < then)
    .map(([key, term]) => ({ ...term, posts: Math.max(0, sizes.get(key) ?? 0) }))
}

const keyOf = (kind: Kind, id: number | string) => `${kind}:${id}`

function takeBackTerm(
  terms: Map<string, SizedTerm>,
  kind: Kind,
  { termId: id, before }: PastCell,
): void {
  if (before === null) terms.delete(keyOf(kind, id))
  else {
    const { name, createdAt } = textAsTerm(before)
    terms.set(keyOf(kind, id), { kind, id, name, createdAt, posts: 0 })
  }
}

function takeBackPosts(
  sizes: Map<string, number>,
  { entity, termId, before, after, posts }: PastCell,
): void {
  const add = (cell: string | null, change: number) => {
    if (cell === null) return
    const key = entity === 'blog_tag' ? keyOf('tag', termId) : keyOf('category', cell)
    sizes.set(key, (sizes.get(key) ?? 0) + change)
  }
  add(before, posts)
  add(after, -posts)
}

async function listPresent(read: Read, kind: Kind, query: Sql): Promise<SizedTerm[]> {
  const rows = await read.query<{
    id: number
    name: string
    at: Date | string
    posts: number | bigint
  }>(query)
  return rows.map(({ id, name, at, posts }) => {
    return { kind, id, name, createdAt: new Date(at), posts: Number(posts) }
  })
}

// A post that was made since had nothing then, and what a post got one by one since it had not.
const presentTags = (then: Sql): Sql => sql`
  SELECT t.id, t.name, t.created_at AS at, count(p.id) AS posts FROM tags t
  LEFT JOIN blog_tag b ON b.tag_id = t.id
    AND NOT (b.added_at >= ${then} AND ${gainedSingly('tag')})
  LEFT JOIN posts p ON p.id = b.post_id AND p.created_at < ${then}
  GROUP BY t.id, t.name, t.created_at`

const presentCategories = (then: Sql): Sql => sql`
  SELECT t.id, t.name, t.created_at AS at, count(p.id) AS posts FROM categories t
  LEFT JOIN posts p ON p.category_id = t.id AND p.created_at < ${then}
  GROUP BY t.id, t.name, t.created_at`

// Terms row by row; posts in numbers, so that a change of many is few rows. Only names need the order.
const cellsSince = (then: Sql): Sql => sql`
  SELECT max(c.id) AS id, c.entity, c.term_id AS "termId", c.before, c.after, count(*) AS posts
  FROM (
    SELECT r.id, r.entity, r.entity_id AS term_id, r.before, r.after, r.id AS part
    FROM operation_rows r JOIN operations o ON o.id = r.operation_id
    WHERE o.created_at >= ${then} AND r.entity IN ('tag', 'category') AND r.field = 'row'
    UNION ALL
    SELECT r.id, r.entity, r.other_id, CASE WHEN r.before IS NOT NULL THEN 'had' END,
      CASE WHEN r.after IS NOT NULL THEN 'has' END, 0
    FROM operation_rows r JOIN operations o ON o.id = r.operation_id
    WHERE o.created_at >= ${then} AND r.entity = 'blog_tag' AND ${wasThere(then)}
    UNION ALL
    SELECT r.id, r.entity, 0, r.before, r.after, 0
    FROM operation_rows r JOIN operations o ON o.id = r.operation_id
    WHERE o.created_at >= ${then} AND r.entity = 'post' AND r.field = 'category_id'
      AND ${wasThere(then)}
  ) c
  GROUP BY c.entity, c.term_id, c.before, c.after, c.part ORDER BY max(c.id) DESC`

const wasThere = (then: Sql): Sql => sql`NOT EXISTS (
  SELECT 1 FROM posts p WHERE p.id = r.entity_id AND p.created_at >= ${then})`
