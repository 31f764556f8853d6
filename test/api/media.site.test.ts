import sharp from 'sharp'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { openSite, type Site } from '../support/site.ts'
import { openScript } from './holder.ts'

const makeImage = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()

const upload = (site: Site, token: string, bytes: Buffer, name: string) =>
  supertest(site.app)
    .post('/api/v1/media')
    .set('Authorization', `Bearer ${token}`)
    .attach('file', bytes, name)

test('a script sends an image, describes it, and finds it again', async () => {
  const site = await openSite()
  const { token, call } = await openScript(site, 'alice')

  const sent = await upload(site, token, await makeImage(), 'tide.png')
  const same = await upload(site, token, await makeImage(), 'again.png')
  const { id, url } = sent.body as { id: number; url: string }
  const described = await call('patch', `/media/${id}`, { alt: 'Low water' })
  const listed = await call('get', '/media?q=tide')
  const shown = await site.agent().get(new URL(url).pathname)

  expect([sent.status, same.status, shown.status]).toEqual([201, 200, 200])
  expect(sent.headers['location']).toBe(`/api/v1/media/${id}`)
  expect(described.body).toMatchObject({ id, alt: 'Low water', width: 40, height: 20 })
  expect(listed.body).toMatchObject({ total: 1, items: [{ id, name: 'tide.png' }] })
})

test('what is no image, and no file that is taken, is refused as a problem', async () => {
  const site = await openSite()
  const { token, call } = await openScript(site, 'alice')

  const html = await upload(site, token, Buffer.from('<script>alert(1)</script>'), 'x.png')
  const none = await call('post', '/media', { file: 'x' })

  for (const answer of [html, none]) {
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  }
  expect(await site.db.read.media.count()).toBe(0)
})

test('S28: the files of another author are not there', async () => {
  const site = await openSite()
  const alice = await openScript(site, 'alice')
  const bob = await openScript(site, 'bob')
  const sent = await upload(site, alice.token, await makeImage(), 'tide.png')
  const { id } = sent.body as { id: number }

  const answers = [
    await bob.call('get', `/media/${id}`),
    await bob.call('patch', `/media/${id}`, { alt: 'Mine' }),
    await bob.call('delete', `/media/${id}`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await bob.call('get', '/media')).body).toMatchObject({ total: 0 })
})

test('DELETE takes a file away from readers, and keeps it for who wants it back', async () => {
  const site = await openSite()
  const { token, call } = await openScript(site, 'alice')
  const reader = await openScript(site, 'alice', { scopes: ['read'] })
  const sent = await upload(site, token, await makeImage(), 'tide.png')
  const { id, url } = sent.body as { id: number; url: string }

  const refused = await reader.call('delete', `/media/${id}`)
  const deleted = await call('delete', `/media/${id}`)
  const gone = await call('get', `/media/${id}`)
  const again = await call('delete', `/media/${id}`)
  const shown = await site.agent().get(new URL(url).pathname)

  expect([refused, deleted, gone, again].map(({ status }) => status)).toEqual([403, 204, 404, 404])
  expect(shown.status).toBe(404)
  expect(await site.db.read.media.count()).toBe(1)
})
