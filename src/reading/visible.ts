export { hiddenPosts, isPublicPost } from '../taxonomy/visible.ts'

type Times = { status: string; deletedAt: Date | null; publishedAt: Date | null }

/** What is public, for Prisma; `kind` is 'post' or, for standalone pages, 'page'. */
export function whichPublic(kind: 'post' | 'page', now: Date) {
  return { kind, status: 'published', deletedAt: null, publishedAt: { lte: now } }
}

/** The same for a row that was read already, of either kind. */
export function isPublic({ status, deletedAt, publishedAt }: Times, now: Date): boolean {
  return status === 'published' && !deletedAt && publishedAt !== null && publishedAt <= now
}
