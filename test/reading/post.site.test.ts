import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

test('a post is shown with all that belongs to it', async () => {
  const site = await openSite()
  await addPost(site, {
    title: 'A walk',
    body: `The **river**. ${'word '.repeat(660)}`,
    tags: ['C++', '数据库'],
    category: 'Notes & more',
    publishedAt: '2026-03-01T23:30:00Z',
  })

  const { $ } = await site.page('/posts/a-walk')

  expect($('h1').text()).toBe('A walk')
  expect($('.prose strong').text()).toBe('river')
  expect($('.post-head time').attr('datetime')).toBe('2026-03-01T23:30:00.000Z')
  expect($('.post-head time').text()).toBe('March 1, 2026')
  expect($('a[rel=author]').text()).toBe('Alice')
  expect($('a[rel=author]').attr('href')).toBe('/authors/alice')
  expect($('.post-head .eyebrow a').text()).toBe('Notes & more')
  expect($('.tags a').first().attr('href')).toBe('/tags/c-plus-plus')
  expect($('.tags a').last().attr('href')).toBe(`/tags/${encodeURIComponent('数据库')}`)
  expect($('.meta').text()).toContain('3 min read')
})

test('the day of a post is that of the site’s time zone', async () => {
  const site = await openSite()
  await site.db.write(tx => tx.setting.create({ data: { name: 'timeZone', value: 'Asia/Tokyo' } }))
  await addPost(site, { title: 'Late', publishedAt: '2026-02-28T16:00:00Z' })

  const { $ } = await site.page('/posts/late')

  expect($('.post-head time').text()).toBe('March 1, 2026')
})

test('a post that changed more than a day after it appeared says so', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Old', publishedAt: '2026-02-01T10:00:00Z' })
  const edited = (createdAt: string, contentUpdatedAt: string) =>
    site.db.write(tx =>
      tx.post.update({
        where: { id },
        data: { createdAt: new Date(createdAt), contentUpdatedAt: new Date(contentUpdatedAt) },
      }),
    )
  const readMeta = async () => (await site.page('/posts/old')).$('.post-head .meta').text()

  await edited('2026-02-01T10:00:00Z', '2026-02-02T09:00:00Z')
  expect(await readMeta()).not.toContain('Edited')
  await edited('2026-02-01T10:00:00Z', '2026-02-03T10:00:00Z')
  expect(await readMeta()).toMatch(/Edited\s+February 3, 2026/)
  await edited('2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z')
  expect(await readMeta()).not.toContain('Edited')
})

test('leads to the posts before and after it, and to no hidden one', async () => {
  const site = await openSite()
  const sameMoment = '2026-02-01T10:00:00Z'
  await addPost(site, { title: 'First', publishedAt: '2026-01-01T10:00:00Z' })
  await addPost(site, { title: 'Second', publishedAt: sameMoment })
  await addPost(site, { title: 'Draft', status: 'draft', publishedAt: sameMoment })
  await addPost(site, { title: 'Third', publishedAt: sameMoment, pinned: true })
  await addPost(site, { title: 'Later', publishedAt: '2027-01-01T10:00:00Z' })
  const readNeighbours = async (slug: string) => {
    const { $ } = await site.page(`/posts/${slug}`)
    return [$('.neighbour-older strong').text(), $('.neighbour-newer strong').text()]
  }

  expect(await readNeighbours('first')).toEqual(['', 'Second'])
  expect(await readNeighbours('second')).toEqual(['First', 'Third'])
  expect(await readNeighbours('third')).toEqual(['Second', ''])
})

test('only those who may edit see Edit and Delete', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Hers' })
  const readButtons = async (name?: 'alice' | 'bob' | 'edith' | 'adam') => {
    const { $ } = await site.page('/posts/hers', name && (await site.signIn(name)))
    return [$('.own-post a').attr('href'), $('.own-post form').attr('action')]
  }
  const both = [`/admin/posts/${id}/edit`, `/admin/posts/${id}/delete`]

  expect(await readButtons()).toEqual([undefined, undefined])
  expect(await readButtons('bob')).toEqual([undefined, undefined])
  expect(await readButtons('alice')).toEqual(both)
  expect(await readButtons('edith')).toEqual(both)
  expect(await readButtons('adam')).toEqual(both)
})

test.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<%= process.env %> {{7*7}} ${7*7}',
  'שלום עולם',
  '🦀 emoji & “quotes”',
])('the title %s is shown as it was written', async title => {
  const site = await openSite()
  const { slug } = await addPost(site, { title, slug: 'odd' })

  const post = await site.page(`/posts/${slug}`)
  const home = await site.page('/')

  expect(post.$('h1').text()).toBe(title)
  expect(post.$('h1').attr('dir')).toBe('auto')
  expect(post.$('title').text()).toBe(`${title} · Blext`)
  expect(post.$('meta[property="og:title"]').attr('content')).toBe(title)
  const own = 'script[src^="/build/"], script[type="application/ld+json"]'
  expect(post.$('script, img').not(own)).toHaveLength(0)
  expect(home.$('.card-title').text()).toBe(title)
})

test('tells programs what it is', async () => {
  const site = await openSite()
  await addPost(site, { title: 'A walk', body: 'The water was high.', tags: ['river'] })

  const { $ } = await site.page('/posts/a-walk')
  const property = (name: string) => $(`meta[property="${name}"]`).attr('content')

  expect($('html').attr('lang')).toBe('en')
  expect($('link[rel=canonical]').attr('href')).toBe('http://blog.example/posts/a-walk')
  expect($('meta[name=description]').attr('content')).toBe('The water was high.')
  expect(property('og:type')).toBe('article')
  expect(property('og:url')).toBe('http://blog.example/posts/a-walk')
  expect(property('article:published_time')).toBe('2026-03-04T05:06:07.000Z')
  expect(property('article:tag')).toBe('river')
  expect($('link[type="application/atom+xml"]').attr('href')).toBe('/feed.xml')
})

test('a standalone page has its own address and is in no list', async () => {
  const site = await openSite()
  await addPost(site, { title: 'About', kind: 'page', body: 'Who *we* are.' })

  const page = await site.page('/pages/about')

  expect(page.$('h1').text()).toBe('About')
  expect(page.$('.prose em').text()).toBe('we')
  expect(page.$('time')).toHaveLength(0)
  expect((await site.page('/posts/about')).status).toBe(404)
  for (const path of ['/', '/feed.xml', '/feed.json', '/archive', '/search?q=who']) {
    expect((await site.page(path)).text).not.toContain('/pages/about')
  }
  expect((await site.page('/sitemap.xml')).text).toContain('http://blog.example/pages/about')
})

test.each([
  '/posts/%00',
  '/tags/%00',
  '/authors/%00',
  '/posts/nothing',
  '/pages/nothing',
  '/x/y/z',
  '/posts',
  '/tags/a/b',
  '/search?q=%00&page=7',
])('%s is not there, and no error', async path => {
  const site = await openSite()

  expect((await site.page(path)).status).toBe(404)
})

test('an address that cannot be read is the asker’s mistake', async () => {
  const site = await openSite()

  expect((await site.page('/posts/%E0%A4%A')).status).toBe(400)
})
