import { basename } from 'node:path'
import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { Tx } from '../db/doors.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { copyName, readWidths } from '../media/widths.ts'

const DAY_MS = 86_400_000

/** For how many days a deleted file can be brought back. */
export const KEPT_DAYS = 30

/** Takes a file away from readers, at once; it can be brought back for thirty days. */
export async function deleteMedia(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.media.updateMany({ where: { id, deletedAt: null }, data: { deletedAt: now } })
  await bumpContentVersion(tx)
}

/** Brings a deleted file back. */
export async function restoreMedia(tx: Tx, id: number): Promise<void> {
  await tx.media.updateMany({ where: { id }, data: { deletedAt: null } })
  await bumpContentVersion(tx)
}

/** Removes for good what was deleted long enough ago. */
export async function purgeDeleted(
  context: Pick<Context, 'db' | 'now' | 'storage'>,
): Promise<void> {
  const limit = new Date(context.now().getTime() - KEPT_DAYS * DAY_MS)
  const old = await context.db.read.media.findMany({ where: { deletedAt: { lt: limit } } })
  for (const media of old) await purgeMedia(context, media)
}

/** Removes a file for good, with its copies. The record goes last: without it, nobody would try again. */
export async function purgeMedia(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  media: Media,
): Promise<void> {
  for (const width of readWidths(media)) await storage.remove(copyName(media.path, width))
  await storage.remove(basename(media.path))
  await db.write(tx => tx.media.deleteMany({ where: { id: media.id } }))
}
