import type { Read } from '../db/doors.ts'
import type { Post } from '../db/generated/sqlite/client.ts'
import { orNotFound } from '../http/errors.ts'
import { findCategoryOfPost, listTagsOfPosts } from '../taxonomy/tagged.ts'
import { isEditor, type SignedIn } from '../accounts/signed-in.ts'
import { findableOf, type Findable } from './findable.ts'
import type { SeriesPlace } from '../series/service.ts'

export type PostKind = 'post' | 'page'
export type PostStatus = 'draft' | 'published'

/** What a person can say of a post; names, not ids. */
export type PostFields = {
  kind: PostKind
  title: string
  body: string
  /** '' = keep the present address, or make one from the title. */
  slug: string
  excerpt: string
  /** '' = no category. */
  category: string
  tags: string[]
  status: PostStatus
  /** null = keep the present moment, or now at the first publishing. */
  publishedAt: Date | null
  pinned: boolean
} & SeriesPlace &
  Findable

/** A post as it is stored, with the names of its category and tags, and its place in a series. */
export type StoredPost = Post & {
  category: { name: string } | null
  tagNames: string[]
  series: { name: string; position: number } | null
}

/** A post that this person may edit; anybody else's is 404 to an author. */
export async function findEditablePost(
  read: Read,
  user: SignedIn,
  id: number,
): Promise<StoredPost> {
  const post = await findStoredPost(read, id)
  return orNotFound(post && mayEdit(user, post.authorId) ? post : null)
}

/** Whether a person may change a post of this author. */
export const mayEdit = (user: SignedIn, authorId: number): boolean =>
  isEditor(user) || user.id === authorId

/** A post with its names, in the order of its tags. */
export async function findStoredPost(read: Read, id: number): Promise<StoredPost | null> {
  const post = await read.post.findUnique({
    where: { id },
    include: {
      series: { select: { position: true, series: { select: { name: true } } } },
    },
  })
  if (!post) return null
  const { series, ...rest } = post
  const tags = await listTagsOfPosts(read, [id])
  return {
    ...rest,
    category: await findCategoryOfPost(read, id),
    tagNames: (tags.get(id) ?? []).map(({ name }) => name),
    series: series && { name: series.series.name, position: series.position },
  }
}

/** The fields of a stored post, as its form shows them. */
export function fieldsOf(post: StoredPost): PostFields {
  return {
    kind: post.kind as PostKind,
    title: post.title,
    body: post.body,
    slug: post.slug,
    excerpt: post.excerpt,
    category: post.category?.name ?? '',
    tags: post.tagNames,
    status: post.status as PostStatus,
    publishedAt: post.publishedAt,
    pinned: post.pinned,
    ...findableOf(post),
    series: post.series?.name ?? '',
    seriesPosition: post.series?.position ?? null,
  }
}

export { postPath } from '../text/public.ts'
