import { expect, test } from 'vitest'
import { addImage, uploadFile } from '../support/media.ts'
import { readFields, sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

test('the library is searched by name, alt text and type, each word of it', async () => {
  const { site, edith } = await fill()
  const found = (q: string) => namesAt(site, edith, `?q=${encodeURIComponent(q)}`)

  expect(await found('river')).toEqual(['100%_river.png'])
  expect(await found('PNG')).toEqual(['城.png', '100%_river.png'])
  expect(await found('pink dawn')).toEqual(['城.png'])
  expect(await found('城')).toEqual(['城.png'])
  expect(await found('%_')).toEqual(['100%_river.png'])
  expect(await found('pdf')).toEqual(['notes.pdf'])
  expect(await found("'")).toEqual([])
})

test('the library is narrowed to images, documents, what lacks its alt text, and what was deleted', async () => {
  const { site, edith } = await fill()
  const shown = (show: string) => namesAt(site, edith, `?show=${show}`)

  expect(await shown('images')).toEqual(['城.png', '100%_river.png'])
  expect(await shown('documents')).toEqual(['notes.pdf'])
  expect(await shown('deleted')).toEqual([])
  const { $ } = await site.page('/admin/media?show=missing', edith)
  expect($('.media-describe label').text()).toBe('Alt text of “100%_river.png”')
  await sendForm(edith, '/admin/media/1/delete')
  expect(await shown('deleted')).toEqual(['100%_river.png'])
  expect(await shown('')).toEqual(['notes.pdf', '城.png'])
  const deleted = await site.page('/admin/media?show=deleted', edith)
  const form = deleted.$('.media-card form')
  const back = await sendForm(
    edith,
    form.attr('action') ?? '',
    readFields(deleted, '.media-card form'),
  )
  expect(back.headers['location']).toBe('/admin/media?show=deleted')
  expect(await shown('deleted')).toEqual([])
})

test('an image is described in the list and leaves it', async () => {
  const { site, edith } = await fill()

  const answer = await sendForm(edith, '/admin/media/1', {
    ...{ alt: 'A wide river', returnTo: '/admin/media?show=missing' },
  })

  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/media?show=missing'])
  const { $, text } = await site.page('/admin/media?show=missing', edith)
  expect($('.media-describe').length).toBe(0)
  expect(text).toContain('Every image has its alt text')
})

test('an alt text that is too long is refused', async () => {
  const { edith } = await fill()

  const answer = await edith
    .post('/admin/media/1')
    .set('Accept', 'application/json')
    .send({ alt: 'x'.repeat(2_001) })

  expect([answer.status, answer.body]).toEqual([422, { error: 'At most 2,000 characters.' }])
})

test('forty-eight files make a page', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { uploaderId, createdAt, hash, type, bytes } = await addImage(site)
  await site.db.write(tx =>
    tx.media.createMany({
      data: Array.from({ length: 48 }, (_, number) => ({
        ...{
          uploaderId,
          createdAt,
          hash,
          type,
          bytes,
          path: `/media/${number}.png`,
          name: `${number}.png`,
        },
      })),
    }),
  )

  expect((await namesAt(site, edith, '')).length).toBe(48)
  expect((await namesAt(site, edith, '?page=2')).length).toBe(1)
})

async function fill(): Promise<{ site: Site; edith: Agent }> {
  const site = await openSite()
  const edith = await site.signIn('edith')
  await addImage(site, { name: '100%_river.png' })
  await addImage(site, { name: '城.png', alt: 'A town, pink at dawn' })
  await uploadFile(edith, Buffer.from('%PDF-1.4'), 'notes.pdf')
  return { site, edith }
}

async function namesAt(site: Site, agent: Agent, query: string): Promise<string[]> {
  const { $ } = await site.page(`/admin/media${query}`, agent)
  return $('.media-name')
    .toArray()
    .map(name => $(name).text())
}
