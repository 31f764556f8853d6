import { expect, test } from 'vitest'
import { defaultSettings, readSettings, saveSettings } from '../../src/settings/service.ts'
import { openSite } from '../support/site.ts'

test('a site that was never set has its defaults', async () => {
  const site = await openSite({ empty: true })

  expect(await readSettings(site.db.read)).toEqual(defaultSettings)
})

test('what was damaged by hand counts as never set', async () => {
  const site = await openSite({ empty: true })
  const damaged = { timeZone: 'Mars/Olympus', postsPerPage: '0', navigation: '{', language: 'xx' }
  await site.db.write(async tx => {
    for (const [name, value] of Object.entries(damaged)) {
      await tx.setting.create({ data: { name, value } })
    }
  })

  expect(await readSettings(site.db.read)).toEqual(defaultSettings)
})

test('stores what is given and leaves the rest', async () => {
  const site = await openSite({ empty: true })
  await site.db.write(tx => saveSettings(tx, { title: 'Harbour', postsPerPage: 7 }))

  await site.db.write(tx => saveSettings(tx, { title: 'Lamp', tagline: undefined }))

  const stored = await readSettings(site.db.read)
  expect(stored).toEqual({ ...defaultSettings, title: 'Lamp', postsPerPage: 7 })
})

test('an admin changes every setting, and the form shows them again', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const before = await site.db.contentVersion()
  const typed = {
    title: 'Harbour & Lamp',
    tagline: 'Rope <and> light',
    language: 'en',
    timeZone: 'Asia/Shanghai',
    postsPerPage: '25',
    navigation: 'About | /pages/about',
    footer: 'Made *by hand* <script>alert(1)</script>',
  }

  const answer = await adam.post('/admin/settings').type('form').send(typed)

  expect(answer.status).toBe(303)
  const stored = await readSettings(site.db.read)
  expect(stored).toMatchObject({
    timeZone: 'Asia/Shanghai',
    postsPerPage: 25,
    navigation: [{ label: 'About', url: '/pages/about' }],
  })
  expect(stored.footerHtml).toContain('<em>by hand</em>')
  expect(stored.footerHtml).not.toContain('<script')
  expect(await site.db.contentVersion()).toBeGreaterThan(before)
  const { $ } = await site.page('/admin/settings', adam)
  const shown = Object.keys(typed).map(name => [name, String($(`[name="${name}"]`).val()).trim()])
  expect(Object.fromEntries(shown)).toEqual(typed)
  expect($('[role="status"]').text()).toContain('The settings were saved.')
})

test.each([
  ['title', ' ', 'The site needs a name.'],
  ['title', 'x'.repeat(201), 'The name of a site has at most 200 characters.'],
  ['language', 'tlh', 'This language is not among those offered.'],
  ['timeZone', 'Mars/Olympus', 'No such time zone is known'],
  ['postsPerPage', '0', 'Posts per page is a whole number from 1 to 100.'],
  ['postsPerPage', '101', 'Posts per page is a whole number from 1 to 100.'],
  ['postsPerPage', '1e1', 'Posts per page is a whole number from 1 to 100.'],
  ['navigation', 'Good | /\nBad | javascript:1', 'Line 2 is no link.'],
  ['footer', 'x'.repeat(10_001), 'The footer is too long.'],
])('refuses a wrong %s and keeps the input (%#)', async (name, value, message) => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const before = await readSettings(site.db.read)

  const answer = await adam
    .post('/admin/settings')
    .type('form')
    .send({ tagline: 'kept', [name]: value })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain(message)
  expect(answer.text).toContain('value="kept"')
  expect(await readSettings(site.db.read)).toEqual(before)
})

test('settings are there for admins only', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const edith = await site.signIn('edith')

  expect((await site.page('/admin/settings', alice)).status).toBe(404)
  expect((await site.page('/admin/settings', edith)).status).toBe(404)
  const answer = await edith.post('/admin/settings').type('form').send({ title: 'Mine' })
  expect(answer.status).toBe(404)
  expect((await readSettings(site.db.read)).title).not.toBe('Mine')
  expect((await site.page('/admin/settings')).headers['location']).toMatch(/^\/login\?next=/)
})
