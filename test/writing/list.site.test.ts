import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { readFields, sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

async function openFilledSite() {
  const site = await openSite()
  await addPost(site, {
    title: 'River',
    body: 'High tide',
    tags: ['C++', 'walks'],
    category: 'Out',
  })
  await addPost(site, { title: 'Draft', status: 'draft', tags: ['walks'], category: 'In' })
  await addPost(site, { title: 'Soon', publishedAt: '2026-03-05T00:00:00Z' })
  await addPost(site, { title: 'Gone', tags: ['walks'] })
  await addPost(site, { title: 'Of bob', author: 'bob', tags: ['walks'] })
  const [alice, edith] = [await site.signIn('alice'), await site.signIn('edith')]
  await sendForm(alice, '/admin/posts/4/delete')
  return { site, alice, edith }
}

async function listTitles(site: Site, who: Agent, query = ''): Promise<string[]> {
  const page = await site.page(`/admin/posts${query}`, who)
  return page
    .$('.row-title')
    .toArray()
    .map(title => page.$(title).text().trim())
    .sort()
}

test('an author sees their own posts, an editor everybody’s, the trash apart', async () => {
  const { site, alice, edith } = await openFilledSite()

  expect(await listTitles(site, alice)).toEqual(['Draft', 'River', 'Soon'])
  expect(await listTitles(site, edith)).toEqual(['Draft', 'Of bob', 'River', 'Soon'])
  expect(await listTitles(site, alice, '?status=trash')).toEqual(['Gone'])
})

test.each([
  ['?status=draft', ['Draft']],
  ['?status=scheduled', ['Soon']],
  ['?status=published', ['Of bob', 'River']],
  ['?status=nonsense', ['Draft', 'Of bob', 'River', 'Soon']],
  ['?q=tide', ['River']],
  ['?q=nothing', []],
  ['?tag=c%2B%2B', ['River']],
  ['?tag=WALKS', ['Draft', 'Of bob', 'River']],
  ['?tag=unknown', []],
  ['?category=out', ['River']],
  ['?author=bob', ['Of bob']],
  ['?author=alice&tag=walks&status=draft', ['Draft']],
])('the list is narrowed: %s', async (query, titles) => {
  const { site, edith } = await openFilledSite()

  expect(await listTitles(site, edith, query)).toEqual(titles)
})

test('a renamed tag still narrows the list by its old name', async () => {
  const { site, edith } = await openFilledSite()
  const { id } = await site.db.read.tag.findFirstOrThrow({ where: { name: 'C++' } })
  await sendForm(edith, `/admin/tags/${id}`, { name: 'Cpp' })

  expect(await listTitles(site, edith, '?tag=c%2B%2B')).toEqual(['River'])
})

test('each state has its count, which follows the filter and the clock', async () => {
  const { site, alice } = await openFilledSite()
  const counts = async (query: string) => {
    const page = await site.page(`/admin/posts${query}`, alice)
    const text = page.$('main').text().replace(/\s+/g, ' ')
    return ['All', 'Drafts', 'Scheduled', 'Published', 'Trash'].map(label =>
      Number(new RegExp(`${label} (\\d+)`).exec(text)?.[1]),
    )
  }

  const before = await counts('')
  const walks = await counts('?tag=walks')
  site.setNow('2026-03-05T00:00:00Z')

  expect(before).toEqual([3, 1, 1, 1, 1])
  expect(walks).toEqual([2, 1, 0, 1, 1])
  expect(await counts('')).toEqual([3, 1, 0, 2, 1])
})

test('tags and category are edited in place, and the way back is kept', async () => {
  const { site, alice } = await openFilledSite()
  const here = '/admin/posts?tag=walks'
  const page = await site.page(here, alice)
  const form = readFields(page, '#post-1 form[action="/admin/posts/1"]')

  const sent = { ...form, tags: `${form['tags'] ?? ''}, new`, category: 'Elsewhere' }
  const answer = await sendForm(alice, '/admin/posts/1', sent)

  const post = await site.db.read.post.findUniqueOrThrow({
    where: { id: 1 },
    include: { category: true, tags: { include: { tag: true }, orderBy: { position: 'asc' } } },
  })
  expect([answer.status, answer.headers['location']?.split('#')[0]]).toEqual([303, here])
  expect(post.category?.name).toBe('Elsewhere')
  expect(post.tags.map(({ tag }) => tag.name)).toEqual(['C++', 'walks', 'new'])
  expect([post.title, post.body]).toEqual(['River', 'High tide'])
})

test('a form leads on to no other site', async () => {
  const { alice } = await openFilledSite()

  for (const returnTo of ['https://evil.example/', '//evil.example', '/admin/posts\r\nX: y']) {
    const answer = await sendForm(alice, '/admin/posts/1', { version: '1', excerpt: '', returnTo })
    expect(answer.headers['location']).toBe('/admin/posts/1/edit')
  }
})

test('the list has pages, and no post is on two of them', async () => {
  const { site, alice } = await openFilledSite()
  for (let number = 1; number <= 50; number += 1) {
    await addPost(site, { title: `Post ${number}`, status: 'draft' })
  }

  const [first, second] = [
    await listTitles(site, alice, '?status=draft'),
    await listTitles(site, alice, '?status=draft&page=2'),
  ]

  expect([first.length, second.length]).toEqual([50, 1])
  expect(new Set([...first, ...second]).size).toBe(51)
})

test('the list asks as many questions for many posts as for few', async () => {
  const { site, alice } = await openFilledSite()
  let asked = 0
  const watched = Object.entries(site.db.read).map(([name, part]) => [name, watch(part)])
  Object.assign(site.db.read, Object.fromEntries(watched))
  const count = async () => {
    // The first page after a change reads the settings again.
    await site.page('/admin/posts', alice)
    await site.context.background.idle()
    asked = 0
    await site.page('/admin/posts', alice)
    return asked
  }
  const few = await count()
  for (let number = 1; number <= 20; number += 1) {
    await addPost(site, { title: `Post ${number}`, tags: [`t${number}`], category: `c${number}` })
  }

  expect(few).toBeGreaterThan(0)
  expect(await count()).toBe(few)

  /** Counts the calls of a door's part: of `query` itself, and of the finders of a model. */
  function watch(part: unknown): unknown {
    if (typeof part === 'function') {
      return (...given: unknown[]): unknown => {
        asked += 1
        return Reflect.apply(part, undefined, given)
      }
    }
    if (typeof part !== 'object' || part === null) return part
    return new Proxy(part, {
      get(model, finder) {
        asked += 1
        return Reflect.get(model, finder) as unknown
      },
    })
  }
})
