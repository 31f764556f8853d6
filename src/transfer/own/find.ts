import type { Read } from '../../db/doors.ts'
import { findSiteId } from '../export/identity.ts'

/** Finds the post of a document that an export of this very blog wrote, by its id. */
export type FindOwn = (documentId: string) => Promise<number | null>

/** Looks up ids as this blog gives them: one of another blog names no post here. */
export async function openOwnPosts(read: Read): Promise<FindOwn> {
  const siteId = await findSiteId(read)
  return async documentId => {
    const [site, number] = documentId.split('-')
    if (siteId === null || site !== siteId) return null
    const post = await read.post.findUnique({
      where: { id: Number(number) },
      select: { id: true },
    })
    return post?.id ?? null
  }
}
