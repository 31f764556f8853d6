import { expect, test } from 'vitest'
import { MAX_FOUND } from '../../src/reading/search/search.ts'
import { sql } from '../../src/db/doors.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

type Results = {
  total: number
  isMore: boolean
  results: { title: string; titleHtml: string; url: string; html: string; date: string }[]
}

async function ask(site: Site, q: string, more = ''): Promise<Results> {
  const answer = await site
    .agent()
    .get(`/search?q=${encodeURIComponent(q)}${more}`)
    .set('Accept', 'application/json')
  expect(answer.status, q).toBe(200)
  return answer.body as Results
}

async function openFilled(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'One', body: 'The old lamp burns.', tags: ['Sea', 'C++'] })
  await addPost(site, { title: 'Two', body: 'A lamp, old and dark.', category: 'Walks' })
  await addPost(site, {
    ...{ title: 'Three', body: 'Old lamp, new oil.', author: 'bob', tags: ['Harbour'] },
    publishedAt: '2024-12-31T23:30:00Z',
  })
  await addPost(site, { title: 'Draft', body: 'old lamp', status: 'draft', tags: ['Sea'] })
  await addPost(site, { title: 'Later', body: 'old lamp', publishedAt: '2026-12-31T00:00:00Z' })
  const adam = await site.signIn('adam')
  const harbour = await site.db.read.tag.findFirstOrThrow({ where: { name: 'Harbour' } })
  await adam.post(`/admin/tags/${harbour.id}`).type('form').send({ parent: 'Sea' })
  return site
}

test('phrases, exclusions and filters narrow what is found', async () => {
  const site = await openFilled()
  const expected: Record<string, string[]> = {
    'old lamp': ['One', 'Three', 'Two'],
    '"old lamp"': ['One', 'Three'],
    'lamp -burns': ['Three', 'Two'],
    'lamp -"old lamp"': ['Two'],
    '-burns': ['Three', 'Two'],
    'lamp tag:c++': ['One'],
    // Who looks at the parent sees what is below it.
    'lamp tag:sea': ['One', 'Three'],
    'lamp -tag:sea': ['Two'],
    'tag:sea': ['One', 'Three'],
    'lamp category:walks': ['Two'],
    'lamp author:BOB': ['Three'],
    'lamp year:2024': ['Three'],
    'lamp year:2026': ['One', 'Two'],
    'lamp tag:none': [],
    'lam year:2026 tag:sea': ['One'],
  }

  for (const [q, titles] of Object.entries(expected)) {
    const found = await ask(site, q)
    expect([q, ...found.results.map(({ title }) => title).sort()]).toEqual([q, ...titles])
    expect(found.total).toBe(titles.length)
  }
  expect((await ask(site, 'lamp', '&tag=sea&year=2026')).results).toHaveLength(1)
  const page = await site.page('/search?q=lamp&author=bob')
  expect(page.$('.card-title').text()).toBe('Three')
})

test('a year begins where the site is', async () => {
  const site = await openFilled()
  const adam = await site.signIn('adam')
  await adam.post('/admin/settings').type('form').send({ timeZone: 'Asia/Tokyo' })

  expect((await ask(site, 'lamp year:2024')).total).toBe(0)
  expect((await ask(site, 'lamp year:2025')).total).toBe(1)
})

test('results for scripts are escaped but for the marks, and say how to go on', async () => {
  const site = await openSite()
  await addPost(site, { title: '<b> lamp', slug: 'a', body: 'A `<script>` & a lamp.' })

  const { results } = await ask(site, 'lamp')

  expect(results).toEqual([
    {
      title: '<b> lamp',
      titleHtml: '&lt;b&gt; <mark>lamp</mark>',
      url: '/posts/a',
      html: 'A &lt;script&gt; &amp; a <mark>lamp</mark>.',
      date: '2026-03-04T05:06:07.000Z',
      dateText: expect.stringContaining('2026') as string,
    },
  ])
  const answer = await site.agent().get('/search?q=lamp').set('Accept', 'application/json')
  expect(answer.headers['vary']).toContain('Accept')
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('a common word finds the newest thousand, and says that there are more', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Lamp', slug: 'lamp-0' })
  await site.db.write(async tx => {
    await tx.execute(sql`
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1100)
      INSERT INTO posts (title, slug, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html)
      SELECT 'Lamp', 'lamp-' || n, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html
      FROM posts CROSS JOIN numbers WHERE posts.id = ${id}`)
    await tx.execute(
      tx.dialect === 'sqlite'
        ? sql`INSERT INTO post_search (rowid, title, body) SELECT id, 'lamp', '' FROM posts WHERE id <> ${id}`
        : sql`INSERT INTO post_search (post_id, document)
            SELECT id, to_tsvector('simple', 'lamp') FROM posts WHERE id <> ${id}`,
    )
  })

  const found = await ask(site, 'lamp')

  expect([found.total, found.isMore]).toEqual([MAX_FOUND, true])
  expect((await site.page('/search?q=lamp')).text).toContain('More than 1,000 posts')
  expect((await site.page('/search?q=lamp&page=100')).status).toBe(200)
  expect((await site.page('/search?q=lamp&page=101')).status).toBe(404)
  expect((await site.page('/search?q=lamp&page=99999999')).status).toBe(404)
})
