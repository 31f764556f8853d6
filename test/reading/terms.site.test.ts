import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

test('the tags are listed by name with the number of their posts', async () => {
  const site = await openSite()
  await addPost(site, { title: 'One', tags: ['zebra', 'C++', 'tag 10'] })
  await addPost(site, { title: 'Two', tags: ['zebra', 'éclair', 'tag 9'] })
  await addPost(site, { title: 'Three', tags: ['zebra', 'unpublished'], status: 'draft' })

  const { $ } = await site.page('/tags')
  const rows = $('.terms li')
    .map((_, row) => `${$(row).find('a').text()} ${$(row).find('[aria-hidden]').text()}`)
    .get()

  expect(rows).toEqual(['C++ 1', 'éclair 1', 'tag 9 1', 'tag 10 1', 'zebra 2'])
})

test('the categories are listed in the order that an editor gave them', async () => {
  const site = await openSite()
  await addPost(site, { title: 'One', category: 'Alpha' })
  await addPost(site, { title: 'Two', category: 'Beta' })
  await addPost(site, { title: 'Three', category: 'Empty', status: 'draft' })
  await site.db.write(tx =>
    tx.category.update({ where: { key: 'alpha' }, data: { position: 9, description: 'Letters' } }),
  )

  const { $ } = await site.page('/categories')

  expect($('.terms a').text()).toBe('BetaAlpha')
  expect($('.terms li').last().text()).toContain('Letters')
})

test.each([
  ['C', '/tags/c'],
  ['C++', '/tags/c-plus-plus'],
  ['C#', '/tags/c-sharp'],
  ['数据库', `/tags/${encodeURIComponent('数据库')}`],
  ['new', '/tags/new-1'],
])('the tag %s has a page of its own at %s', async (name, path) => {
  const site = await openSite()
  await addPost(site, { title: 'Shown', tags: [name] })
  await addPost(site, { title: 'Other', tags: ['other'] })

  const page = await site.page(path)

  expect(page.$('h1').text()).toBe(name)
  expect(page.$('.card-title').text()).toBe('Shown')
  expect(page.$('link[type="application/atom+xml"]').first().attr('href')).toBe(`${path}/feed.xml`)
  expect((await site.page(`${path}/feed.xml`)).status).toBe(200)
})

test('an old address leads in one hop to the present one', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Now', tags: ['fresh'], category: 'fresh' })
  const about = await addPost(site, { title: 'About', kind: 'page' })
  await site.db.write(async tx => {
    const tag = await tx.tag.findUniqueOrThrow({ where: { key: 'fresh' } })
    const category = await tx.category.findUniqueOrThrow({ where: { key: 'fresh' } })
    const ways = [
      { path: '/posts/then', postId: id },
      { path: '/2016/05/旧文.html', postId: id },
      { path: '/about-us', postId: about.id },
      { path: '/tags/stale', tagId: tag.id },
      { path: '/categories/stale', categoryId: category.id },
    ]
    for (const way of ways) await tx.redirect.create({ data: { ...way, createdAt: site.now() } })
  })
  const locate = async (path: string) => {
    const { status, headers } = await site.page(path)
    return [status, headers['location']]
  }

  expect(await locate('/posts/then')).toEqual([301, '/posts/now'])
  expect(await locate('/posts/then/')).toEqual([301, '/posts/now'])
  expect(await locate(encodeURI('/2016/05/旧文.html'))).toEqual([301, '/posts/now'])
  expect(await locate('/about-us')).toEqual([301, '/pages/about'])
  expect(await locate('/tags/stale')).toEqual([301, '/tags/fresh'])
  expect(await locate('/tags/stale/feed.xml')).toEqual([301, '/tags/fresh/feed.xml'])
  expect(await locate('/categories/stale')).toEqual([301, '/categories/fresh'])
  expect(await locate('/categories/stale/feed.json')).toEqual([301, '/categories/fresh/feed.json'])
})
