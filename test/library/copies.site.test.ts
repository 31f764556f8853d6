import { readdirSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { keepUp } from '../../src/library/upkeep.ts'
import { mediaFolder } from '../../src/storage/folder.ts'
import { rerenderPosts } from '../../src/writing/rerender.ts'
import { addPost } from '../support/builders.ts'
import { openBucketServer } from '../support/bucket.ts'
import { sendForm } from '../support/forms.ts'
import { addImage, drawPng, uploadFile } from '../support/media.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

test('an uploaded image gets WebP copies in three widths, none larger than itself', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const wide = await upload(alice, await drawPng(2000, 1000))
  const narrow = await upload(alice, await drawPng(480, 100))
  await site.context.background.idle()

  expect((await widthsOf(site, wide.id)).widths).toBe('480 960 1600')
  expect((await widthsOf(site, narrow.id)).widths).toBe('')
  const copy = await site.agent().get(copyOf(wide.url, 960))
  expect(copy.headers).toMatchObject({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  const { width, height, format } = await sharp(copy.body as Buffer).metadata()
  expect({ width, height, format }).toEqual({ width: 960, height: 480, format: 'webp' })
  expect((await site.agent().get(copyOf(wide.url, 961))).body).toEqual(
    (await site.agent().get(wide.url)).body,
  )
})

test('a copy that is not made yet is answered with the original, which nobody keeps for long', async () => {
  const site = await openSite()
  const image = await addImage(site, { width: 1000, height: 10 })

  const answer = await site.agent().get(copyOf(image.path, 480))

  expect(answer.headers).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'public, max-age=60',
  })
})

test('copies that were not made before the program ended are made at the next start', async () => {
  const site = await openSite()
  const image = await addImage(site, { width: 1000, height: 10 })
  await addImage(site, { width: 100, height: 10 })

  await keepUp(site.context)
  await site.context.background.idle()

  expect((await widthsOf(site, image.id)).widths).toBe('480 960')
  expect(readdirSync(mediaFolder(site.context.config.dataDir))).toHaveLength(4)
})

test('an animation keeps moving in its copies', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const frames = await Promise.all([drawPng(600, 10), drawPng(600, 10)])
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()

  const { url } = await upload(alice, gif, 'dance.gif')
  await site.context.background.idle()

  const copy = await site.agent().get(copyOf(url, 480))
  const { pages, width } = await sharp(copy.body as Buffer, { animated: true }).metadata()
  expect({ pages, width }).toEqual({ pages: 2, width: 480 })
})

test('an image whose file is lost stops no other', async () => {
  const site = await openSite({ expectErrors: true })
  const lost = await addImage(site, { width: 600 })
  const broken = await addImage(site, { width: 600 })
  const whole = await addImage(site, { width: 600 })
  await site.context.storage.remove(lost.path.replace('/media/', ''))
  await site.context.storage.put(broken.path.replace('/media/', ''), Buffer.from('x'), 'image/png')

  await keepUp(site.context)
  await site.context.background.idle()

  expect((await widthsOf(site, whole.id)).widths).toBe('480')
})

test('a post shows the copies of its images, made or not', async () => {
  const site = await openSite()
  const image = await addImage(site, { width: 1000, height: 500 })
  await addPost(site, { title: 'Rivers', body: `![A river](${image.path})` })

  const { $ } = await site.page('/posts/rivers')

  expect($('.prose img').attr()).toMatchObject({
    ...{ width: '1000', height: '500', alt: 'A river' },
    srcset: `${copyOf(image.path, 480)} 480w, ${copyOf(image.path, 960)} 960w, ${image.path} 1000w`,
  })
  expect((await site.agent().get(copyOf(image.path, 480))).status).toBe(200)
})

test('a post that an older version rendered gets measures and copies when it is rendered anew', async () => {
  const site = await openSite()
  const image = await addImage(site, { width: 1000, height: 500 })
  const { id } = await addPost(site, { body: `![](${image.path})` })
  const old = { html: '<p>old</p>', rendererVersion: 1 }
  const before = await site.db.write(tx => tx.post.update({ where: { id }, data: old }))

  await rerenderPosts(site.context, { all: false }, () => undefined)

  const post = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  expect(post.html).toContain(`${copyOf(image.path, 480)} 480w`)
  expect(post).toMatchObject({
    ...{ version: before.version, contentUpdatedAt: before.contentUpdatedAt },
  })
})

test('everything works the same with the files in an S3-compatible store', async () => {
  const site = await openSite({ config: { s3Url: await openBucketServer() } })
  const alice = await site.signIn('alice')

  const { id, url } = await upload(alice, await drawPng(1000, 500))
  await site.context.background.idle()

  const whole = await site.agent().get(url)
  const part = await site.agent().get(url).set('Range', 'bytes=1-3')
  expect(part.status).toBe(206)
  expect(part.body).toEqual((whole.body as Buffer).subarray(1, 4))
  expect((await site.agent().get(copyOf(url, 480))).headers['content-type']).toBe('image/webp')
  expect((await site.context.storage.list()).length).toBe(3)
  await sendForm(alice, `/admin/media/${id}/delete`)
  site.setNow('2026-05-01T00:00:00Z')
  await keepUp(site.context)
  expect(await site.context.storage.list()).toEqual([])
  expect(readdirSync(site.context.config.dataDir)).not.toContain('media')
})

const copyOf = (url: string, width: number): string => url.replace(/\.\w+$/, `-${width}.webp`)

const widthsOf = ({ db }: Site, id: number) =>
  db.read.media.findUniqueOrThrow({ where: { id }, select: { widths: true } })

async function upload(
  agent: Agent,
  bytes: Buffer,
  name?: string,
): Promise<{ id: number; url: string }> {
  const answer = await uploadFile(agent, bytes, name)
  return answer.body as { id: number; url: string }
}
