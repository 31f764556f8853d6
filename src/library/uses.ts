import { setImmediate } from 'node:timers/promises'
import { isEditor, type SignedIn } from '../accounts/signed-in.ts'
import { sql, type Read, type Sql } from '../db/doors.ts'

/** Where an address stands: in which present texts, private drafts, pages of people and the site, and former texts. */
export type Uses = {
  posts: UsingPost[]
  drafts: UsingDraft[]
  people: { username: string; displayName: string }[]
  /** Whether the site's own footer shows it. */
  isInSettings: boolean
  /** Former states of posts whose present text does not have it any more. */
  revisions: UsingRevision[]
}

export type UsingPost = {
  id: number
  title: string
  kind: string
  slug: string
  authorId: number
  isPublic: boolean
}
export type UsingDraft = { id: number; postId: number | null; title: string; personId: number }
export type UsingRevision = { postId: number; title: string; number: number; authorId: number }

// A text is looked through in some milliseconds for so many: others are served in between.
const AT_ONCE = 2_000
const MAX_FOUND = 1_000

/** Looks for an address everywhere. Whose text it is does not matter here. */
export async function findUses(read: Read, path: string, now: Date): Promise<Uses> {
  const posts = await findPosts(read, path, now)
  return {
    posts,
    drafts: await findDrafts(read, path),
    people: await read.user.findMany({
      where: { about: { contains: path } },
      select: { username: true, displayName: true },
    }),
    isInSettings: (await read.setting.count({ where: { value: { contains: path } } })) > 0,
    revisions: await findRevisions(read, path, new Set(posts.map(({ id }) => id))),
  }
}

/** Whether something would lack it: former texts do not count, nobody sees them. */
export const isInUse = ({ posts, drafts, people, isInSettings }: Uses): boolean =>
  posts.length + drafts.length + people.length > 0 || isInSettings

/** The posts whose present text has the address. */
export async function findPosts(read: Read, path: string, now: Date): Promise<UsingPost[]> {
  const linked = await read.query<{ id: number }>(
    sql`SELECT DISTINCT post_id AS id FROM links WHERE path = ${path} AND revision_id IS NULL`,
  )
  const found = new Set(linked.map(({ id }) => id))
  // Of a post without links, nobody may have written them down yet.
  const condition = sql`t.cover = ${path} OR (${has(read, path)} AND NOT EXISTS (
    SELECT 1 FROM links l WHERE l.post_id = t.id AND l.revision_id IS NULL))`
  for await (const { id } of scan<{ id: number }>(read, sql`posts`, {
    condition,
    columns: sql`t.id`,
  }))
    found.add(id)
  const posts = await read.post.findMany({
    where: { id: { in: [...found].slice(0, MAX_FOUND) } },
    orderBy: { id: 'desc' },
    select: {
      ...{ id: true, title: true, kind: true, slug: true, authorId: true },
      ...{ status: true, publishedAt: true, deletedAt: true },
    },
  })
  return posts.map(({ status, publishedAt, deletedAt, ...post }) => ({
    ...post,
    isPublic: status === 'published' && !deletedAt && publishedAt !== null && publishedAt <= now,
  }))
}

/** The private drafts that have the address; what is in the bin of drafts does not count. */
export async function findDrafts(read: Read, path: string): Promise<UsingDraft[]> {
  const drafts = await read.draft.findMany({
    where: { fields: { contains: path }, discardedAt: null },
    orderBy: { id: 'desc' },
    select: {
      id: true,
      postId: true,
      fields: true,
      personId: true,
      post: { select: { title: true } },
    },
  })
  return drafts.map(({ fields, post, ...draft }) => {
    const { title = '' } = JSON.parse(fields) as { title?: string }
    return { ...draft, title: title || (post?.title ?? '') }
  })
}

async function findRevisions(
  read: Read,
  path: string,
  present: ReadonlySet<number>,
): Promise<UsingRevision[]> {
  const last = new Map<number, number>()
  const condition = has(read, path)
  const columns = sql`t.post_id AS post, t.number`
  for await (const { post, number } of scan<{ post: number; number: number }>(
    read,
    sql`revisions`,
    { condition, columns },
  )) {
    if (!present.has(post)) last.set(post, Math.max(number, last.get(post) ?? 0))
    if (last.size >= MAX_FOUND) break
  }
  const posts = await read.post.findMany({
    where: { id: { in: [...last.keys()] } },
    orderBy: { id: 'desc' },
    select: { id: true, title: true, authorId: true },
  })
  return posts.map(({ id, ...post }) => ({ ...post, postId: id, number: last.get(id) ?? 0 }))
}

// LIKE would fold the case of letters and take twice as long.
const has = ({ dialect }: Read, path: string): Sql =>
  dialect === 'sqlite'
    ? sql`(instr(t.body, ${path}) > 0 OR instr(t.excerpt, ${path}) > 0)`
    : sql`(strpos(t.body, ${path}) > 0 OR strpos(t.excerpt, ${path}) > 0)`

async function* scan<Row>(
  read: Read,
  table: Sql,
  { condition, columns }: { condition: Sql; columns: Sql },
): AsyncGenerator<Row> {
  const [ends] = await read.query<{ first: number | bigint | null; last: number | bigint | null }>(
    sql`SELECT min(id) AS first, max(id) AS last FROM ${table}`,
  )
  const last = Number(ends?.last ?? 0)
  for (let from = Number(ends?.first ?? 1); from <= last; from += AT_ONCE) {
    // SQLite answers at once: without this, nobody else is served before the end.
    await setImmediate()
    yield* await read.query<Row>(sql`
      SELECT ${columns} FROM ${table} t
      WHERE t.id >= ${from} AND t.id < ${from + AT_ONCE} AND (${condition})`)
  }
}

/** Of the posts and drafts, those that this person may not change. */
export function countForeign(
  user: SignedIn,
  { posts, drafts }: Pick<Uses, 'posts' | 'drafts'>,
): number {
  if (isEditor(user)) return 0
  return (
    posts.filter(({ authorId }) => authorId !== user.id).length +
    drafts.filter(({ personId }) => personId !== user.id).length
  )
}
