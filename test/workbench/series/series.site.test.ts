import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

test('a series is made, described, renamed, and its old address leads on; each can be undone', async () => {
  const { site, edith } = await openSeries()

  const made = await sendForm(edith, '/admin/series', { name: ' Moons ', description: 'D' })
  await sendForm(edith, '/admin/series/1', { name: 'Ebb and flow', description: 'Of water' })
  const old = await site.page('/series/tides')
  const list = await site.page('/admin/series', edith)
  const { id = 0 } =
    (await site.db.read.operation.findFirst({ where: { kind: 'change-series' } })) ?? {}
  await sendForm(edith, `/admin/operations/${id}/undo`)

  expect(made.headers['location']).toBe('/admin/series/2')
  expect([old.status, old.headers['location']]).toEqual([301, '/series/ebb-and-flow'])
  expect(
    list
      .$('.row-title')
      .toArray()
      .map(title => list.$(title).text()),
  ).toEqual([...['Ebb and flow', 'Moons']])
  expect(list.$('.row-count').first().text()).toContain('3')
  expect((await site.page('/series/tides')).$('h1').text()).toBe('Tides')
  expect((await site.page('/series/ebb-and-flow')).headers['location']).toBe('/series/tides')
})

test('a name or an address that is taken is refused, and what was typed stays', async () => {
  const { site, edith } = await openSeries()
  await sendForm(edith, '/admin/series', { name: 'Moons' })

  const name = await sendForm(edith, '/admin/series', { name: 'tides', description: 'Kept' })
  const slug = await sendForm(edith, '/admin/series/2', { name: 'Moons', slug: 'Tides' })
  const none = await sendForm(edith, '/admin/series', { name: ' ' })

  expect([name.status, slug.status, none.status]).toEqual([422, 422, 422])
  expect(name.$('#name-error').text()).toContain('Another series has this name')
  expect(name.$('#description').val()).toBe('Kept')
  expect(slug.$('#slug-error').text()).toContain('address is taken')
  expect(await site.db.read.series.count()).toBe(2)
})

test('deleting leaves the posts, and its undo brings back every part in its place', async () => {
  const { site, edith } = await openSeries()
  const before = await readOrder(site)

  await sendForm(edith, '/admin/series/1/delete')
  const gone = [await readOrder(site), (await site.page('/series/tides')).status]
  const page = await site.page('/admin/series', edith)
  await sendForm(edith, page.$('.flash form').attr('action') ?? '')

  expect(gone).toEqual([[], 404])
  expect(page.$('.flash').text()).toContain('The series “Tides” was deleted; 3 posts were in it.')
  expect(await readOrder(site)).toEqual(before)
  expect((await site.page('/series/tides')).status).toBe(200)
})

test('the undo of a deletion leaves a post in the series that it got meanwhile', async () => {
  const { site, edith } = await openSeries()
  await sendForm(edith, '/admin/series/1/delete')
  await sendForm(edith, '/admin/posts/2', { version: '2', series: 'Moons', seriesPosition: '7' })

  await sendForm(edith, '/admin/operations/1/undo')
  const { position } = await site.db.read.seriesPost.findUniqueOrThrow({ where: { postId: 2 } })

  expect(position).toBe(7)
  expect(await readOrder(site)).toEqual(['Moons: B', 'Tides: A', 'Tides: C'])
})

test('parts are ordered by numbers, by buttons and as they stand; dates and versions stay', async () => {
  const { site, edith } = await openSeries()
  const before = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
  const order = { order: ['1', '2', '3'], 'number.1': '1', 'number.2': '2', 'number.3': '3' }
  const send = (fields: Record<string, string | string[]>) =>
    sendForm(edith, '/admin/series/1/order', { ...order, ...fields })

  await send({ 'number.3': '1' })
  const numbered = await readOrder(site)
  await sendForm(edith, '/admin/series/1/order', { order: ['3', '1', '2'], move: 'down:1' })
  const moved = await readOrder(site)
  await sendForm(edith, '/admin/series/1/order', { order: ['2', '1', '3'] })

  expect(numbered).toEqual(['Tides: C', 'Tides: A', 'Tides: B'])
  expect(moved).toEqual(['Tides: C', 'Tides: B', 'Tides: A'])
  expect(await readOrder(site)).toEqual(['Tides: B', 'Tides: A', 'Tides: C'])
  expect(await site.db.read.post.findMany({ orderBy: { id: 'asc' } })).toEqual(before)
})

test('an order is undone, unless it was changed since', async () => {
  const { site, edith } = await openSeries()
  const reorder = (order: string[]) => sendForm(edith, '/admin/series/1/order', { order })
  await reorder(['3', '2', '1'])
  await reorder(['3', '1', '2'])

  await sendForm(edith, '/admin/operations/1/undo')
  const refused = await site.page('/admin/series/1', edith)
  await sendForm(edith, '/admin/operations/2/undo')
  await sendForm(edith, '/admin/operations/1/undo')

  expect(refused.$('.flash').text()).toContain('“Tides” was changed since; undo that first.')
  expect(await readOrder(site)).toEqual(['Tides: A', 'Tides: B', 'Tides: C'])
})

test('a part is taken out, and a part in the trash keeps its place', async () => {
  const { site, edith } = await openSeries()
  await sendForm(edith, '/admin/posts/2/delete')

  await sendForm(edith, '/admin/series/1/order', { order: ['3', '1'] })
  await sendForm(edith, '/admin/posts/2/restore')
  const restored = await readOrder(site)
  await sendForm(edith, '/admin/series/1/order', { order: ['3', '1', '2'], remove: '1' })

  expect(restored).toEqual(['Tides: C', 'Tides: A', 'Tides: B'])
  expect(await readOrder(site)).toEqual(['Tides: C', 'Tides: B'])
})

test('posts are found and added at the end, also out of another series', async () => {
  const { site, edith } = await openSeries()
  const { id } = await addPost(site, { title: 'Harbour lights' })
  const other = await addPost(site, { title: 'Harbour walls', series: 'Moons' })

  const page = await site.page('/admin/series/1?q=harbour', edith)
  await sendForm(edith, '/admin/series/1/posts', { ids: [String(id), String(other.id)] })
  const added = await readOrder(site)
  await sendForm(edith, '/admin/operations/1/undo')

  expect(page.$('[name=ids]')).toHaveLength(2)
  expect(page.$('.series-add').text()).toContain('now in Moons')
  expect(added).toEqual([
    ...['Tides: A', 'Tides: B', 'Tides: C', 'Tides: Harbour lights', 'Tides: Harbour walls'],
  ])
  expect(await readOrder(site)).toEqual([
    'Moons: Harbour walls',
    'Tides: A',
    'Tides: B',
    'Tides: C',
  ])
})

test('a part that would appear before the one before it is marked', async () => {
  const { site, edith } = await openSeries()
  await sendForm(edith, '/admin/posts/2', { version: '2', publishedAt: '2026-03-20T10:00' })
  await sendForm(edith, '/admin/posts/3', { version: '2', publishedAt: '2026-03-15T10:00' })

  const { $ } = await site.page('/admin/series/1', edith)

  expect(
    $('.series-warning')
      .toArray()
      .map(note => $(note).text()),
  ).toEqual(['It would appear before part 2, “B”.'])
})

test('the history names what happened to a series, and the parts it moved', async () => {
  const { site, edith } = await openSeries()
  await sendForm(edith, '/admin/series/1/order', { order: ['3', '2', '1'] })

  const { $ } = await site.page('/admin/operations/1', edith)

  expect($('h1').text()).toBe('The series “Tides” has another order')
  expect($('.change-list').text()).toMatch(/C.*Part.*3.*1/s)
})

test('what is no part is not put in order, and an order that is none is nowhere', async () => {
  const { site, edith } = await openSeries()
  const stranger = await addPost(site, { title: 'Stranger' })

  const odd = await sendForm(edith, '/admin/series/1/order', { order: ['x'] })
  await sendForm(edith, '/admin/series/1/order', { order: [String(stranger.id), '3', '2', '1'] })
  const unknown = await sendForm(edith, '/admin/series/1/posts', { ids: ['999'] })

  expect([odd.status, unknown.status]).toEqual([404, 404])
  expect(await readOrder(site)).toEqual(['Tides: C', 'Tides: B', 'Tides: A'])
})

async function openSeries(): Promise<{ site: Site; edith: Agent }> {
  const site = await openSite()
  const edith = await site.signIn('edith')
  for (const title of ['A', 'B', 'C']) {
    const { id } = await addPost(site, { title })
    await sendForm(edith, `/admin/posts/${id}`, { version: '1', series: 'Tides' })
  }
  return { site, edith }
}

async function readOrder({ db }: Site): Promise<string[]> {
  const parts = await db.read.seriesPost.findMany({
    orderBy: [{ series: { name: 'asc' } }, { position: 'asc' }],
    include: { post: true, series: true },
  })
  return parts.map(({ post, series }) => `${series.name}: ${post.title}`)
}
