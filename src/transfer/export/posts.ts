import { sql, type Read } from '../../db/doors.ts'
import { integer } from '../../db/moment.ts'
import { listTagsOfPosts } from '../../taxonomy/tagged.ts'
import type { StoredPost } from '../../writing/post.ts'
import { listForeignIds } from './identity.ts'

/** A post with everything that an export says of it. */
export type ExportedPost = StoredPost & {
  /** By what it is known in exports, here and where it was imported. */
  documentId: string
  author: { username: string }
  /** The paths that lead to it. */
  aliases: string[]
}

export type Extent = {
  siteId: string
  withTrash: boolean
  /** Reads the HTML, too. */
  withHtml?: boolean
  /** Only the post of this address. */
  slug?: string
}

const BATCH = 100

// What was left out of the query.
const NO_HTML = { html: '', excerptHtml: '' }

/** Posts and pages by their ids, a batch at a time. */
export async function* listExportedPosts(
  read: Read,
  extent: Extent,
): AsyncGenerator<ExportedPost[]> {
  let last = 0
  for (;;) {
    const batch = await readBatch(read, last, extent)
    if (batch.length === 0) return
    yield batch
    last = batch.at(-1)?.id ?? last
  }
}

/** How many posts an export has. */
export function countExportedPosts(
  read: Read,
  { withTrash }: Pick<Extent, 'withTrash'>,
): Promise<number> {
  return read.post.count({ where: withTrash ? {} : { deletedAt: null } })
}

async function readBatch(
  read: Read,
  last: number,
  { siteId, withTrash, withHtml = false, slug }: Extent,
): Promise<ExportedPost[]> {
  const posts = await read.post.findMany({
    where: {
      id: { gt: last },
      ...(withTrash ? {} : { deletedAt: null }),
      ...(slug === undefined ? {} : { slug }),
    },
    orderBy: { id: 'asc' },
    take: BATCH,
    ...(withHtml ? {} : { omit: { html: true, excerptHtml: true } }),
  })
  const ids = posts.map(({ id }) => id)
  const around = await readAround(read, ids)
  return posts.map(post => ({
    ...NO_HTML,
    ...post,
    documentId: around.foreign.get(post.id) ?? `${siteId}-${post.id}`,
    category: around.categories.get(post.categoryId ?? 0) ?? null,
    tagNames: (around.tags.get(post.id) ?? []).map(({ name }) => name),
    series: around.series.get(post.id) ?? null,
    author: { username: around.authors.get(post.authorId) ?? '' },
    aliases: (around.aliases.get(post.id) ?? []).sort(),
  }))
}

async function readAround(read: Read, ids: number[]) {
  const where = { postId: { in: ids } }
  const series = await read.seriesPost.findMany({ where, include: { series: true } })
  const redirects = await read.redirect.findMany({ where })
  const aliases = new Map<number, string[]>()
  for (const { postId, path } of redirects) {
    if (postId !== null) aliases.set(postId, [...(aliases.get(postId) ?? []), path])
  }
  return {
    aliases,
    foreign: await listForeignIds(read, ids),
    tags: await listTagsOfPosts(read, ids),
    categories: await readNames(read),
    authors: await readAuthors(read),
    series: new Map(
      series.map(({ postId, position, series: { name } }) => [postId, { name, position }]),
    ),
  }
}

async function readNames(read: Read): Promise<Map<number, { name: string }>> {
  const rows = await read.category.findMany({ select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [id, { name }]))
}

async function readAuthors(read: Read): Promise<Map<number, string>> {
  const rows = await read.user.findMany({ select: { id: true, username: true } })
  return new Map(rows.map(({ id, username }) => [id, username]))
}

/** The addresses of all posts of an export, in an order that is the same in every blog that has them. */
export async function listAddresses(read: Read, { withTrash }: Pick<Extent, 'withTrash'>) {
  const rows = await read.query<{ id: number; kind: string; slug: string; trashed: number }>(sql`
    SELECT id, kind, slug, CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END AS trashed FROM posts
    WHERE deleted_at IS NULL OR ${integer(withTrash ? 1 : 0)} = 1`)
  return rows.sort((one, other) => (one.slug < other.slug ? -1 : 1))
}
