import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import type { Media } from '../../src/db/generated/sqlite/client.ts'
import { storeImage } from '../../src/media/store.ts'
import type { Agent, Site } from './site.ts'

export type ImageToAdd = {
  name?: string
  /** A username. */
  uploader?: string
  width?: number
  height?: number
  alt?: string
}

/** A PNG that no other is like. */
export function drawPng(width = 8, height = 4): Promise<Buffer> {
  const [r = 0, g = 0, b = 0] = randomBytes(3)
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer()
}

/** Stores an image as its uploader would. */
export async function addImage(
  { context, db }: Pick<Site, 'context' | 'db'>,
  { name = 'river.png', uploader = 'alice', width = 8, height = 4, alt = '' }: ImageToAdd = {},
): Promise<Media> {
  const { id } = await db.read.user.findUniqueOrThrow({ where: { username: uploader } })
  const stored = await storeImage(context, await drawPng(width, height), name, id)
  if (!stored.ok) throw new Error('The image was not stored.')
  return db.write(tx => tx.media.update({ where: { path: stored.url }, data: { alt } }))
}

/** Uploads a file as a script of the page does, and gives the answer. */
export function uploadFile(agent: Agent, bytes: Buffer, filename = 'river.png') {
  return agent
    .post('/admin/media')
    .set('Accept', 'application/json')
    .attach('file', bytes, { filename, contentType: 'application/octet-stream' })
}
