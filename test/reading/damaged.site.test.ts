import { expect, test } from 'vitest'
import { damage, loseRules } from '../operations/damage.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

test('readers get a post whose join rows, category or parents lead nowhere, and editors too', async () => {
  const site = await openSite()
  const { id } = await addPost(site, {
    ...{ title: 'Still here', body: 'words', status: 'published' },
    ...{ tags: ['one', 'two'], category: 'Notes' },
  })
  await loseRules(site, ['blog_tag', 'tags', 'posts'])
  await damage(site, [
    `INSERT INTO blog_tag (post_id, tag_id, position, added_at) SELECT ${id}, 999, 0, added_at FROM blog_tag`,
    `INSERT INTO blog_tag (post_id, tag_id, position, added_at) SELECT 888, tag_id, 9, added_at FROM blog_tag`,
    `UPDATE tags SET parent_id = 777 WHERE name = 'one'`,
    `UPDATE posts SET category_id = 666 WHERE id = ${id}`,
  ])
  const edith = await site.signIn('edith')

  const page = await site.page('/posts/still-here')

  expect(page.status).toBe(200)
  const tags = page.$('a[href^="/tags/"]').toArray()
  expect(tags.map(tag => page.$(tag).text())).toEqual(expect.arrayContaining(['one', 'two']))
  for (const path of ['/', '/tags', '/tags/one', '/categories', '/archive', '/search?q=words']) {
    expect([path, (await site.page(path)).status]).toEqual([path, 200])
  }
  for (const path of [
    '/feed.xml',
    '/rss.xml',
    '/feed.json',
    '/sitemap.xml',
    '/tags/one/feed.xml',
  ]) {
    expect([path, (await site.page(path)).status]).toEqual([path, 200])
  }
  for (const path of ['/admin/posts', `/admin/posts/${id}/edit`, '/admin/tags', '/admin/tags/1']) {
    expect([path, (await site.page(path, edith)).status]).toEqual([path, 200])
  }
})
