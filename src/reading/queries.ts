import { sql, type Read } from '../db/doors.ts'
import { listTagsOfPosts } from '../taxonomy/tagged.ts'
import { isPublicPost, whichPublic } from './visible.ts'

export type PublicPost = NonNullable<Awaited<ReturnType<typeof findPublicPost>>>
export type PublicPage = NonNullable<Awaited<ReturnType<typeof findPublicPage>>>
export type Neighbour = { side: 'older' | 'newer'; title: string; slug: string }

/** The post at an address, whole, if readers see it. */
export function findPublicPost(read: Read, slug: string, now: Date) {
  return findWholePost(read, { slug, ...whichPublic('post', now) })
}

type Which = Partial<ReturnType<typeof whichPublic>> & { id?: number; slug?: string }

/** A post whole, for its page, whether readers see it or not. */
export async function findWholePost(read: Read, where: Which) {
  const post = await read.post.findFirst({
    where,
    select: {
      ...{ id: true, slug: true, title: true, summary: true, html: true, words: true },
      ...{ publishedAt: true, contentUpdatedAt: true, language: true, canonicalUrl: true },
      ...{ cover: true, authorId: true, createdAt: true, noindex: true },
      author: { select: { username: true, displayName: true, bio: true, avatar: true } },
      category: { select: { name: true, slug: true } },
    },
  })
  if (!post) return null
  const tags = await listTagsOfPosts(read, [post.id])
  return { ...post, tags: tags.get(post.id) ?? [] }
}

/** The standalone page at an address, if readers see it. */
export function findPublicPage(read: Read, slug: string, now: Date) {
  return read.post.findFirst({
    where: { slug, ...whichPublic('page', now) },
    select: {
      ...{ id: true, slug: true, title: true, summary: true, html: true },
      ...{ language: true, canonicalUrl: true, cover: true, authorId: true, noindex: true },
    },
  })
}

/** The posts just before and just after this one, by the time of publication. */
export function listNeighbours(
  read: Read,
  { id, publishedAt }: { id: number; publishedAt: Date | null },
  now: Date,
): Promise<Neighbour[]> {
  const own = publishedAt ?? now
  return read.query<Neighbour>(sql`
    SELECT * FROM (SELECT 'older' AS side, posts.title, posts.slug FROM posts
      WHERE ${isPublicPost(own)}
        AND (posts.published_at < ${own} OR posts.id < ${id})
      ORDER BY posts.deleted_at DESC, posts.published_at DESC, posts.id DESC LIMIT 1) AS older
    UNION ALL
    SELECT * FROM (SELECT 'newer' AS side, posts.title, posts.slug FROM posts
      WHERE ${isPublicPost(now)} AND posts.published_at >= ${own}
        AND (posts.published_at > ${own} OR posts.id > ${id})
      ORDER BY posts.deleted_at, posts.published_at, posts.id LIMIT 1) AS newer`)
}

/** An author by the name in their address; whether readers see them is decided by what they show. */
export function findAuthor(read: Read, username: string) {
  return read.user.findUnique({
    where: { username },
    select: {
      ...{ id: true, username: true, displayName: true, bio: true, aboutHtml: true },
      ...{ createdAt: true, avatar: true },
    },
  })
}
