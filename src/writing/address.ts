import { sql, type Read, type Tx } from '../db/doors.ts'
import { freeSlug, slugify } from '../text/slug.ts'
import { postPath, type PostFields, type StoredPost } from './post.ts'

/** Decides a post's slug; null when the one that was asked for is another's, now or formerly. */
export async function chooseSlug(
  tx: Tx,
  fields: PostFields,
  stored: StoredPost | null,
): Promise<string | null> {
  const isTaken = (candidate: string) => isSlugTaken(tx, candidate, stored?.id ?? 0)
  if (fields.slug !== '' && fields.slug !== stored?.slug) {
    const wanted = slugify(fields.slug)
    return (await isTaken(wanted)) ? null : wanted
  }
  if (stored && keepsSlug(fields, stored)) return stored.slug
  return freeSlug(slugify(fields.title), isTaken)
}

// The address follows the title until the post is public for the first time.
function keepsSlug({ slug, status }: PostFields, stored: StoredPost): boolean {
  return slug !== '' || status === 'draft' || stored.publishedAt !== null
}

/** Whether a slug is only what was made of the title of a post that was never public. */
export function isProvisionalSlug({
  slug,
  title,
  publishedAt,
}: Pick<StoredPost, 'slug' | 'title' | 'publishedAt'>): boolean {
  const made = slugify(title)
  return publishedAt === null && (slug === made || slug.replace(/-\d+$/, '') === made)
}

/** Lets the former path of a post that was public lead to it, and takes the new path back into use. */
export async function keepFormerPath(
  tx: Tx,
  stored: StoredPost,
  present: { kind: string; slug: string },
  createdAt: Date,
): Promise<void> {
  const former = postPath(stored)
  const path = postPath(present)
  if (former === path) return
  await tx.redirect.deleteMany({ where: { path } })
  if (stored.publishedAt === null || stored.publishedAt > createdAt) return
  const target = { postId: stored.id, tagId: null, categoryId: null }
  await tx.redirect.upsert({
    where: { path: former },
    create: { path: former, createdAt, ...target },
    update: target,
  })
}

/** Whether another post than this one (0 = a new one) has this slug, or had it. */
export async function isSlugTaken(
  read: Pick<Read, 'query'>,
  slug: string,
  postId: number,
): Promise<boolean> {
  const taken = await read.query(sql`
    SELECT 1 AS taken FROM posts WHERE slug = ${slug} AND id <> ${postId}
    UNION ALL SELECT 1 FROM redirects
      WHERE path IN (${`/posts/${slug}`}, ${`/pages/${slug}`}) AND COALESCE(post_id, 0) <> ${postId}`)
  return taken.length > 0
}
