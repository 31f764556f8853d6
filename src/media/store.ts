import { createHash, randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import type { Context } from '../context.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { MAX_NAME_CHARS } from '../text/limits.ts'
import { cleanName } from '../text/name.ts'
import { cleanImage, type CleanImage } from './image.ts'

/** A stored image, or that the bytes are none that can be stored. */
export type StoredImage = { ok: true; url: string; isNew: boolean } | { ok: false }

/** The folder of the uploads. */
export function mediaFolder(dataDir: string): string {
  return join(dataDir, 'media')
}

/** The digest by which an uploaded file is known: the same bytes are stored once. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Stores an image under a name made from its content and gives its address; the name it came with is only kept for people. */
export async function storeImage(
  context: Pick<Context, 'config' | 'db' | 'now'>,
  bytes: Buffer,
  name: string,
  uploaderId: number | null = null,
): Promise<StoredImage> {
  const hash = digestOf(bytes)
  const known = await context.db.read.media.findFirst({ where: { hash } })
  if (known) return { ok: true, url: known.path, isNew: false }
  const image = await cleanImage(bytes)
  if (!image) return { ok: false }
  const url = urlOf(hash, image)
  await keepFile(mediaFolder(context.config.dataDir), basename(url), image.bytes)
  const isNew = await addMedia(context, image, { path: url, hash, name, uploaderId })
  return { ok: true, url, isNew }
}

/** What storeImage would give, without storing anything. */
export async function tryImage({ db }: Pick<Context, 'db'>, bytes: Buffer): Promise<StoredImage> {
  const hash = digestOf(bytes)
  const known = await db.read.media.findFirst({ where: { hash } })
  if (known) return { ok: true, url: known.path, isNew: false }
  const image = await cleanImage(bytes)
  return image ? { ok: true, url: urlOf(hash, image), isNew: true } : { ok: false }
}

function urlOf(hash: string, { extension }: CleanImage): string {
  return `/media/${hash.slice(0, 32)}.${extension}`
}

// The file is whole before it has its name, so that nobody is ever served a part of it.
async function keepFile(folder: string, file: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true })
  const part = join(folder, `.${randomUUID()}.part`)
  try {
    await writeFile(part, bytes, { flush: true })
    await rename(part, join(folder, file))
  } finally {
    await rm(part, { force: true })
  }
}

async function addMedia(
  { db, now }: Pick<Context, 'db' | 'now'>,
  image: CleanImage,
  given: { path: string; hash: string; name: string; uploaderId: number | null },
): Promise<boolean> {
  const { type, width, height } = image
  const about = { type, width, height, bytes: image.bytes.length }
  const data = { ...given, ...about, name: cleanFileName(given.name, image), createdAt: now() }
  try {
    await db.write(tx => tx.media.create({ data }))
    return true
  } catch (error) {
    // Stored by somebody else at the same moment: the same bytes under the same name.
    if (isUniqueViolation(error)) return false
    throw error
  }
}

function cleanFileName(name: string, { extension }: CleanImage): string {
  const last = cleanName(basename(name.replaceAll('\\', '/')))
  const stem = last.slice(0, last.length - extname(last).length) || 'image'
  return `${Array.from(stem).slice(0, MAX_NAME_CHARS).join('')}.${extension}`
}
