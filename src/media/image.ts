import sharp from 'sharp'

/** How an image may be stored: the ending of its file and its media type. */
export type ImageKind = { extension: 'jpg' | 'png' | 'gif' | 'webp' | 'avif'; type: string }

/** An image as it is stored: drawn anew, upright, without anything but its pixels. */
export type CleanImage = ImageKind & { bytes: Buffer; width: number; height: number }

const MAX_PIXELS = 50_000_000

const KINDS: readonly (ImageKind & { isThis: (bytes: Buffer) => boolean })[] = [
  { extension: 'jpg', type: 'image/jpeg', isThis: bytes => startsWith(bytes, 'ffd8ff') },
  { extension: 'png', type: 'image/png', isThis: bytes => startsWith(bytes, '89504e470d0a1a0a') },
  { extension: 'gif', type: 'image/gif', isThis: bytes => startsWith(bytes, '47494638') },
  {
    extension: 'webp',
    type: 'image/webp',
    isThis: bytes => startsWith(bytes, '52494646') && textAt(bytes, 8, 12) === 'WEBP',
  },
  {
    extension: 'avif',
    type: 'image/avif',
    isThis: bytes => ['ftypavif', 'ftypavis'].includes(textAt(bytes, 4, 12)),
  },
]

/** What kind of image the bytes are, by their beginning and never by their name; null for all others, SVG too. */
export function findImageKind(bytes: Buffer): ImageKind | null {
  const kind = KINDS.find(each => each.isThis(bytes))
  return kind ? { extension: kind.extension, type: kind.type } : null
}

/** Draws an image anew: turned upright, without its metadata and whatever else was in the file; null if it cannot be read. */
export async function cleanImage(bytes: Buffer): Promise<CleanImage | null> {
  const kind = findImageKind(bytes)
  if (!kind) return null
  const animated = kind.extension === 'gif' || kind.extension === 'webp'
  try {
    // The limit counts the frames of an animation too, and is checked before anything is decoded.
    const image = sharp(bytes, { animated, limitInputPixels: MAX_PIXELS, failOn: 'error' })
    const { data, info } = await image.autoOrient().toBuffer({ resolveWithObject: true })
    return { ...kind, bytes: data, width: info.width, height: info.pageHeight ?? info.height }
  } catch {
    return null
  }
}

function startsWith(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex
}

function textAt(bytes: Buffer, start: number, end: number): string {
  return bytes.subarray(start, end).toString('latin1')
}
