import { empty, join, sql, type Read, type Sql } from '../db/doors.ts'
import { listBranch } from './branches.ts'
import { hiddenPosts, isPublicPost } from './visible.ts'

/** Which posts a list is of, and their order; made by the functions below. */
export type Scope = {
  /** Another for each list: what is remembered of it is remembered under this name. */
  name: string
  from: Sql
  and: Sql
  order: Sql
  /** The same from the end. */
  reversed: Sql
  /** The last moment of the list, where it ends before now. */
  last?: Date
  /** A query that counts faster than the list itself. */
  count?: (now: Date) => Sql
  /** Whether all of it is read and sorted for any page, since it is small. */
  isSorted?: boolean
  /** Where some stand before the newest: these, and then the others. */
  parts?: { first: Scope; others: Scope }
}

/** A post of a list that is known to stand at an offset: what comes after it need not be counted from the first. */
export type Place = { offset: number; publishedAt: Date; id: number }

/** A part of a list; `total` is how many the list has, and `from` a place before the offset, where that is known. */
export type Slice = { now: Date; limit: number; offset?: number; total?: number; from?: Place }

// Above, one walks along all posts and asks of each whether it has the tag; below, along the tag's.
const MANY_POSTS = 2_000

/** A post as lists show it: no long text is read. */
export type Card = Awaited<ReturnType<typeof readCards>>[number]

/** All posts, pinned ones first. */
export function allPosts(): Scope {
  return {
    ...latestPosts(),
    order: sql`posts.deleted_at DESC, posts.pinned DESC, posts.published_at DESC, posts.id DESC`,
    reversed: sql`posts.deleted_at, posts.pinned, posts.published_at, posts.id`,
    parts: {
      first: newestOf('pinned', sql`AND posts.pinned = TRUE`),
      others: newestOf('not pinned', sql`AND posts.pinned = FALSE`),
    },
  }
}

/** All posts, the newest first. */
export const latestPosts = (): Scope => newestOf('all', empty)

/** The posts of a tag and of all tags below it, each once; how it is best read depends on its size. */
export async function postsOfTag(read: Read, tagId: number): Promise<Scope> {
  const branch = await listBranch(read, 'tags', tagId)
  const name = `tag ${tagId}`
  if (branch.length > 1) {
    const tagIds = join(branch)
    return newestOf(
      name,
      sql`AND EXISTS (
      SELECT 1 FROM blog_tag WHERE blog_tag.post_id = posts.id AND blog_tag.tag_id IN (${tagIds}))`,
    )
  }
  const size = await read.blogTag.count({ where: { tagId } })
  const ofTag = sql`blog_tag.tag_id = ${tagId} AND blog_tag.post_id = posts.id`
  const rows = sql`SELECT COUNT(*) FROM blog_tag WHERE tag_id = ${tagId}`
  return {
    ...newestOf(name, sql`AND ${ofTag}`),
    // SQLite keeps the order of a CROSS JOIN; left to itself it reads all posts for a tag of ten.
    from: sql`blog_tag CROSS JOIN posts`,
    isSorted: read.dialect === 'sqlite',
    ...(size > MANY_POSTS && {
      ...newestOf(name, sql`AND EXISTS (SELECT 1 FROM blog_tag WHERE ${ofTag})`),
      isSorted: false,
    }),
    count: now => sql`SELECT (${rows}) - (${rows} AND post_id IN (${hiddenPosts(now)})) AS count`,
  }
}

/** The posts of a category and of all categories below it. */
export async function postsOfCategory(read: Read, id: number): Promise<Scope> {
  const branch = await listBranch(read, 'categories', id)
  const name = `category ${id}`
  return branch.length > 1
    ? newestOf(name, sql`AND posts.category_id IN (${join(branch)})`)
    : newestOf(name, sql`AND posts.category_id = ${id}`)
}

export const postsOfAuthor = (id: number): Scope =>
  newestOf(`author ${id}`, sql`AND posts.author_id = ${id}`)

/** The posts from a moment on and before another. */
export function postsBetween({ from, until }: { from: Date; until: Date }): Scope {
  return {
    ...newestOf(
      `from ${from.getTime()} until ${until.getTime()}`,
      sql`AND posts.published_at >= ${from}`,
    ),
    last: new Date(until.getTime() - 1),
  }
}

/** How many posts readers see in a scope. */
export async function countPublicPosts(read: Read, scope: Scope, now: Date): Promise<number> {
  const rows = await read.query<{ count: number | bigint }>(countQuery(scope, now))
  return Number(rows[0]?.count ?? 0)
}

/** The query that counts them, in a column `count`. */
export function countQuery(scope: Scope, now: Date): Sql {
  const plain = sql`SELECT COUNT(*) AS count FROM ${scope.from} WHERE ${isWithin(scope, now)}`
  return scope.count?.(now) ?? plain
}

/**
 * The ids of a slice of a scope, in its order; answered from an index, and from its end where that is
 * nearer, so that deep pages stay cheap.
 */
export async function listPublicIds(read: Read, scope: Scope, slice: Slice): Promise<number[]> {
  const { now, limit, offset = 0, total = Infinity, from } = slice
  if (from) {
    return readIds(read, scope, { now, by: scope.order, limit, offset: offset - from.offset, from })
  }
  const size = Math.max(0, Math.min(limit, total - offset))
  const behind = Math.max(0, total - offset - size)
  if (offset <= behind) return readIds(read, scope, { now, by: scope.order, limit, offset })
  const near = { now, by: scope.reversed, limit: size, offset: behind }
  return (await readIds(read, scope, near)).reverse()
}

type Window = { now: Date; by: Sql; limit: number; offset: number; from?: Place }

async function readIds(
  read: Read,
  scope: Scope,
  { now, by, limit, offset, from }: Window,
): Promise<number[]> {
  const rows = await read.query<{ id: number | bigint }>(
    sql`SELECT posts.id AS id FROM ${scope.from} WHERE ${isWithin(scope, now, from)}
      ORDER BY ${by} LIMIT ${limit} OFFSET ${offset}`,
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

/** What is true of the posts of a scope, from a place on. */
export function isWithin({ and, last }: Scope, now: Date, from?: Place): Sql {
  if (!from) return sql`${isPublicPost(last && last < now ? last : now)} ${and}`
  // Of two upper bounds of one column SQLite uses the first that it meets, so there is only one.
  const { publishedAt, id } = from
  return sql`${isPublicPost(publishedAt)} ${and}
    AND (posts.published_at < ${publishedAt} OR posts.id <= ${id})`
}

// None of these posts is deleted; but PostgreSQL takes the order of an index only as a whole, and a
// column that IS NULL is not constant to it: without it, every page sorts the whole list.
function newestOf(name: string, and: Sql): Scope {
  return {
    ...{ name, from: sql`posts`, and },
    order: sql`posts.deleted_at DESC, posts.published_at DESC, posts.id DESC`,
    reversed: sql`posts.deleted_at, posts.published_at, posts.id`,
  }
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
