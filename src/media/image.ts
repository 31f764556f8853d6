import { open } from 'node:fs/promises'
import type { Sharp } from 'sharp'
import { mark } from '../i18n/translate.ts'
import { findImageKind, HEAD_BYTES, type FileKind } from './kinds.ts'

/** An image as it is stored: drawn anew, upright, without anything but its pixels. */
export type CleanImage = {
  extension: string
  type: string
  bytes: Buffer
  width: number
  height: number
}

/** An image that was drawn anew, or in a sentence why it cannot be. */
export type Drawn = { ok: true; image: CleanImage } | { ok: false; reason: string }

/** What is larger is not decoded at all. */
export const MAX_PIXELS = 50_000_000

const UNREADABLE = mark('This image cannot be read. Is the file whole?')
const TOO_MANY_PIXELS = mark('This image has more than 50 million pixels. Make it smaller first.')

/** Draws an image anew: turned upright, without its metadata and whatever else was in the file; null if it cannot be read. */
export async function cleanImage(bytes: Buffer): Promise<CleanImage | null> {
  const kind = findImageKind(bytes)
  if (!kind) return null
  const drawn = await drawAnew(bytes, kind)
  return drawn.ok ? drawn.image : null
}

/** As `cleanImage`, of bytes or of a file of a known kind. */
export async function drawAnew(source: Buffer | string, kind: FileKind): Promise<Drawn> {
  try {
    const image = await openImage(source, kind.extension)
    const { data, info } = await image.autoOrient().toBuffer({ resolveWithObject: true })
    const { extension, type } = kind
    const height = info.pageHeight ?? info.height
    return { ok: true, image: { extension, type, bytes: data, width: info.width, height } }
  } catch (error) {
    const isTooLarge = error instanceof Error && /pixel limit|dimensions/i.test(error.message)
    return { ok: false, reason: isTooLarge ? TOO_MANY_PIXELS : UNREADABLE }
  }
}

/** Opens an image with all its frames; the limit counts them all, and is checked before anything is decoded. */
export async function openImage(source: Buffer | string, extension: string): Promise<Sharp> {
  // The library is large: who shows no pictures yet does not wait for it.
  const { default: sharp } = await import('sharp')
  const animated = extension === 'gif' || extension === 'webp'
  return sharp(source, { animated, limitInputPixels: MAX_PIXELS, failOn: 'error' })
}

/** The beginning of a file, by which it is told what it is. */
export async function readHead(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
