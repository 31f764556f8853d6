import type { Read } from '../../db/doors.ts'

/** What a person has here, and what becomes of it. */
export type Belongings = {
  /** Go to the heir; pages, drafts and the trash too. */
  posts: number
  /** Of them, those that readers see. */
  published: number
  media: number
  previewLinks: number
  /** Go with the account. */
  privateDrafts: number
  sessions: number
  tokens: number
  /** Stay, with the name. */
  revisions: number
}

/** Counts what a person has. */
export async function countBelongings(
  read: Read,
  personId: number,
  now: Date,
): Promise<Belongings> {
  const posts = { authorId: personId }
  const seen = { status: 'published', deletedAt: null, publishedAt: { lte: now } }
  const open = { expiresAt: { gt: now } }
  return {
    posts: await read.post.count({ where: posts }),
    published: await read.post.count({ where: { ...posts, ...seen } }),
    media: await read.media.count({ where: { uploaderId: personId, deletedAt: null } }),
    previewLinks: await read.token.count({ where: { kind: 'preview', personId, ...open } }),
    privateDrafts: await read.draft.count({ where: { personId, discardedAt: null } }),
    sessions: await read.session.count({ where: { userId: personId, ...open } }),
    tokens: await read.token.count({ where: { kind: 'api', personId } }),
    revisions: await read.revision.count({ where: { editorId: personId } }),
  }
}
