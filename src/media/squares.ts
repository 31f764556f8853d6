import { MAX_PIXELS, readHead } from './image.ts'
import { findImageKind } from './kinds.ts'

/** A copy of an image: square, `width` pixels wide. */
export type Square = { width: number; extension: 'webp' | 'jpg' }

export type DrawnSquare = Square & { bytes: Buffer; type: string }

/** Draws a received image anew, upright, as squares around what matters in it; null when it is none, or cannot be read. */
export async function drawSquares(
  path: string,
  squares: readonly Square[],
): Promise<DrawnSquare[] | null> {
  if (!findImageKind(await readHead(path))) return null
  const drawn: DrawnSquare[] = []
  try {
    for (const square of squares) drawn.push(await drawSquare(path, square))
  } catch {
    // Whatever a decoder says of such a file, it is the file's fault.
    return null
  }
  return drawn
}

async function drawSquare(path: string, { width, extension }: Square): Promise<DrawnSquare> {
  const { default: sharp } = await import('sharp')
  const image = sharp(path, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .autoOrient()
    .resize({ width, height: width, fit: 'cover', position: 'attention' })
  const isJpeg = extension === 'jpg'
  const encoded = isJpeg
    ? image.flatten({ background: '#fff' }).jpeg({ quality: 85 })
    : image.webp({ quality: 82 })
  const type = isJpeg ? 'image/jpeg' : 'image/webp'
  return { width, extension, bytes: await encoded.toBuffer(), type }
}
