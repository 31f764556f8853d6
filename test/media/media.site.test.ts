import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { storeImage, tryImage } from '../../src/media/store.ts'
import { mediaFolder } from '../../src/storage/folder.ts'
import { openSite } from '../support/site.ts'

test('stores an image once, however often and under whatever name it comes', async () => {
  const site = await openSite()
  const bytes = await drawPng('teal')

  const first = await storeImage(site.context, bytes, 'a.png', site.people.alice.id)
  const second = await storeImage(site.context, bytes, '../../b.png')

  expect(first).toMatchObject({ ok: true, isNew: true })
  expect(second).toEqual({ ...first, isNew: false })
  expect(await site.db.read.media.findMany()).toMatchObject([
    { name: 'a.png', type: 'image/png', width: 8, height: 4, uploaderId: site.people.alice.id },
  ])
  expect(readdirSync(mediaFolder(site.context.config.dataDir))).toHaveLength(1)
})

test('stores ten of the same at once as one', async () => {
  const site = await openSite()
  const bytes = await drawPng('navy')

  const stored = await Promise.all(
    Array.from({ length: 10 }, () => storeImage(site.context, bytes, 'a.png')),
  )

  expect(new Set(stored.map(each => each.ok && each.url)).size).toBe(1)
  expect(await site.db.read.media.count()).toBe(1)
})

test.each([
  ['../../etc/passwd.png', 'passwd.png'],
  ['C:\\temp\\x.jpeg', 'x.png'],
  ['a\r\nb\0.png', 'a b.png'],
  ['\u202egnp.exe', 'gnp.png'],
  ['', 'image.png'],
  [`${'x'.repeat(300)}.png`, `${'x'.repeat(200)}.png`],
])('keeps %j as the name %j', async (name, kept) => {
  const site = await openSite()

  await storeImage(site.context, await drawPng('red'), name)

  expect((await site.db.read.media.findFirstOrThrow()).name).toBe(kept)
})

test('says what would be stored, and stores nothing', async () => {
  const site = await openSite()
  const bytes = await drawPng('teal')

  const tried = await tryImage(site.context, bytes)

  expect(existsSync(mediaFolder(site.context.config.dataDir))).toBe(false)
  expect(await site.db.read.media.count()).toBe(0)
  expect(await storeImage(site.context, bytes, 'a.png')).toEqual(tried)
})

test('refuses what is no image', async () => {
  const site = await openSite()

  const stored = await storeImage(site.context, Buffer.from('<svg onload="x">'), 'x.png')

  expect(stored).toEqual({ ok: false })
  expect(await site.db.read.media.count()).toBe(0)
})

test('serves a stored image for ever, and as nothing but an image', async () => {
  const site = await openSite()
  const stored = await storeImage(site.context, await drawPng('teal'), 'a.png')
  if (!stored.ok) throw new Error('not stored')

  const answer = await site.agent().get(stored.url)

  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'cross-origin',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  expect(answer.headers['set-cookie']).toBeUndefined()
  const folder = mediaFolder(site.context.config.dataDir)
  expect(answer.body).toEqual(readFileSync(join(folder, stored.url.replace('/media/', ''))))
})

test.each([
  '/media/',
  '/media/00000000000000000000000000000000.png',
  '/media/..%2fsession-secret',
  '/media/%2e%2e/session-secret',
  '/media/..%5c..%5cblext.db',
  '/media/.part',
  '/media/00000000000000000000000000000000.png%00.jpg',
])('has nothing at %s', async path => {
  const site = await openSite()

  expect((await site.agent().get(path)).status).toBe(404)
})

function drawPng(background: string): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 4, channels: 3, background } })
    .png()
    .toBuffer()
}
