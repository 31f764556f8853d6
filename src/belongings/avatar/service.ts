import { randomBytes } from 'node:crypto'
import { AVATAR_FILES } from '../../accounts/avatar.ts'
import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { mark } from '../../i18n/translate.ts'
import { turnsOf } from '../../library/receive.ts'
import { drawSquares } from '../../media/squares.ts'
import type { Storage } from '../../storage/storage.ts'

type Place = Pick<Context, 'db' | 'storage'>

/** Gives a person another picture, drawn anew from a received file; a sentence where it is none. */
export async function changeAvatar(
  { db, storage }: Place,
  personId: number,
  path: string,
): Promise<string | null> {
  const drawn = await turnsOf(storage)(() => drawSquares(path, AVATAR_FILES))
  if (!drawn) return mark('This is no image that can be read: a JPEG, PNG, GIF, WebP or AVIF.')
  const avatar = `avatar-${randomBytes(16).toString('hex')}`
  for (const { width, extension, bytes, type } of drawn) {
    await storage.put(`${avatar}-${width}.${extension}`, bytes, type)
  }
  await replace({ db, storage }, personId, avatar)
  return null
}

/** Takes a person's picture away: their initials stand for it again. */
export function removeAvatar(place: Place, personId: number): Promise<void> {
  return replace(place, personId, '')
}

async function replace({ db, storage }: Place, personId: number, avatar: string): Promise<void> {
  const before = await db.write(async tx => {
    await bumpContentVersion(tx)
    const { avatar: former } = await tx.user.findUniqueOrThrow({ where: { id: personId } })
    await tx.user.update({ where: { id: personId }, data: { avatar } })
    return former
  })
  await dropAvatarFiles(storage, before)
}

/** Removes the files of a picture that nobody has any more. */
export async function dropAvatarFiles(storage: Storage, avatar: string): Promise<void> {
  if (avatar === '') return
  for (const { width, extension } of AVATAR_FILES) {
    await storage.remove(`${avatar}-${width}.${extension}`)
  }
}
