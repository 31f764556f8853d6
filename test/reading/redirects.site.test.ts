import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const forward = ({ db, now }: Site, path: string, target: string) =>
  db.write(tx => tx.forward.create({ data: { path, target, createdAt: now() } }))

const leadOf = async (site: Site, path: string) => {
  const { status, headers } = await site.page(path)
  return [status, headers['location']]
}

test('a forward leads to another path, with or without a slash at its end', async () => {
  const site = await openSite()
  await forward(site, '/user/ann', '/authors/alice')

  expect(await leadOf(site, '/user/ann')).toEqual([301, '/authors/alice'])
  expect(await leadOf(site, '/user/ann/')).toEqual([301, '/authors/alice'])
  expect(await leadOf(site, '/user/annabel')).toEqual([404, undefined])
})

test('a forward to another site leads there', async () => {
  const site = await openSite()
  await forward(site, '/shop', 'https://shop.example/?from=blog')

  expect(await leadOf(site, '/shop')).toEqual([301, 'https://shop.example/?from=blog'])
})

test('a forward to an old path leads to the end in one hop', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Now here', status: 'published' })
  await site.db.write(tx =>
    tx.redirect.create({ data: { path: '/2016/old', postId: id, createdAt: site.now() } }),
  )
  await forward(site, '/one', '/two')
  await forward(site, '/two', '/2016/old')

  expect(await leadOf(site, '/one')).toEqual([301, '/posts/now-here'])
})

test('forwards in a circle lead nowhere', async () => {
  const site = await openSite()
  await forward(site, '/one', '/two')
  await forward(site, '/two', '/one')

  expect(await leadOf(site, '/one')).toEqual([404, undefined])
})

test('neither an old address nor a forward tells that a draft is there', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'Not yet', status: 'draft' })
  await site.db.write(tx =>
    tx.redirect.create({ data: { path: '/2016/old', postId: id, createdAt: site.now() } }),
  )
  await forward(site, '/one', '/2016/old')

  expect(await leadOf(site, '/2016/old')).toEqual([404, undefined])
  expect(await leadOf(site, '/one')).toEqual([404, undefined])
})
