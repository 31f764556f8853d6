import { drawAnew, openImage, readHead } from './image.ts'
import { findKind } from './kinds.ts'

/** A file that was an upload once: how it may be stored; `bytes` where it had to be made harmless again, else as it is. */
export type Kept = { type: string; width: number; height: number; bytes: Buffer | null }

/**
 * Looks at a file that claims to be an upload of another blog of this kind. What was drawn anew there has nothing but its
 * pixels and stays byte for byte; all else goes through what any upload goes through. Null for what may not be stored.
 */
export async function cleanKept(
  path: string,
  extension: string,
  uploadTypes: readonly string[],
): Promise<Kept | null> {
  const kind = findKind(await readHead(path), `x.${extension}`, uploadTypes)
  if (kind?.extension !== extension) return null
  const { type, group } = kind
  if (group === 'download') return { type, width: 0, height: 0, bytes: null }
  if (group === 'image' && (await isPlain(path, extension))) {
    const { width, height } = await measure(path, extension)
    return { type, width, height, bytes: null }
  }
  const drawn =
    group === 'image'
      ? await drawAnew(path, kind)
      : await (await import('./svg.ts')).cleanDrawing(path)
  if (!drawn.ok) return null
  const { width, height, bytes } = drawn.image
  return { type, width, height, bytes }
}

// Nothing beside the pixels, and every one of them can be read.
async function isPlain(path: string, extension: string): Promise<boolean> {
  try {
    const image = await openImage(path, extension)
    const { exif, xmp, iptc, orientation, comments } = await image.metadata()
    await image.stats()
    return [exif, xmp, iptc, comments].every(each => each === undefined) && (orientation ?? 1) === 1
  } catch {
    return false
  }
}

async function measure(
  path: string,
  extension: string,
): Promise<{ width: number; height: number }> {
  const { width, height, pageHeight } = await (await openImage(path, extension)).metadata()
  return { width, height: pageHeight ?? height }
}
