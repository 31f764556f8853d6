import { expect, test } from 'vitest'
import { sql } from '../../src/db/doors.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const POSTS = 10_000

// One post, copied by the database: ten thousand saves would take minutes.
async function openWithMany(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'Post', slug: 'post-0', tags: ['all'] })
  await site.db.write(async tx => {
    await tx.execute(sql`
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${POSTS})
      INSERT INTO posts (title, slug, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html)
      SELECT 'Post ' || n, 'post-' || n, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html
      FROM posts CROSS JOIN numbers ORDER BY n`)
    await tx.execute(sql`
      INSERT INTO blog_tag (post_id, tag_id, position, added_at)
      SELECT posts.id, tags.id, 0, tags.created_at FROM posts CROSS JOIN tags
      WHERE posts.slug <> 'post-0'`)
    const publishedAt = new Date('2026-06-01T00:00:00Z')
    await tx.post.update({ where: { slug: 'post-0' }, data: { publishedAt } })
  })
  return site
}

test('ten thousand posts have their order, their counts and a sitemap in parts', async () => {
  const site = await openWithMany()

  const home = await site.page('/')
  const last = await site.page('/tags/all?page=1000')
  const tags = await site.page('/tags')

  expect(home.$('.card-title').first().text()).toBe('Post 10000')
  expect(last.$('.card-title').last().text()).toBe('Post 1')
  expect(last.$('.listing-head .meta').text()).toContain('10,000 posts')
  expect(tags.$('.count').text()).toContain('10,000 posts')
  expect((await site.page('/tags/all?page=1001')).status).toBe(404)
  expect(await listPlaces(site, '/sitemap.xml')).toHaveLength(10_003)

  site.setNow('2027-01-01T00:00:00Z')
  const parts = await listPlaces(site, '/sitemap.xml')

  expect(parts).toEqual(['/sitemap-0.xml', '/sitemap-1.xml', '/sitemap-2.xml'])
  expect(await listPlaces(site, '/sitemap-0.xml')).toEqual(['/', '/tags/all', '/authors/alice'])
  expect(await listPlaces(site, '/sitemap-1.xml')).toHaveLength(10_000)
  expect(await listPlaces(site, '/sitemap-2.xml')).toEqual(['/posts/post-0'])
  expect((await site.page('/sitemap-3.xml')).status).toBe(404)
  expect((await site.page('/sitemap-x.xml')).status).toBe(404)
  expect((await site.page('/tags/all')).$('.card-title').first().text()).toBe('Post')
})

async function listPlaces(site: Site, path: string): Promise<string[]> {
  const { text } = await site.agent().get(path).buffer()
  return [...text.matchAll(/<loc>http:\/\/blog\.example([^<]+)<\/loc>/gu)].map(
    ([, place]) => place ?? '',
  )
}
