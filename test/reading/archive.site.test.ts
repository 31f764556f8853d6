import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

async function openIn(timeZone: string): Promise<Site> {
  const site = await openSite()
  await site.db.write(tx => tx.setting.create({ data: { name: 'timeZone', value: timeZone } }))
  return site
}

async function readArchive(site: Site): Promise<string[]> {
  const { $ } = await site.page('/archive')
  return $('.year li')
    .map((_, row) => `${$(row).find('a').attr('href')} ${$(row).find('[aria-hidden]').text()}`)
    .get()
}

test('the months are listed with their counts, the newest first, empty ones left out', async () => {
  const site = await openSite()
  const days = ['2024-02-29', '2026-01-01', '2026-01-31', '2026-02-28']
  for (const day of days) await addPost(site, { publishedAt: `${day}T12:00:00Z` })

  const { $ } = await site.page('/archive')

  expect(await readArchive(site)).toEqual([
    '/archive/2026/02 1',
    '/archive/2026/01 2',
    '/archive/2024/02 1',
  ])
  expect($('.year h2').text()).toBe('20262024')
  expect($('.year a').first().text()).toBe('February')
})

test.each([
  ['Asia/Tokyo', ['/archive/2026/02 2']],
  ['UTC', ['/archive/2026/02 1', '/archive/2026/01 1']],
  ['America/St_Johns', ['/archive/2026/02 1', '/archive/2026/01 1']],
])('a month of %s begins and ends there', async (timeZone, expected) => {
  const site = await openIn(timeZone)
  await addPost(site, { title: 'Early', publishedAt: '2026-01-31T15:00:00Z' })
  await addPost(site, { title: 'Late', publishedAt: '2026-02-15T15:00:00Z' })

  expect(await readArchive(site)).toEqual(expected)
  for (const row of expected) {
    const [path = '', count] = row.split(' ')
    expect((await site.page(path)).$('.card')).toHaveLength(Number(count))
  }
})

test('posts of centuries are counted too', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Old', publishedAt: '1815-06-18T12:00:00Z' })
  await addPost(site, { title: 'New', publishedAt: '2026-02-01T12:00:00Z' })

  expect(await readArchive(site)).toEqual(['/archive/2026/02 1', '/archive/1815/06 1'])
  expect((await site.page('/archive/1815/06')).$('h1').text()).toBe('June 1815')
})

test.each(['2026/03', '2026/3', '2026/13', '2026/00', '0000/01', '9999/12', 'x/y', '2026/02x'])(
  '/archive/%s is not there',
  async month => {
    const site = await openSite()
    await addPost(site, { publishedAt: '2026-02-01T12:00:00Z' })

    expect((await site.page(`/archive/${month}`)).status).toBe(404)
  },
)
