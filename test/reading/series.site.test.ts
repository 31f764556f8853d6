import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Agent } from '../support/site.ts'

test('a series shows its parts in their order, with their number and its description', async () => {
  const { site } = await openSeries()
  await site.db.write(tx => tx.series.updateMany({ data: { description: 'About water.' } }))

  const { $, status } = await site.page('/series/tides')

  expect(status).toBe(200)
  expect($('h1').text()).toBe('Tides')
  expect($('.lead').text()).toBe('About water.')
  expect($('.listing-head .meta').text()).toContain('3 parts')
  expect(titlesOf($)).toEqual(['C', 'A', 'B'])
})

test('the series are listed with their counts', async () => {
  const { site } = await openSeries()

  const { $ } = await site.page('/series')

  expect(
    $('.terms a')
      .toArray()
      .map(link => [$(link).text(), $(link).attr('href')]),
  ).toEqual([['Tides', '/series/tides']])
  expect($('.terms .count').text()).toContain('3 posts')
  expect((await site.page('/sitemap.xml')).text).toContain('http://blog.example/series/tides')
})

test('a post says which part it is and leads to the ones before and after it', async () => {
  const { site } = await openSeries()

  const { $ } = await site.page('/posts/a')

  expect($('.series-box').text().replace(/\s+/g, ' ')).toContain('Tides Part 2 of 3')
  expect(
    $('.series-box li')
      .toArray()
      .map(part => $(part).text()),
  ).toEqual(['C', 'A', 'B'])
  expect(
    $('.series-steps a')
      .toArray()
      .map(link => $(link).attr('href')),
  ).toEqual([...['/posts/c', '/posts/b']])
})

test('hidden parts appear nowhere, and a series of hidden parts is not there', async () => {
  const { site, alice } = await openSeries()
  await sendForm(alice, '/admin/posts/1', { version: '2', status: 'draft' })
  await sendForm(alice, '/admin/posts/2', { version: '2', publishedAt: '2026-04-01T00:00' })

  const series = await site.page('/series/tides')
  const post = await site.page('/posts/c')
  await sendForm(alice, '/admin/posts/3/delete')
  const gone = [await site.page('/series/tides'), await site.page('/series')]

  expect(titlesOf(series.$)).toEqual(['C'])
  expect(series.text).toContain('1 part<')
  expect(post.$('.series-box').text()).toContain('Tides')
  expect(post.text).not.toMatch(/of 3|of 2|\/posts\/a|\/posts\/b/)
  expect(gone.map(({ status }) => status)).toEqual([404, 200])
  expect(gone[1]?.text).not.toContain('Tides')
})

test('a scheduled part appears when the clock passes its moment', async () => {
  const { site, alice } = await openSeries()
  await sendForm(alice, '/admin/posts/2', { version: '2', publishedAt: '2026-03-10T00:00' })

  const before = titlesOf((await site.page('/series/tides')).$)
  site.setNow('2026-03-10T00:00:01Z')

  expect(before).toEqual(['C', 'A'])
  expect(titlesOf((await site.page('/series/tides')).$)).toEqual(['C', 'A', 'B'])
})

test('an order given anew is seen at once', async () => {
  const { site, alice } = await openSeries()
  await site.page('/series/tides')

  await sendForm(alice, '/admin/posts/2', { version: '2', seriesPosition: '1' })

  expect(titlesOf((await site.page('/series/tides')).$)).toEqual(['B', 'C', 'A'])
})

test('a former address does not tell the name of a series that is hidden', async () => {
  const { site, alice } = await openSeries()
  const edith = await site.signIn('edith')
  await sendForm(edith, '/admin/series/1', { name: 'Secret' })
  const shown = await site.page('/series/tides')

  for (const id of [1, 2, 3])
    await sendForm(alice, `/admin/posts/${id}`, { version: '2', status: 'draft' })
  const hidden = await site.page('/series/tides')

  expect([shown.status, shown.headers['location']]).toEqual([301, '/series/secret'])
  expect([hidden.status, hidden.headers['location']]).toEqual([404, undefined])
})

test('an address that is no series is nowhere', async () => {
  const site = await openSite()

  expect((await site.page('/series/none')).status).toBe(404)
  expect((await site.page('/series')).status).toBe(200)
})

async function openSeries() {
  const site = await openSite()
  const alice: Agent = await site.signIn('alice')
  for (const [title, part] of [
    ['A', '2'],
    ['B', '3'],
    ['C', '1'],
  ] as const) {
    const { id } = await addPost(site, { title })
    await sendForm(alice, `/admin/posts/${id}`, {
      version: '1',
      series: 'Tides',
      seriesPosition: part,
    })
  }
  return { site, alice }
}

const titlesOf = (
  $: Awaited<ReturnType<Awaited<ReturnType<typeof openSite>>['page']>>['$'],
): string[] =>
  $('.series-parts h2')
    .toArray()
    .map(title => $(title).text())
