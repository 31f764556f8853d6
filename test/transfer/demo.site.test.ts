import { expect, test } from 'vitest'
import { DEMO_EMAIL, fillDemo } from '../../src/transfer/demo.ts'
import { openSite, type Site } from '../support/site.ts'

const PASSWORD = 'a password for the demo'

test('fills a site to look around in: posts, pages, tags, categories and people', async () => {
  const site = await openDemo()

  const { read } = site.db
  const isPublic = { kind: 'post', status: 'published', publishedAt: { lte: site.now() } }
  expect(await read.post.count({ where: isPublic })).toBe(42)
  expect(await read.post.count({ where: { kind: 'page' } })).toBe(2)
  expect(await read.post.count({ where: { status: 'draft' } })).toBe(3)
  expect(await read.post.count({ where: { publishedAt: { gt: site.now() } } })).toBe(1)
  expect(await read.tag.count()).toBe(25)
  expect(await read.category.count({ where: { curated: true } })).toBe(6)
  expect(await read.category.count()).toBe(6)
  const authors = await read.post.groupBy({ by: ['authorId'], _count: true })
  expect(authors).toHaveLength(3)
  expect(authors.every(({ _count }) => _count >= 10)).toBe(true)
})

test('shows every public page of the demo', async () => {
  const site = await openDemo()
  const posts = await site.db.read.post.findMany({
    where: { status: 'published', publishedAt: { lte: site.now() } },
  })

  for (const { kind, slug, title } of posts) {
    const page = await site.page(`/${kind}s/${slug}`)
    expect([slug, page.status, page.$('h1').first().text().trim()]).toEqual([slug, 200, title])
  }
  expect((await site.page('/')).text).toContain('The Lean-to')
})

test('links only to what is there', async () => {
  const site = await openDemo()
  const posts = await site.db.read.post.findMany()

  const links = posts.flatMap(({ html }) =>
    [...html.matchAll(/href="(\/[^"#]*)"/g)].map(match => match[1] ?? ''),
  )

  expect(links.length).toBeGreaterThan(3)
  for (const link of new Set(links)) {
    expect([link, (await site.page(link)).status]).toEqual([link, 200])
  }
})

test('lets the admin and the authors of the demo sign in', async () => {
  const site = await openDemo()

  for (const email of [DEMO_EMAIL, 'ines@example.org', 'tomasz@example.org', 'mei@example.org']) {
    const agent = await site.signIn({ email, password: PASSWORD })
    expect((await agent.get('/admin/posts')).status).toBe(200)
  }
})

async function openDemo(): Promise<Site> {
  const site = await openSite({ empty: true, now: '2026-11-21T12:00:00Z' })
  await fillDemo(site.context, 'demo', PASSWORD)
  return site
}
