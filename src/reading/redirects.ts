import type { Read } from '../db/doors.ts'
import { cleanOldPath } from '../text/old-path.ts'
import { categoryPath, pagePath, postPath, tagPath } from './addresses.ts'
import { listPublicIds, postsOfCategory, postsOfTag, type Scope } from './lists.ts'
import { isPublic } from './visible.ts'

type Redirect = NonNullable<Awaited<ReturnType<typeof readRedirect>>>

/** The present address of what an old path led to, in one hop; null if readers do not see it. */
export async function findPresentPath(read: Read, path: string, now: Date): Promise<string | null> {
  const cleaned = cleanOldPath(path)
  const redirect = cleaned === null ? null : await readRedirect(read, cleaned)
  if (redirect?.post) return isPublic(redirect.post, now) ? pathOf(redirect.post) : null
  const term = redirect && (await termOf(read, redirect))
  if (!term) return null
  const seen = await listPublicIds(read, term.scope, { now, limit: 1 })
  return seen.length > 0 ? term.path : null
}

function readRedirect(read: Read, path: string) {
  return read.redirect.findUnique({
    where: { path },
    select: {
      post: {
        select: { slug: true, kind: true, status: true, deletedAt: true, publishedAt: true },
      },
      tag: { select: { id: true, slug: true } },
      category: { select: { id: true, slug: true } },
    },
  })
}

async function termOf(
  read: Read,
  { tag, category }: Redirect,
): Promise<{ scope: Scope; path: string } | null> {
  if (tag) return { scope: await postsOfTag(read, tag.id), path: tagPath(tag.slug) }
  if (category) {
    return { scope: await postsOfCategory(read, category.id), path: categoryPath(category.slug) }
  }
  return null
}

function pathOf({ kind, slug }: { kind: string; slug: string }): string {
  return kind === 'page' ? pagePath(slug) : postPath(slug)
}
