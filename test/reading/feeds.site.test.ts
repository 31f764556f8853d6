import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const BODY = 'See [the tag](/tags/river), ![a map](/media/map.png) and a note[^1].\n\n[^1]: Here.'

const readXml = async (site: Site, path: string) =>
  load((await site.page(path)).text, { xml: true })

test('the Atom feed holds whole texts with addresses that work anywhere', async () => {
  const site = await openSite()
  const { id } = await addPost(site, {
    title: 'Rope & <light>',
    body: BODY,
    tags: ['river', 'C++'],
    category: 'Notes',
    publishedAt: '2026-02-01T10:00:00Z',
  })

  const $ = await readXml(site, '/feed.xml')
  const entry = $('entry')
  const html = load(entry.find('content').text())

  expect(entry.find('id').text()).toBe(`tag:blog.example,2026-03-04:posts/${id}`)
  expect(entry.find('title').text()).toBe('Rope & <light>')
  expect(entry.find('link').attr('href')).toBe('http://blog.example/posts/rope-light')
  expect(entry.find('published').text()).toBe('2026-02-01T10:00:00.000Z')
  expect(entry.find('author > name').text()).toBe('Alice')
  expect(
    entry
      .find('category')
      .map((_, category) => $(category).attr('term'))
      .get(),
  ).toEqual(['Notes', 'river', 'C++'])
  expect(html('a').first().attr('href')).toBe('http://blog.example/tags/river')
  expect(html('img').attr('src')).toBe('http://blog.example/media/map.png')
  expect(html('sup a').attr('href')).toMatch(/^http:\/\/blog\.example\/posts\/rope-light#/u)
})

test('RSS and JSON hold the same entries', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'A & B', body: BODY, tags: ['river'] })

  const $ = await readXml(site, '/rss.xml')
  const json = JSON.parse((await site.page('/feed.json')).text) as {
    version: string
    items: { id: string; url: string; tags: string[]; content_html: string }[]
  }

  const name = `tag:blog.example,2026-03-04:posts/${id}`
  expect($('item > guid').text()).toBe(name)
  expect($('item > title').text()).toBe('A & B')
  expect($('item > pubDate').text()).toBe('Wed, 04 Mar 2026 05:06:07 GMT')
  expect($(String.raw`item > content\:encoded`).text()).toContain('http://blog.example/tags/river')
  expect(json.version).toBe('https://jsonfeed.org/version/1.1')
  expect(json.items[0]).toMatchObject({ id: name, url: 'http://blog.example/posts/a-b' })
  expect(json.items[0]?.tags).toEqual(['river'])
})

test.each([
  ['feed.xml', 'application/atom+xml; charset=utf-8'],
  ['rss.xml', 'application/rss+xml; charset=utf-8'],
  ['feed.json', 'application/feed+json; charset=utf-8'],
])('%s of the site, a tag, a category and an author is sent as %s', async (file, type) => {
  const site = await openSite()
  await addPost(site, { title: 'Within', tags: ['river'], category: 'Notes' })
  await addPost(site, { title: 'Outside', author: 'bob' })

  for (const folder of ['', '/tags/river', '/categories/notes', '/authors/alice']) {
    const { headers, text } = await site.page(`${folder}/${file}`)
    expect(headers['content-type']).toBe(type)
    expect(text).toContain('Within')
    expect(text.includes('Outside')).toBe(folder === '')
    expect(text).toContain(`http://blog.example${folder}/${file}`)
  }
})

test('a reader that has it all is sent nothing', async () => {
  const site = await openSite()
  await addPost(site, {})
  const { headers } = await site.page('/feed.xml')
  const ask = (name: string, value: string | undefined) =>
    site.agent().get('/feed.xml').set(name, String(value))

  const byTag = await ask('If-None-Match', headers['etag'])
  const byDate = await ask('If-Modified-Since', headers['last-modified'])
  await addPost(site, { title: 'New' })
  const later = await ask('If-None-Match', headers['etag'])

  expect([byTag.status, byDate.status, later.status]).toEqual([304, 304, 200])
})

test('new tags, a new address and a new name of a tag make nothing look new', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Kept', tags: ['river'] })
  const readMarks = async (path: string) => {
    const $ = await readXml(site, path)
    return [$('feed > id').text(), $('feed > updated').text(), $('entry > id').text()]
  }
  const [before, beforeOfTag] = [
    await readMarks('/feed.xml'),
    await readMarks('/tags/river/feed.xml'),
  ]
  site.setNow('2026-04-01T00:00:00Z')

  await site.db.write(async tx => {
    await tx.tag.update({ where: { key: 'river' }, data: { name: 'Rivers', slug: 'rivers' } })
    await tx.post.update({ where: { id }, data: { slug: 'renamed', categoryId: null } })
  })

  expect(await readMarks('/feed.xml')).toEqual(before)
  expect(await readMarks('/tags/rivers/feed.xml')).toEqual(beforeOfTag)
})

test('a feed holds the twenty newest, pinned or not', async () => {
  const site = await openSite()
  for (let day = 1; day <= 22; day += 1) {
    const publishedAt = `2026-01-${String(day).padStart(2, '0')}T10:00:00Z`
    await addPost(site, { title: `Day ${day}`, publishedAt, pinned: day === 1 })
  }

  const $ = await readXml(site, '/feed.xml')

  expect($('entry')).toHaveLength(20)
  expect($('entry > title').first().text()).toBe('Day 22')
})

test('what a feed cannot hold is left out of it, and nothing else', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Odd', tags: ['x'] })
  const odd = 'a \u0008\u001f ]]> & <b> \ufffe z'
  await site.db.write(tx =>
    tx.post.update({ where: { id }, data: { title: odd, html: `<p>${odd}</p>` } }),
  )

  const atom = (await site.page('/feed.xml')).text
  const json = (await site.page('/feed.json')).text

  // eslint-disable-next-line no-control-regex -- these are the ones that must not be there
  expect(atom).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u)
  expect(load(atom, { xml: true })('entry > title').text()).toBe('a  ]]> & <b>  z')
  expect(JSON.parse(json)).toMatchObject({ items: [{ title: 'a  ]]> & <b>  z' }] })
})

test('an empty blog has a feed; a tag that is not there has none', async () => {
  const site = await openSite()

  expect((await site.page('/feed.xml')).status).toBe(200)
  expect((await site.page('/tags/nothing/feed.xml')).status).toBe(404)
  expect((await site.page('/tags/nothing/other.xml')).status).toBe(404)
})

test('the sitemap names everything that readers see', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Shown', tags: ['C++'], category: 'Notes' })

  const $ = await readXml(site, '/sitemap.xml')
  const places = $('loc')
    .map((_, place) => $(place).text().replace('http://blog.example', ''))
    .get()

  expect(places).toEqual([
    '/',
    '/categories/notes',
    '/tags/c-plus-plus',
    '/authors/alice',
    '/posts/shown',
  ])
  expect($('url').last().find('lastmod').text()).toBe('2026-03-04T05:06:07.000Z')
})

test('robots are told where the sitemap is', async () => {
  const site = await openSite()

  const { headers, text } = await site.page('/robots.txt')

  expect(headers['content-type']).toBe('text/plain; charset=utf-8')
  expect(text).toContain('Disallow: /admin')
  expect(text).toContain('Sitemap: http://blog.example/sitemap.xml')
})
