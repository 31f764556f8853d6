import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Page } from '../support/site.ts'

const ADDRESS = '/admin/history/vocabulary'

test('the vocabulary of a day is what it was before renames, merges and deletions', async () => {
  const { site, edith } = await openTidied()

  const before = await site.page(`${ADDRESS}?at=2026-03-04`, edith)
  const today = await site.page(ADDRESS, edith)

  expect(listNames(before)).toEqual({
    tags: ['doomed: 1 post', 'JavaScript: 1 post', 'js: 2 posts', 'rst: 1 post'],
    categories: ['Notes: 1 post'],
  })
  expect(listNames(today)).toEqual({
    tags: ['JavaScript: 4 posts', 'Rust: 1 post'],
    categories: ['Essays: 2 posts'],
  })
})

test('what was undone since is as it was', async () => {
  const { site, edith } = await openTidied()
  const operations = await site.db.read.operation.findMany({ orderBy: { id: 'desc' } })
  for (const { id } of operations) await sendForm(edith, `/admin/operations/${id}/undo`)

  const before = await site.page(`${ADDRESS}?at=2026-03-04`, edith)

  expect(listNames(before)['tags']).toEqual([
    'doomed: 1 post',
    'JavaScript: 1 post',
    'js: 2 posts',
    'rst: 1 post',
  ])
})

test('a large vocabulary is cut into pages that keep the day', async () => {
  const { site, edith } = await openTidied()
  const names = Array.from({ length: 250 }, (_, at) => `old ${String(at).padStart(3, '0')}`)
  await site.db.write(tx =>
    tx.tag.createMany({
      data: names.map(name => ({
        ...{ name, key: name, slug: name.replace(' ', '-') },
        createdAt: new Date('2026-03-01T00:00:00Z'),
      })),
    }),
  )

  const first = await site.page(`${ADDRESS}?at=2026-03-04`, edith)
  const next = first.$('a[rel="next"]').attr('href') ?? ''
  const second = await site.page(next, edith)

  expect(next).toBe(`${ADDRESS}?at=2026-03-04&page=2`)
  expect(first.$('#tags .number').text()).toBe('254')
  expect(listNames(first)['tags']).toHaveLength(200)
  expect(listNames(second)).toMatchObject({ categories: [] })
  expect(listNames(second)['tags']).toHaveLength(54)
  expect(second.$('[aria-labelledby="categories"]').text()).toContain('on the pages before')
})

test('a day ends when it ends in the time zone of the site', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await site.db.write(tx =>
    tx.setting.upsert({
      where: { name: 'timeZone' },
      create: { name: 'timeZone', value: 'Asia/Shanghai' },
      update: { value: 'Asia/Shanghai' },
    }),
  )
  site.setNow('2026-03-04T16:30:00Z')
  await addPost(site, { tags: ['late'] })

  const fourth = await site.page(`${ADDRESS}?at=2026-03-04`, adam)
  const fifth = await site.page(ADDRESS, adam)

  expect(listNames(fourth)['tags']).toEqual([])
  expect(fifth.$('#at').val()).toBe('2026-03-05')
  expect(listNames(fifth)['tags']).toEqual(['late: 1 post'])
})

test.each(['yesterday', '2026-02-30', '2027-01-01', '0000-00-00', '<b>'])(
  'for a day that is none (%s) it shows today’s and says so',
  async at => {
    const { site, edith } = await openTidied()

    const page = await site.page(`${ADDRESS}?at=${encodeURIComponent(at)}`, edith)

    expect(page.status).toBe(200)
    expect(page.$('[role=alert]').text()).toContain(`“${at}” is no day that has been`)
    expect(page.$('#at').val()).toBe('2026-03-06')
    expect(listNames(page)['tags']).toEqual(['JavaScript: 4 posts', 'Rust: 1 post'])
  },
)

test('the history leads there, for those who may look', async () => {
  const site = await openSite()
  const [alice, edith] = [await site.signIn('alice'), await site.signIn('edith')]

  const links = async (agent: typeof alice) =>
    (await site.page('/admin/history', agent)).$(`a[href="${ADDRESS}"]`).length

  expect([await links(alice), await links(edith)]).toEqual([0, 1])
  expect((await site.page(ADDRESS, alice)).status).toBe(403)
  expect((await site.page(`${ADDRESS}?at=&at=x`, edith)).$('[role=alert]').length).toBe(0)
})

async function openTidied() {
  const site = await openSite()
  const edith = await site.signIn('edith')
  await addPost(site, { tags: ['js', 'JavaScript', 'doomed'], category: 'Notes' })
  await addPost(site, { tags: ['js', 'rst'] })
  const idOf = async (name: string) =>
    String((await site.db.read.tag.findFirstOrThrow({ where: { name } })).id)
  const notes = await site.db.read.category.findFirstOrThrow()

  site.setNow('2026-03-05T10:00:00Z')
  await addPost(site, { tags: ['js', 'doomed'], category: 'Notes' })
  site.setNow('2026-03-06T10:00:00Z')
  await addPost(site, { tags: ['JavaScript'] })
  await sendForm(edith, `/admin/tags/${await idOf('rst')}`, { name: 'Rust' })
  await sendForm(edith, '/admin/tags/merge', { from: await idOf('js'), intoName: 'JavaScript' })
  await sendForm(edith, `/admin/tags/${await idOf('doomed')}/delete`)
  await sendForm(edith, `/admin/categories/${notes.id}`, { name: 'Essays' })
  return { site, edith }
}

function listNames({ $ }: Page): Record<string, string[]> {
  const namesOf = (id: string) =>
    $(`[aria-labelledby="${id}"] li`)
      .toArray()
      .map(row => `${$(row).find('h3').text()}: ${$(row).find('.row-count').text()}`)
  return { tags: namesOf('tags'), categories: namesOf('categories') }
}
