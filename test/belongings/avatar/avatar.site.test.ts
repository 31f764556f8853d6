import sharp from 'sharp'
import { expect, test } from 'vitest'
import { viewAvatar } from '../../../src/accounts/avatar.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { drawPng } from '../../support/media.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

const upload = (agent: Agent, bytes: Buffer, filename = 'me.png') =>
  agent.post('/account/avatar').attach('file', bytes, { filename })

const avatarOf = async ({ db }: Site, username = 'alice') =>
  (await db.read.user.findUniqueOrThrow({ where: { username } })).avatar

const filesOf = async ({ context }: Site) =>
  (await context.storage.list()).filter(name => name.startsWith('avatar-')).sort()

test('a picture becomes three squares, shown beside the name wherever it stands', async () => {
  const site = await openSite()
  const { slug } = await addPost(site)
  const alice = await site.signIn('alice')
  const adam = await site.signIn('adam')

  const answer = await upload(alice, await drawPng(300, 200))

  expect([answer.status, answer.headers['location']]).toEqual([303, '/account'])
  const avatar = await avatarOf(site)
  expect(await filesOf(site)).toEqual([
    ...[`${avatar}-192.webp`, `${avatar}-512.jpg`, `${avatar}-96.webp`],
  ])
  const small = `/media/${avatar}-96.webp`
  for (const [path, agent] of [
    [`/posts/${slug}`, site.agent()],
    ['/authors/alice', site.agent()],
    ['/account', alice],
    ['/admin/users', adam],
  ] as const) {
    const image = (await site.page(path, agent)).$('img.avatar')
    expect([path, image.attr('alt'), image.attr('srcset')?.includes(small)]).toEqual([
      ...[path, 'Alice', true],
    ])
  }
  const served = await site.agent().get(small).responseType('arraybuffer')
  expect(served.headers['content-type']).toBe('image/webp')
  const { width, height, format } = await sharp(served.body as Buffer).metadata()
  expect([width, height, format]).toEqual([96, 96, 'webp'])
  const { text } = await site.page(`/posts/${slug}`)
  const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text)?.[1] ?? '{}'
  expect(data).toContain(`"image":"http://blog.example/media/${avatar}-512.jpg"`)
})

test('another picture takes the place of the first, and without one initials stand there', async () => {
  const site = await openSite()
  await addPost(site)
  const alice = await site.signIn('alice')
  await upload(alice, await drawPng(20, 30))
  const first = await avatarOf(site)

  await upload(alice, await drawPng(30, 20))
  const second = await avatarOf(site)
  const kept = await filesOf(site)
  const removed = await sendForm(alice, '/account/avatar/delete')

  expect(first).not.toBe(second)
  expect(kept.map(name => name.startsWith(second))).toEqual([true, true, true])
  expect([removed.status, await avatarOf(site), await filesOf(site)]).toEqual([303, '', []])
  const { $ } = await site.page('/authors/alice')
  expect([$('img.avatar').length, $('.avatar').text().trim()]).toEqual([0, 'A'])
  expect((await site.page(`/media/${second}-96.webp`)).status).toBe(404)
})

test('S62: where a picture was taken is not stored with it', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const gps = { IFD3: { GPSLatitude: '59/1 26/1 0/1' }, IFD0: { Artist: 'whose camera' } }
  const photograph = await sharp(await drawPng(40, 30))
    .jpeg()
    .withExif(gps)
    .toBuffer()

  await upload(alice, photograph, 'me.jpg')

  expect(photograph.includes('whose camera')).toBe(true)
  for (const width of ['96.webp', '192.webp', '512.jpg']) {
    const path = `/media/${await avatarOf(site)}-${width}`
    const answer = await site.agent().get(path).responseType('arraybuffer')
    expect((await sharp(answer.body as Buffer).metadata()).exif).toBeUndefined()
  }
})

test.each([
  ['a page that says it is a PNG', Buffer.from('<script>alert(1)</script>')],
  [
    'an SVG',
    Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ),
  ],
  ['the beginning of a PNG', Buffer.from('89504e470d0a1a0a0000', 'hex')],
])('S58: %s is no picture', async (_name, bytes) => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const { status, text } = await upload(alice, bytes)

  expect(status).toBe(422)
  expect(text).toContain('This is no image that can be read')
  expect([await avatarOf(site), await filesOf(site)]).toEqual(['', []])
})

test('no file, and one that is too large, are said on the page', async () => {
  const site = await openSite({ config: { maxUploadBytes: 1000 } })
  const alice = await site.signIn('alice')

  const none = await alice.post('/account/avatar').field('x', 'y')
  const large = await upload(alice, Buffer.alloc(1001))

  expect([none.status, large.status]).toEqual([422, 413])
  expect(none.text).toContain('Choose a file first.')
  expect(large.text).toContain('This file is too large.')
})

test.each([
  ['Alice of the Harbour', 'AH'],
  ['alice', 'A'],
  ['李小龍', '李'],
  ['Ólafur-Þór', 'ÓÞ'],
  ['  ', 'X'],
  ['🦀', ''],
])('the initials of %j are %j', (displayName, initials) => {
  const { tone, ...shown } = viewAvatar({
    ...{ avatar: '', displayName: displayName.trim(), username: 'x' },
  })

  expect(shown).toMatchObject({ url: '', initials })
  expect(tone).toBeLessThan(6)
})
