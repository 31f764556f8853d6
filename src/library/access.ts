import { isEditor, type SignedIn } from '../accounts/signed-in.ts'
import type { Read } from '../db/doors.ts'
import { orNotFound } from '../http/errors.ts'

/** Which files a person sees and may change: authors their own, editors all. */
export const ownMedia = (user: SignedIn): { uploaderId?: number } =>
  isEditor(user) ? {} : { uploaderId: user.id }

/** A file that this person may change, a deleted one too; anybody else's is 404. */
export async function findOwnMedia(read: Read, user: SignedIn, id: number) {
  const media = await read.media.findFirst({
    where: { id, ...ownMedia(user) },
    include: { uploader: { select: { displayName: true } } },
  })
  return orNotFound(media)
}
