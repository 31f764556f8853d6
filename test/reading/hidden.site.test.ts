import { expect, test } from 'vitest'
import { addPost, type PostToAdd } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const SECRET = { tags: ['secret-tag', 'shared'], category: 'secret-category', author: 'bob' }

const HIDDEN: Record<string, PostToAdd> = {
  'a draft': { status: 'draft' },
  'a scheduled post': { publishedAt: '2026-03-04T05:06:08Z' },
  'an unpublished post': { publishedAt: '2026-01-01T00:00:00Z' },
  'a post in the trash': { publishedAt: '2026-01-01T00:00:00Z' },
}

const LISTS = [
  ...[
    '/',
    '/tags',
    '/tags/shared',
    '/categories',
    '/archive',
    '/archive/2026/03',
    '/authors/alice',
  ],
  ...['/feed.xml', '/rss.xml', '/feed.json', '/tags/shared/feed.xml', '/authors/alice/feed.json'],
  ...['/sitemap.xml', '/search?q=secret', '/posts/shown'],
]

const OWN = [
  ...['/posts/secret', '/tags/secret-tag', '/tags/secret-tag/feed.xml', '/tags/secret-tag/rss.xml'],
  ...['/categories/secret-category', '/categories/secret-category/feed.json', '/authors/bob'],
  ...['/authors/bob/feed.xml', '/posts/former', '/tags/former', '/categories/former'],
]

async function openWith(hidden: string): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'Shown', tags: ['shared'], category: 'shown' })
  const { id } = await addPost(site, { title: 'Secret', ...SECRET, ...HIDDEN[hidden] })
  await site.db.write(async tx => {
    const createdAt = site.now()
    if (hidden === 'a post in the trash') {
      await tx.post.update({ where: { id }, data: { deletedAt: createdAt } })
    }
    if (hidden === 'an unpublished post') {
      await tx.post.update({ where: { id }, data: { status: 'draft' } })
    }
    const tag = await tx.tag.findFirstOrThrow({ where: { name: 'secret-tag' } })
    const category = await tx.category.findFirstOrThrow({ where: { name: 'secret-category' } })
    const ways = [
      { path: '/posts/former', postId: id },
      { path: '/tags/former', tagId: tag.id },
      { path: '/categories/former', categoryId: category.id },
    ]
    for (const way of ways) await tx.redirect.create({ data: { ...way, createdAt } })
  })
  return site
}

test.each(Object.keys(HIDDEN))(
  'S29: %s is in no list, count, feed, search or sitemap',
  async hidden => {
    const site = await openWith(hidden)

    for (const path of LISTS) {
      const { status, text } = await site.page(path)
      expect(status, path).toBe(200)
      expect(text.replace('value="secret"', ''), path).not.toMatch(/secret|bob/iu)
    }
    expect((await site.page('/tags')).$('.count').text()).toContain('1 post')
    expect((await site.page('/archive')).$('.meta').text()).toContain('1 post')
  },
)

test.each(Object.keys(HIDDEN))('S29: %s is not there, nor what only it has', async hidden => {
  const site = await openWith(hidden)

  for (const path of OWN) expect((await site.page(path)).status, path).toBe(404)
})

test('a scheduled post is there when its time has come', async () => {
  const site = await openWith('a scheduled post')

  site.setNow('2026-03-04T05:06:08Z')

  expect((await site.page('/')).text).toContain('Secret')
  expect((await site.page('/posts/former')).headers['location']).toBe('/posts/secret')
  for (const path of OWN.filter(path => !path.endsWith('former'))) {
    expect((await site.page(path)).status, path).toBe(200)
  }
})
