import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { openSite } from '../../support/site.ts'

test('S81: what was changed and what was refused stands in the trail: who, what, when, from where', async () => {
  const site = await openSite()
  const { id } = await addPost(site)
  const alice = await site.signIn('alice')
  const bob = await site.signIn('bob')

  await alice.post(`/admin/posts/${id}/delete`).type('form').send({})
  await bob.post('/admin/posts/empty-trash').type('form').send({})
  await site.agent().post('/login').type('form').send({ email: 'adam@example.com', password: 'x' })
  await site.context.background.idle()

  const lines = await site.db.read.audit.findMany({ orderBy: { id: 'asc' } })
  expect(lines.map(({ actorName, action }) => [actorName, action])).toEqual([
    ['alice', 'POST /login'],
    ['bob', 'POST /login'],
    ['alice', 'POST /admin/posts/:id/delete'],
    ['bob', 'refused (403) POST /admin/posts/empty-trash'],
    ['', 'refused (422) POST /login'],
  ])
  expect(lines[2]).toMatchObject({ subject: `/admin/posts/${id}/delete`, at: site.now() })
  expect(lines[2]?.address).toContain('127.0.0.1')
})

test('S82: no secret of an address is in the trail', async () => {
  const site = await openSite()

  await site.agent().post('/reset-password/very-secret').type('form').send({ password: 'x' })
  await site.agent().post('/login?token=very-secret').type('form').send({ password: 'very-secret' })
  await site.context.background.idle()

  expect(JSON.stringify(await site.db.read.audit.findMany())).not.toContain('very-secret')
})

test('an admin searches the trail', async () => {
  const site = await openSite()
  const { id } = await addPost(site)
  const alice = await site.signIn('alice')
  await alice.post(`/admin/posts/${id}/delete`).type('form').send({})
  const adam = await site.signIn('adam')
  await site.context.background.idle()

  const found = await site.page('/admin/audit?q=alice', adam)
  const none = await site.page('/admin/audit?q=nothing-like-it', adam)

  expect(found.$('.row').length).toBe(1)
  expect(found.text).toContain('POST /admin/posts/:id/delete')
  expect(none.text).toContain('Nothing in the trail matches')
})

test('the database itself lets nobody change or remove a line; it stays when the account goes', async () => {
  const site = await openSite()
  const bob = await site.signIn('bob')
  await bob.post('/account').type('form').send({ displayName: 'Bobby' })
  await site.context.background.idle()
  const { id } = await site.db.read.audit.findFirstOrThrow({
    where: { actorName: 'bob', action: 'POST /account' },
  })

  const changing = site.db.write(tx => tx.audit.update({ where: { id }, data: { action: 'none' } }))
  await expect(changing).rejects.toThrow()
  await expect(site.db.write(tx => tx.audit.deleteMany())).rejects.toThrow()
  await site.db.write(tx => tx.user.deleteMany({ where: { username: 'bob' } }))

  const line = await site.db.read.audit.findUniqueOrThrow({ where: { id } })
  expect(line).toMatchObject({ actorName: 'bob', actorId: null, action: 'POST /account' })
})
