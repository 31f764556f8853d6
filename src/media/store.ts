import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Context } from '../context.ts'
import { isUniqueViolation } from '../db/failure.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import { cleanImage, drawAnew, readHead, type CleanImage } from './image.ts'
import { findKind, type FileKind } from './kinds.ts'
import { cleanFileName } from './name.ts'

/** A stored image, or that the bytes are none that can be stored. */
export type StoredImage = { ok: true; url: string; isNew: boolean } | { ok: false }

/** A file as it was received, and from whom; `hash` is the SHA-256 of its bytes. */
export type NewFile = {
  path: string
  name: string
  bytes: number
  hash: string
  uploaderId: number | null
}

/** A stored file, or why it is refused: a sentence, and the status that says so. */
export type StoredFile =
  { ok: true; media: Media; isNew: boolean } | { ok: false; status: 415 | 422; reason: string }

type Place = Pick<Context, 'config' | 'db' | 'now' | 'storage'>

/** The digest by which an uploaded file is known: the same bytes are stored once. */
export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Stores an image under a name made from its content and gives its address; the name it came with is only kept for people. */
export async function storeImage(
  context: Place,
  bytes: Buffer,
  name: string,
  uploaderId: number | null = null,
): Promise<StoredImage> {
  const hash = digestOf(bytes)
  const known = await findStored(context, hash)
  if (known) return { ok: true, url: known.path, isNew: false }
  const image = await cleanImage(bytes)
  if (!image) return { ok: false }
  const file = { name, hash, uploaderId, source: image.bytes, bytes: image.bytes.length }
  const { media, isNew } = await keep(context, file, image)
  return { ok: true, url: media.path, isNew }
}

/** What storeImage would give, without storing anything. */
export async function tryImage(
  context: Pick<Context, 'db' | 'storage'>,
  bytes: Buffer,
): Promise<StoredImage> {
  const hash = digestOf(bytes)
  const known = await findStored(context, hash)
  if (known) return { ok: true, url: known.path, isNew: false }
  const image = await cleanImage(bytes)
  return image ? { ok: true, url: urlOf(hash, image), isNew: true } : { ok: false }
}

/** Stores a received file, once however often it comes; one that was deleted comes back. */
export async function storeFile(context: Place, file: NewFile): Promise<StoredFile> {
  const known = await findStored(context, file.hash)
  if (known) return { ok: true, media: known, isNew: false }
  if (file.bytes === 0) return refuse(mark('This file is empty.'))
  const kind = findKind(await readHead(file.path), file.name, context.config.uploadTypes)
  if (!kind) return { ok: false, status: 415, reason: FOREIGN_KIND }
  const made = await makeStorable(file, kind)
  if (!made.ok) return refuse(made.reason)
  return { ok: true, ...(await keep(context, { ...file, ...made.file }, made.facts)) }
}

const FOREIGN_KIND = mark(
  'Files of this kind are not accepted. An image may be a JPEG, PNG, GIF, WebP, AVIF or SVG.',
)

type Facts = Omit<CleanImage, 'bytes'>

type Storable =
  | { ok: true; file: { source: Buffer | string; bytes: number }; facts: Facts }
  | { ok: false; reason: string }

const refuse = (reason: string): StoredFile => ({ ok: false, status: 422, reason })

async function makeStorable(file: NewFile, kind: FileKind): Promise<Storable> {
  if (kind.group === 'download') {
    const facts = { extension: kind.extension, type: kind.type, width: 0, height: 0 }
    return { ok: true, file: { source: file.path, bytes: file.bytes }, facts }
  }
  const drawn =
    kind.group === 'image'
      ? await drawAnew(file.path, kind)
      : await (await import('./svg.ts')).cleanDrawing(file.path)
  if (!drawn.ok) return drawn
  const { bytes, ...facts } = drawn.image
  return { ok: true, file: { source: bytes, bytes: bytes.length }, facts }
}

// A record without its file is as good as none: the file is stored again.
async function findStored(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  hash: string,
): Promise<Media | null> {
  const known = await db.read.media.findFirst({ where: { hash, deletedAt: null } })
  return known && (await storage.size(basename(known.path))) !== null ? known : null
}

function urlOf(hash: string, { extension }: Pick<Facts, 'extension'>): string {
  return `/media/${hash.slice(0, 32)}.${extension}`
}

type Keepable = Pick<NewFile, 'name' | 'hash' | 'uploaderId'> & {
  source: Buffer | string
  bytes: number
}

async function keep(
  { db, now, storage }: Place,
  { source, bytes, hash, name, uploaderId }: Keepable,
  facts: Facts,
): Promise<{ media: Media; isNew: boolean }> {
  const path = urlOf(hash, facts)
  const { type, width, height, extension } = facts
  await storage.put(basename(path), source, type)
  const data = { type, width, height, bytes, path, hash, name: cleanFileName(name, extension) }
  try {
    const media = await db.write(async tx => {
      const again = await tx.media.updateMany({
        where: { path, deletedAt: { not: null } },
        data: { deletedAt: null, ...(uploaderId === null ? {} : { uploaderId }) },
      })
      if (again.count > 0) return null
      return tx.media.create({ data: { ...data, uploaderId, createdAt: now() } })
    })
    if (media) return { media, isNew: true }
  } catch (error) {
    // Stored by another process at the same moment: the same bytes under the same name.
    if (!isUniqueViolation(error)) throw error
  }
  return { media: await db.read.media.findUniqueOrThrow({ where: { path } }), isNew: false }
}
