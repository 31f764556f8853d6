import { basename, extname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Context } from '../context.ts'
import type { Media } from '../db/generated/sqlite/client.ts'
import { openImage } from './image.ts'
import { copyName, plannedWidths, readWidths } from './widths.ts'

type Place = Pick<Context, 'background' | 'db' | 'storage'>

const QUALITY = 80

/** Lets the smaller copies of an image be made when there is time. */
export function makeCopiesLater(context: Place, media: Pick<Media, 'id'>): void {
  context.background.add(() => makeCopies(context, media.id))
}

/** The same for all images whose copies were not made, or not to the end. */
export async function resumeCopies(context: Place): Promise<void> {
  const images = await context.db.read.media.findMany({
    where: { deletedAt: null, width: { gt: 0 } },
    select: { id: true, type: true, width: true, widths: true },
  })
  for (const image of images) {
    if (missingWidths(image).length > 0) makeCopiesLater(context, image)
  }
}

async function makeCopies({ db, storage }: Place, id: number): Promise<void> {
  const media = await db.read.media.findFirst({ where: { id, deletedAt: null } })
  if (!media) return
  const missing = missingWidths(media)
  const stream = missing.length > 0 ? await storage.open(basename(media.path)) : null
  if (!stream) return
  const original = await buffer(stream)
  const done = readWidths(media)
  for (const width of missing) {
    const image = await openImage(original, extname(media.path).slice(1))
    const copy = await image.resize({ width }).webp({ quality: QUALITY }).toBuffer()
    await storage.put(copyName(media.path, width), copy, 'image/webp')
    done.push(width)
    const widths = done.join(' ')
    await db.write(tx => tx.media.updateMany({ where: { id }, data: { widths } }))
  }
}

function missingWidths(media: Pick<Media, 'type' | 'width' | 'widths'>): number[] {
  const standing = readWidths(media)
  return plannedWidths(media).filter(width => !standing.includes(width))
}
