import { join, sql, type Read } from '../../db/doors.ts'
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
  if (posts.length === 0) return []
  const ids = posts.map(({ id }) => id)
  const { names, tags, aliases, foreign } = await readAround(read, ids)
  return posts.map(post => ({
    ...NO_HTML,
    ...post,
    ...(names.get(post.id) ?? NAMELESS),
    documentId: foreign.get(post.id) ?? `${siteId}-${post.id}`,
    tagNames: (tags.get(post.id) ?? []).map(({ name }) => name),
    aliases: (aliases.get(post.id) ?? []).sort(),
  }))
}

async function readAround(read: Read, ids: number[]) {
  const redirects = await read.redirect.findMany({ where: { postId: { in: ids } } })
  const aliases = new Map<number, string[]>()
  for (const { postId, path } of redirects) {
    if (postId !== null) aliases.set(postId, [...(aliases.get(postId) ?? []), path])
  }
  return {
    aliases,
    foreign: await listForeignIds(read, ids),
    tags: await listTagsOfPosts(read, ids),
    names: await readNames(read, ids),
  }
}

type Names = Pick<ExportedPost, 'category' | 'series' | 'author'>

const NAMELESS: Names = { category: null, series: null, author: { username: '' } }

type NameRow = Record<'id' | 'position', number | null> &
  Record<'category' | 'username' | 'series', string | null>

// In one statement: so many posts are read that each counts.
async function readNames(read: Read, ids: number[]): Promise<Map<number, Names>> {
  const rows = await read.query<NameRow>(sql`
    SELECT p.id, c.name AS category, u.username, s.name AS series, sp.position
    FROM posts p JOIN users u ON u.id = p.author_id
    LEFT JOIN categories c ON c.id = p.category_id
    LEFT JOIN series_posts sp ON sp.post_id = p.id LEFT JOIN series s ON s.id = sp.series_id
    WHERE p.id IN (${join(ids)})`)
  return new Map(
    rows.map(({ id, category, username, series, position }) => [
      Number(id),
      {
        category: category === null ? null : { name: category },
        series: series === null ? null : { name: series, position: Number(position) },
        author: { username: username ?? '' },
      },
    ]),
  )
}

/** The addresses of all posts of an export, in an order that is the same in every blog that has them. */
export async function listAddresses(read: Read, { withTrash }: Pick<Extent, 'withTrash'>) {
  const rows = await read.query<{ id: number; kind: string; slug: string; trashed: number }>(sql`
    SELECT id, kind, slug, CASE WHEN deleted_at IS NULL THEN 0 ELSE 1 END AS trashed FROM posts
    WHERE deleted_at IS NULL OR ${integer(withTrash ? 1 : 0)} = 1`)
  return rows.sort((one, other) => (one.slug < other.slug ? -1 : 1))
}
