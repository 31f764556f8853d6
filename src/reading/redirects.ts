import type { Read } from '../db/doors.ts'
import { cleanOldPath } from '../text/old-path.ts'
import { categoryPath, pagePath, postPath, tagPath } from './addresses.ts'
import { listPublicIds, postsOfCategory, postsOfTag, type Scope } from './lists.ts'
import { isPublic } from './visible.ts'

type Redirect = NonNullable<Awaited<ReturnType<typeof readRedirect>>>

/**
 * The one place where an old path is looked up: the present address of the post, tag or category
 * that it led to, in one hop, null if readers do not see it; else where it is forwarded to.
 */
export async function findPresentPath(read: Read, path: string, now: Date): Promise<string | null> {
  const cleaned = cleanOldPath(path)
  if (cleaned === null) return null
  const redirect = await readRedirect(read, cleaned)
  return redirect ? pathOfEntity(read, redirect, now) : followForwards(read, cleaned, now)
}

async function pathOfEntity(read: Read, redirect: Redirect, now: Date): Promise<string | null> {
  if (redirect.post) return isPublic(redirect.post, now) ? pathOf(redirect.post) : null
  const term = await termOf(read, redirect)
  if (!term) return null
  const seen = await listPublicIds(read, term.scope, { now, limit: 1 })
  return seen.length > 0 ? term.path : null
}

// What is forwarded to an old path of this site goes on to the end at once; a circle leads nowhere.
async function followForwards(read: Read, from: string, now: Date): Promise<string | null> {
  const seen = new Set<string>()
  let path = from
  let target: string | null = null
  while (!seen.has(path)) {
    seen.add(path)
    const forward = await read.forward.findUnique({ where: { path } })
    if (!forward) {
      const redirect = target === null ? null : await readRedirect(read, path)
      return redirect ? pathOfEntity(read, redirect, now) : target
    }
    target = forward.target
    const own = target.startsWith('/') && !target.startsWith('//') ? cleanOldPath(target) : null
    if (own === null) return target
    path = own
  }
  return null
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
