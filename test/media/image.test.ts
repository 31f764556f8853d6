import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { expect, test } from 'vitest'
import { cleanImage } from '../../src/media/image.ts'
import { findImageKind } from '../../src/media/kinds.ts'

const photo = 'test/fixtures/import/blog/bundles/2024-03-01-a-walk/photo.jpg'

test('turns a photograph upright and leaves out where it was taken', async () => {
  const bytes = await readFile(photo)
  expect((await sharp(bytes).metadata()).orientation).toBe(6)

  const image = await cleanImage(bytes)

  expect(image).toMatchObject({ extension: 'jpg', type: 'image/jpeg', width: 32, height: 48 })
  const kept = await sharp(image?.bytes).metadata()
  expect(kept.orientation).toBeUndefined()
  expect(kept.exif).toBeUndefined()
  expect(image?.bytes.includes('taken at home')).toBe(false)
})

test.each(['png', 'webp', 'gif', 'avif', 'jpeg'] as const)('reads %s', async format => {
  const bytes = await drawImage().toFormat(format).toBuffer()

  expect(await cleanImage(bytes)).toMatchObject({ width: 8, height: 4 })
})

test('keeps the frames of an animation', async () => {
  const pictures = await Promise.all([drawImage('red'), drawImage('blue')].map(toPng))
  const frames = await sharp(pictures, { join: { animated: true } })
    .gif()
    .toBuffer()

  const image = await cleanImage(frames)

  expect(image).toMatchObject({ width: 8, height: 4 })
  expect((await sharp(image?.bytes, { animated: true }).metadata()).pages).toBe(2)
})

test('drops what was hidden behind the image', async () => {
  const bytes = Buffer.concat([
    await drawImage().png().toBuffer(),
    Buffer.from('<script>1</script>'),
  ])

  const image = await cleanImage(bytes)

  expect(image?.bytes.includes('<script>')).toBe(false)
})

test.each([
  ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'],
  ['a page', '<!doctype html><script>1</script>'],
  ['nothing', ''],
  ['a GIF in name only', 'GIF89a'],
])('refuses %s', async (_name, text) => {
  expect(await cleanImage(Buffer.from(text))).toBeNull()
})

test('refuses an image of more pixels than it may have', async () => {
  const pixels = { width: 8_000, height: 7_000, channels: 3 as const, background: 'teal' }
  const bytes = await sharp({ create: pixels }).png({ compressionLevel: 1 }).toBuffer()
  expect(findImageKind(bytes)?.extension).toBe('png')

  expect(await cleanImage(bytes)).toBeNull()
})

function drawImage(background = 'teal'): Sharp {
  return sharp({ create: { width: 8, height: 4, channels: 3, background } })
}

function toPng(image: Sharp): Promise<Buffer> {
  return image.png().toBuffer()
}
