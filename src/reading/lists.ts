import { empty, sql, type Read, type Sql } from '../db/doors.ts'
import { isPublicPost } from './visible.ts'

/** Which posts a list is of, and their order; made by the functions below. */
export type Scope = { from: Sql; and: Sql; order: Sql }

export type Slice = { now: Date; limit: number; offset?: number }

/** A post as lists show it: no long text is read. */
export type Card = Awaited<ReturnType<typeof readCards>>[number]

/** All posts, pinned ones first. */
export function allPosts(): Scope {
  return { ...latestPosts(), order: sql`posts.pinned DESC, posts.published_at DESC, posts.id DESC` }
}

/** All posts, the newest first. */
export const latestPosts = (): Scope => newestOf(empty)

export function postsOfTag(tagId: number): Scope {
  const from = sql`blog_tag JOIN posts ON posts.id = blog_tag.post_id`
  return { ...newestOf(sql`AND blog_tag.tag_id = ${tagId}`), from }
}

export const postsOfCategory = (id: number): Scope => newestOf(sql`AND posts.category_id = ${id}`)

export const postsOfAuthor = (id: number): Scope => newestOf(sql`AND posts.author_id = ${id}`)

/** The posts from a moment on and before another. */
export const postsBetween = ({ from, until }: { from: Date; until: Date }): Scope =>
  newestOf(sql`AND posts.published_at >= ${from} AND posts.published_at < ${until}`)

/** How many posts readers see in a scope. */
export async function countPublicPosts(read: Read, scope: Scope, now: Date): Promise<number> {
  const rows = await read.query<{ count: number | bigint }>(
    sql`SELECT COUNT(*) AS count FROM ${scope.from}
      WHERE ${isPublicPost(now)} ${scope.and}`,
  )
  return Number(rows[0]?.count ?? 0)
}

/** The ids of a slice of a scope, in its order; answered from an index, so that deep pages stay cheap. */
export async function listPublicIds(read: Read, scope: Scope, slice: Slice): Promise<number[]> {
  const { now, limit, offset = 0 } = slice
  const rows = await read.query<{ id: number | bigint }>(
    sql`SELECT posts.id AS id FROM ${scope.from} WHERE ${isPublicPost(now)} ${scope.and}
      ORDER BY ${scope.order} LIMIT ${limit} OFFSET ${offset}`,
  )
  return rows.map(({ id }) => Number(id))
}

/** The posts of a slice as lists show them. */
export async function listPublicPosts(read: Read, scope: Scope, slice: Slice): Promise<Card[]> {
  const ids = await listPublicIds(read, scope, slice)
  return inOrder(ids, await readCards(read, ids))
}

/** Rows in the order of their ids; ids without a row are left out. */
export function inOrder<Row extends { id: number }>(ids: number[], rows: Row[]): Row[] {
  const byId = new Map(rows.map(row => [row.id, row]))
  return ids.flatMap(id => byId.get(id) ?? [])
}

function newestOf(and: Sql): Scope {
  return { from: sql`posts`, and, order: sql`posts.published_at DESC, posts.id DESC` }
}

function readCards(read: Read, ids: number[]) {
  return read.post.findMany({
    where: { id: { in: ids } },
    select: {
      ...{ id: true, slug: true, title: true, summary: true, excerptHtml: true, words: true },
      ...{ publishedAt: true, pinned: true, language: true },
      category: { select: { name: true, slug: true } },
    },
  })
}
