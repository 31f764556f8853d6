import type { Read } from '../db/doors.ts'
import type { KnownImages } from '../render/rendered.ts'
import { copyPath, plannedWidths } from './widths.ts'

const PATH = /\/media\/[0-9a-f]{32}\.[a-z0-9]{1,10}/g
const MAX_IMAGES = 1_000

/** What is known of the images that these texts show, for the renderer, which has no database. Copies that are still to be made count: their addresses answer. */
export async function findKnownImages(read: Read, ...texts: string[]): Promise<KnownImages> {
  const paths = texts.flatMap(text => text.match(PATH) ?? [])
  if (paths.length === 0) return {}
  const media = await read.media.findMany({
    where: { path: { in: [...new Set(paths)].slice(0, MAX_IMAGES) }, width: { gt: 0 } },
    select: { path: true, type: true, width: true, height: true },
  })
  return Object.fromEntries(
    media.map(({ path, ...image }) => [
      path,
      {
        ...{ width: image.width, height: image.height },
        copies: plannedWidths(image).map(width => ({ url: copyPath(path, width), width })),
      },
    ]),
  )
}
