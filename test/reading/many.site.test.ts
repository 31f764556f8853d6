import { expect, test } from 'vitest'
import { addPost, copyFirstPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const POSTS = 10_000

async function openWithMany(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'Post', slug: 'post-0', tags: ['all'] })
  await copyFirstPost(site, POSTS)
  await site.db.write(async tx => {
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
