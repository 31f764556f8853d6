import { expect, test } from 'vitest'
import type { Page } from '../support/site.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

const titlesOf = ({ $ }: Page): string[] =>
  $('.card-title')
    .map((_, title) => $(title).text())
    .get()

test('home shows the newest posts first, and pinned ones before them', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Old', publishedAt: '2026-01-01T10:00:00Z' })
  await addPost(site, { title: 'New', publishedAt: '2026-02-01T10:00:00Z' })
  await addPost(site, { title: 'Pinned', publishedAt: '2025-01-01T10:00:00Z', pinned: true })

  const home = await site.page('/')

  expect(titlesOf(home)).toEqual(['Pinned', 'New', 'Old'])
  expect(home.$('.pin').text()).toBe('Pinned')
})

test('a card shows the excerpt, else the summary, and leads to the post', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Cut', body: 'The *beginning*.\n\n<!-- more -->\n\nThe rest.' })
  await addPost(site, { title: 'Whole', body: 'All of **it**.', publishedAt: '2026-01-01T00:00Z' })

  const { $ } = await site.page('/')

  expect($('.card').first().find('.card-text').html()).toContain('<em>beginning</em>')
  expect($('.card').first().text()).not.toContain('The rest')
  expect($('.card').last().find('.card-text').text()).toBe('All of it.')
  expect($('.card .more').first().attr('href')).toBe('/posts/cut')
})

test('pages of a list follow each other; there is none before the first or after the last', async () => {
  const site = await openSite()
  for (let day = 10; day < 22; day += 1) {
    await addPost(site, { title: `Day ${day}`, publishedAt: `2026-01-${day}T10:00:00Z` })
  }

  const first = await site.page('/')
  const second = await site.page('/?page=2')

  expect(titlesOf(first)).toHaveLength(10)
  expect(titlesOf(second)).toEqual(['Day 11', 'Day 10'])
  expect(first.$('.pagination [rel=next]').attr('href')).toBe('/?page=2')
  expect(second.$('.pagination [rel=prev]').attr('href')).toBe('/')
  expect(second.$('link[rel=canonical]').attr('href')).toBe('http://blog.example/?page=2')
  expect((await site.page('/?page=3')).status).toBe(404)
  expect((await site.page('/?page=999999999')).status).toBe(404)
})

test.each([
  'page=abc',
  'page=',
  'page=0',
  'page=-1',
  'page=1.5',
  'page=1&page=2',
  'page[]=2',
  'page[a]=2',
  'page=%00',
  'page=1e9',
])('S33, S75: /?%s is the first page', async query => {
  const site = await openSite()
  await addPost(site, { title: 'Only' })

  const home = await site.page(`/?${query}`)

  expect(home.status).toBe(200)
  expect(titlesOf(home)).toEqual(['Only'])
})

test('an empty blog says so calmly to a visitor and shows an author where to begin', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const visited = await site.page('/')
  const own = await site.page('/', alice)

  expect(visited.status).toBe(200)
  expect(visited.$('main').text()).toContain('Nothing has been published here yet.')
  expect(visited.$('main a[href^="/admin"]')).toHaveLength(0)
  expect(own.$('main a[href="/admin/posts/new"]').text()).toBe('Write the first post')
})

test.each(['/tags', '/categories', '/archive', '/search', '/search?q=x'])(
  '%s of an empty blog is a page',
  async path => {
    const site = await openSite()

    const page = await site.page(path)

    expect(page.status).toBe(200)
    expect(page.$('h1')).toHaveLength(1)
  },
)

test('an author page shows who they are and what they wrote', async () => {
  const site = await openSite()
  const about = { bio: 'Rows at dawn.', aboutHtml: '<p>Born <em>by</em> the river.</p>' }
  await site.db.write(tx => tx.user.update({ where: { username: 'alice' }, data: about }))
  await addPost(site, { title: 'Hers' })
  await addPost(site, { title: 'His', author: 'bob' })

  const page = await site.page('/authors/alice')

  expect(page.$('h1').text()).toBe('Alice')
  expect(page.$('.lead').text()).toBe('Rows at dawn.')
  expect(page.$('.listing-head em').text()).toBe('by')
  expect(titlesOf(page)).toEqual(['Hers'])
  expect((await site.page('/authors/edith')).status).toBe(404)
  expect((await site.page('/authors/nobody')).status).toBe(404)
})

test('a visitor gets no cookie, and a page for one person is not kept for another', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPost(site, {})

  const visited = await site.page('/')
  const own = await site.page('/', alice)

  expect(visited.headers['set-cookie']).toBeUndefined()
  expect(visited.headers['cache-control']).toBe('public, no-cache')
  expect(own.headers['cache-control']).toBe('private, no-cache')
})

test('the number of queries of a list does not grow with its posts', async () => {
  const site = await openSite()
  const few = await countQueries('/')
  for (let day = 10; day < 20; day += 1) {
    const publishedAt = `2026-01-${day}T10:00:00Z`
    await addPost(site, { title: `Day ${day}`, tags: ['a', 'b', 'c'], category: 'd', publishedAt })
  }

  const many = await countQueries('/')

  expect(few).toBeGreaterThan(0)
  expect(many).toBe(few)

  // The doors are plain objects, so what passes through them can be counted.
  async function countQueries(path: string): Promise<number> {
    const read = site.db.read as { query: typeof site.db.read.query; post: { findMany: unknown } }
    const { query, post } = read
    let count = 0
    const counted =
      (run: (...given: never[]) => unknown) =>
      (...given: never[]) => {
        count += 1
        return run(...given)
      }
    read.query = counted(query) as typeof query
    read.post = { ...post, findMany: counted(post.findMany as typeof query) }
    await site.page(path)
    Object.assign(read, { query, post })
    return count
  }
})
