import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite, type Agent } from '../../support/site.ts'

const add = (agent: Agent, path: string, target: string) =>
  agent.post('/admin/redirects').type('form').send({ path, target })

test('an address that nothing has leads where an admin says, until they take it back', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await addPost(site, { title: 'A walk' })

  expect((await add(adam, '/old/walk.html?x=1', '/posts/a-walk')).status).toBe(303)
  expect((await add(adam, '/shop', 'https://shop.example/?a=1')).status).toBe(303)

  const moved = await site.page('/old/walk.html')
  expect([moved.status, moved.headers['location']]).toEqual([301, '/posts/a-walk'])
  expect((await site.page('/shop')).headers['location']).toBe('https://shop.example/?a=1')
  const { $ } = await site.page('/admin/redirects', adam)
  expect($('.forwards code').text()).toBe('/old/walk.html/shop')
  await adam.post(String($('.forwards form').first().attr('action')))
  expect((await site.page('/old/walk.html')).status).toBe(404)
})

test.each([
  ['/posts/a-walk', '/elsewhere', 'path'],
  ['/tags', '/elsewhere', 'path'],
  ['/admin/posts', '/elsewhere', 'path'],
  ['/tags/river', '/elsewhere', 'path'],
  ['/', '/elsewhere', 'path'],
  ['https://other.example/x', '/elsewhere', 'path'],
  ['/one', '/one', 'target'],
  ['/one', '/two', 'target'],
  ['/one', '//evil.example', 'target'],
  ['/one', String.raw`/\evil.example`, 'target'],
  ['/one', 'javascript:alert(1)', 'target'],
  ['/one', '', 'target'],
])('S38: refuses to let %s lead to %s, at the field %s', async (path, target, field) => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await addPost(site, { title: 'A walk', tags: ['river'] })
  await add(adam, '/two', '/three')
  await add(adam, '/three', '/one')

  const answer = await add(adam, path, target)

  expect(answer.status).toBe(422)
  expect(answer.text).toContain(`id="${field}-error"`)
  expect(await site.db.read.forward.count()).toBe(2)
})

test('a former address stays with its post', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const { id } = await addPost(site, { title: 'A walk' })
  const redirect = { path: '/walks/1', postId: id, createdAt: site.now() }
  await site.db.write(tx => tx.redirect.create({ data: redirect }))

  expect((await add(adam, '/walks/1', '/elsewhere')).status).toBe(422)
})
