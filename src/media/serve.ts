import { basename, extname } from 'node:path'
import { AVATAR_FILE } from '../accounts/avatar.ts'
import type { Context } from '../context.ts'
import { IMAGE_EXTENSIONS, typeOfExtension } from './kinds.ts'
import { copyName, readWidths } from './widths.ts'

/** A file as it is sent. */
export type Served = {
  /** Its name in the storage. */
  file: string
  type: string
  tag: string
  /** False for what stands in until the wanted copy is made. */
  isFinal: boolean
  /** The name to save it under; null for what a page may show. */
  download: string | null
}

const ORIGINAL = /^[0-9a-f]{32}\.[a-z0-9]{1,10}$/
const COPY = /^([0-9a-f]{32})-(\d{2,4})\.webp$/

/** What a name below /media/ stands for; null for nothing, and at once for what was deleted. A copy that is not made yet is answered with its original. */
export async function findServed(
  context: Pick<Context, 'db'>,
  name: string,
): Promise<Served | null> {
  if (ORIGINAL.test(name)) return findOriginal(context, name)
  if (AVATAR_FILE.test(name)) {
    const type = typeOfExtension(extname(name).slice(1))
    return { file: name, type, tag: `"${name}"`, isFinal: true, download: null }
  }
  const [, hash = '', width = ''] = COPY.exec(name) ?? []
  return hash === '' ? null : findCopy(context, hash, Number(width))
}

async function findOriginal({ db }: Pick<Context, 'db'>, name: string): Promise<Served | null> {
  const media = await db.read.media.findUnique({ where: { path: `/media/${name}` } })
  if (media?.deletedAt) return null
  const type = media?.type ?? typeOfExtension(extname(name).slice(1))
  const isShown = /^(?:image|audio|video)\//.test(type)
  const download = isShown ? null : (media?.name ?? name)
  return { file: name, type, tag: `"${name}"`, isFinal: true, download }
}

async function findCopy(
  { db }: Pick<Context, 'db'>,
  hash: string,
  width: number,
): Promise<Served | null> {
  const paths = IMAGE_EXTENSIONS.map(extension => `/media/${hash}.${extension}`)
  const media = await db.read.media.findFirst({ where: { path: { in: paths }, deletedAt: null } })
  if (!media) return null
  const copy = copyName(media.path, width)
  const original = basename(media.path)
  return readWidths(media).includes(width)
    ? { file: copy, type: 'image/webp', tag: `"${copy}"`, isFinal: true, download: null }
    : { file: original, type: media.type, tag: `"${original}"`, isFinal: false, download: null }
}
