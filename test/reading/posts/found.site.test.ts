import { expect, test } from 'vitest'
import { load } from 'cheerio'
import sharp from 'sharp'
import { addPost } from '../../support/builders.ts'
import { openSite, type Site } from '../../support/site.ts'

type Thing = Record<string, unknown> & { '@type': string }

test('a post tells programs who wrote it, when, and what stands above it', async () => {
  const site = await openSite()
  await addPost(site, { title: 'A walk', body: 'High water.', tags: ['river'], category: 'Out' })

  const things = await readStructured(site, '/posts/a-walk')

  expect(things.map(thing => thing['@type'])).toEqual(['BlogPosting', 'BreadcrumbList'])
  expect(things[0]).toMatchObject({
    headline: 'A walk',
    description: 'High water.',
    image: expect.stringMatching(
      /^http:\/\/blog\.example\/posts\/a-walk\/card\.png\?v=[0-9a-f]{12}$/,
    ) as string,
    datePublished: '2026-03-04T05:06:07.000Z',
    author: { name: 'Alice', url: 'http://blog.example/authors/alice' },
    articleSection: 'Out',
    keywords: ['river'],
  })
  expect(things[1]).toMatchObject({
    itemListElement: [{ name: 'Blext' }, { name: 'Out' }, { name: 'A walk', position: 3 }],
  })
})

test('the home page says how the site is searched', async () => {
  const site = await openSite()

  const [website] = await readStructured(site, '/')

  expect(website).toMatchObject({
    '@type': 'WebSite',
    url: 'http://blog.example/',
    potentialAction: {
      target: { urlTemplate: 'http://blog.example/search?q={search_term_string}' },
    },
  })
})

test.each(['</script><script>alert(1)</script>', '<!-- <script>', 'Line\u2028ends'])(
  'S37: the title %j cannot leave the data that it stands in',
  async title => {
    const site = await openSite()
    await addPost(site, { title, slug: 'odd' })

    const { $, text } = await site.page('/posts/odd')

    expect($('script[type="application/ld+json"]')).toHaveLength(1)
    expect($('script:not([src]):not([type])')).toHaveLength(0)
    expect(text.slice(text.indexOf('ld+json')).split('</script>')[0]).not.toContain('\u2028')
    const [post] = await readStructured(site, '/posts/odd')
    expect(post?.['headline']).toBe($('h1').text())
  },
)

test('the picture of a post is drawn, whatever its script, and changes with its title', async () => {
  const site = await openSite()
  await addPost(site, { title: '数据库与标签', slug: 'card' })
  const draw = async () => {
    const { $ } = await site.page('/posts/card')
    const address = $('meta[property="og:image"]')
      .attr('content')
      ?.replace('http://blog.example', '')
    const answer = await site.agent().get(String(address)).buffer()
    const { 'content-type': type, 'cache-control': age } = answer.headers
    return { address, type, age, bytes: answer.body as Buffer }
  }

  const first = await draw()
  const { width, height } = await sharp(first.bytes).metadata()
  await site.db.write(tx => tx.post.updateMany({ data: { title: 'Another' } }))
  const second = await draw()
  const old = await site.agent().get(String(first.address)).buffer()

  expect(first.type).toBe('image/png')
  expect([width, height]).toEqual([1200, 630])
  expect(second.bytes.equals(first.bytes)).toBe(false)
  expect(second.address).not.toBe(first.address)
  expect(second.age).toBe('public, max-age=31536000, immutable')
  expect((old.body as Buffer).equals(second.bytes)).toBe(true)
  expect(old.headers['cache-control']).toBe('public, max-age=3600')
  expect((await site.page('/posts/none/card.png')).status).toBe(404)
})

test('every post is there as it was written, and says where its page is', async () => {
  const site = await openSite()
  await addPost(site, { title: 'A walk', body: 'The **river**.', tags: ['river'] })
  await addPost(site, { title: 'Draft', status: 'draft' })

  const { status, headers, text } = await site.page('/posts/a-walk.md')
  const { $ } = await site.page('/posts/a-walk')

  expect(status).toBe(200)
  expect(headers['content-type']).toBe('text/markdown; charset=utf-8')
  expect(headers['link']).toBe('<http://blog.example/posts/a-walk>; rel="canonical"')
  expect(text).toContain('title: A walk')
  expect(text).toContain('The **river**.')
  expect($('link[type="text/markdown"]').attr('href')).toBe('/posts/a-walk.md')
  expect((await site.page('/posts/draft.md')).status).toBe(404)
})

test('a post kept from search engines says so wherever it may be asked', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Quiet' })
  await site.db.write(tx => tx.post.updateMany({ data: { noindex: true } }))

  const { $, headers } = await site.page('/posts/quiet')

  expect($('meta[name=robots]').attr('content')).toBe('noindex')
  expect(headers['x-robots-tag']).toBe('noindex')
  expect($('link[rel=canonical]')).toHaveLength(0)
  expect((await site.page('/sitemap.xml')).text).not.toContain('/posts/quiet')
})

async function readStructured(site: Site, path: string): Promise<Thing[]> {
  const { text } = await site.page(path)
  const data = load(text)('script[type="application/ld+json"]').text()
  return (JSON.parse(data) as { '@graph': Thing[] })['@graph']
}
