export { hiddenPosts, isPublicPost } from '../taxonomy/visible.ts'
export { isPublic } from '../text/public.ts'

/** What is public, for Prisma; `kind` is 'post' or, for standalone pages, 'page'. */
export function whichPublic(kind: 'post' | 'page', now: Date) {
  return { kind, status: 'published', deletedAt: null, publishedAt: { lte: now } }
}
