import type { Read, Tx } from '../../db/doors.ts'
import { orNotFound } from '../../http/errors.ts'
import { findCopy, placeOfPost, placeOfWriting } from './copies.ts'
import { settleCopy } from './discarding.ts'
import type { KnownCopy } from './form.ts'

/** The post that a writing of this person has become, if it has; another person's writing is 404. */
export async function findPostOfWriting(
  read: Read,
  writing: string,
  personId: number,
): Promise<number | null> {
  const { key } = placeOfWriting(writing, personId)
  const row = await read.draft.findUnique({
    where: { key },
    select: { personId: true, postId: true },
  })
  orNotFound(row && row.personId !== personId ? null : true)
  return row?.postId ?? null
}

/**
 * Remembers which post a writing became, so that sending it twice makes one post. Newer text of
 * another window becomes the private copy of the new post.
 */
export async function rememberPost(
  tx: Tx,
  known: KnownCopy & { writing: string },
  { postId, personId }: { postId: number; personId: number },
  now: Date,
): Promise<void> {
  const place = placeOfWriting(known.writing, personId)
  await settleCopy(tx, place, known, now)
  const newer = await findCopy(tx, place)
  if (newer) {
    const { key } = placeOfPost(postId, personId)
    await tx.draft.update({ where: { id: newer.id }, data: { key, postId, baseVersion: 1 } })
  }
  await tx.draft.create({
    data: {
      ...{ key: place.key, personId, postId, writer: 'saved', sequence: 0, fields: '{}' },
      ...{ createdAt: now, updatedAt: now, discardedAt: now },
    },
  })
}
