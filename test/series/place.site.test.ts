import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { readFields, sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

test('a post gets into a series by its name, at the end or at its number, and out of it again', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPosts(site, alice, ['A', 'B', 'C'])

  await save(alice, 1, 1, { series: 'On Water' })
  await save(alice, 2, 1, { series: ' on  water ' })
  await save(alice, 3, 1, { series: 'On Water', seriesPosition: '1' })
  const together = await readSeries(site)
  await save(alice, 1, 2, { series: '' })

  expect(together).toEqual({ 'On Water': ['C 1', 'A 2', 'B 3'] })
  expect(await readSeries(site)).toEqual({ 'On Water': ['C 1', 'B 2'] })
})

test('a part moves up and down, and what was in the way moves on', async () => {
  const { site, alice } = await openSeries()

  await save(alice, 1, 2, { seriesPosition: '3' })
  const down = await readSeries(site)
  await save(alice, 1, 3, { seriesPosition: '1' })

  expect(down).toEqual({ Tides: ['B 1', 'C 2', 'A 3'] })
  expect(await readSeries(site)).toEqual({ Tides: ['A 1', 'B 2', 'C 3'] })
})

test('a number is kept for a part that is not written yet', async () => {
  const { site, alice } = await openSeries()

  await save(alice, 3, 2, { seriesPosition: '5' })

  expect(await readSeries(site)).toEqual({ Tides: ['A 1', 'B 2', 'C 5'] })
})

test('absent keeps, empty leaves; a series without parts and description is gone', async () => {
  const { site, alice } = await openSeries()

  await save(alice, 1, 2, { title: 'AA' })
  const kept = await readSeries(site)
  await save(alice, 1, 3, { seriesPosition: '' })
  const still = await readSeries(site)
  for (const [id, version] of [
    [1, 3],
    [2, 2],
    [3, 2],
  ] as const) {
    await save(alice, id, version, { series: '' })
  }

  expect(kept).toEqual({ Tides: ['AA 1', 'B 2', 'C 3'] })
  expect(still).toEqual(kept)
  expect(await readSeries(site)).toEqual({})
})

test('a form that was opened before others were put in order does not bring the old number back', async () => {
  const { site, alice } = await openSeries()
  const form = readFields(await site.page('/admin/posts/3/edit', alice), 'form.writing')

  await site.db.write(async tx => {
    await tx.seriesPost.update({ where: { postId: 3 }, data: { position: 1 } })
    await tx.seriesPost.update({ where: { postId: 1 }, data: { position: 3 } })
  })
  await sendForm(alice, '/admin/posts/3', { ...form, title: 'CC' })

  expect(form['seriesPosition']).toBe('3')
  expect(await readSeries(site)).toEqual({ Tides: ['CC 1', 'B 2', 'A 3'] })
})

test('the version moves when a post’s series changes, and its dates stay', async () => {
  const { site, alice } = await openSeries()
  const before = await site.db.read.post.findUniqueOrThrow({ where: { id: 2 } })
  site.setNow('2026-03-10T00:00:00Z')

  await save(alice, 2, 2, { seriesPosition: '1' })
  const after = await site.db.read.post.findUniqueOrThrow({ where: { id: 2 } })

  expect(after.version).toBe(before.version + 1)
  expect(after.contentUpdatedAt).toEqual(before.contentUpdatedAt)
})

test('two edits that meet merge the series as a field', async () => {
  const { site, alice } = await openSeries()
  const edith = await site.signIn('edith')

  await save(edith, 2, 2, { series: 'Moons' })
  const stale = await save(alice, 2, 2, {
    title: 'BB',
    series: 'Tides',
    seriesPosition: '2',
    seriesPositionWas: '2',
  })
  const merged = readFields(stale, 'form')

  expect(stale.status).toBe(409)
  expect([merged['title'], merged['series']]).toEqual(['BB', 'Moons'])
})

test('revisions hold the series, and a restored one brings it back', async () => {
  const { site, alice } = await openSeries()
  await save(alice, 2, 2, { series: 'Moons' })

  await sendForm(alice, '/admin/posts/2/revisions/2/restore')

  expect((await readSeries(site))['Tides']).toEqual(['A 1', 'B 2', 'C 3'])
})

test('the document form tells the series and takes it', async () => {
  const { site, alice } = await openSeries()
  const { text } = await site.page('/admin/posts/2.md', alice)

  await sendForm(alice, '/admin/posts', { body: text.replace('slug: b\n', ''), title: '' })

  expect(text).toContain('series: Tides\npart: 2\n')
  expect(await readSeries(site)).toEqual({ Tides: ['A 1', 'B 2', 'B 3', 'C 4'] })
})

test('a number that is none is refused, and the text stays in the form', async () => {
  const { alice } = await openSeries()

  const answer = await save(alice, 1, 2, { body: 'My text', seriesPosition: 'first' })

  expect(answer.status).toBe(422)
  expect(answer.$('[name=body]').val()).toContain('My text')
  expect(answer.$('#seriesPosition-error').text()).toContain('whole number')
})

test('the editor warns when a part would appear before the one before it', async () => {
  const { site, alice } = await openSeries()
  await save(alice, 2, 2, { status: 'published', publishedAt: '2026-03-20T10:00' })
  await save(alice, 3, 2, { status: 'published', publishedAt: '2026-03-15T10:00' })

  const warnings = []
  for (const id of [1, 2, 3]) {
    warnings.push((await site.page(`/admin/posts/${id}/edit`, alice)).$('.series-warning').text())
  }

  expect(warnings).toEqual([
    'Part 2, “B”, would appear before it.',
    'It would appear before part 1, “A”.',
    'It would appear before part 1, “A”.',
  ])
})

async function openSeries() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPosts(site, alice, ['A', 'B', 'C'])
  for (const id of [1, 2, 3]) await save(alice, id, 1, { series: 'Tides' })
  return { site, alice }
}

async function addPosts(site: Site, _agent: Agent, titles: string[]): Promise<void> {
  for (const title of titles) await addPost(site, { title, status: 'draft' })
}

const save = (agent: Agent, id: number, version: number, fields: Record<string, string>) =>
  sendForm(agent, `/admin/posts/${id}`, { version: String(version), ...fields })

async function readSeries({ db }: Site): Promise<Record<string, string[]>> {
  const series = await db.read.series.findMany({
    orderBy: { name: 'asc' },
    include: { posts: { orderBy: { position: 'asc' }, include: { post: true } } },
  })
  return Object.fromEntries(
    series.map(({ name, posts }) => [
      name,
      posts.map(({ position, post }) => `${post.title} ${position}`),
    ]),
  )
}
