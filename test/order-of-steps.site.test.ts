import { expect, test } from 'vitest'
import { addPost } from './support/builders.ts'
import { sendForm } from './support/forms.ts'
import { openSite } from './support/site.ts'

test('S34: what was never saved is not published, and what is gone is not restored', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const { id } = await addPost(site)
  const fields = { version: '1', title: 'T', body: 'B', status: 'published' }

  const unsaved = await sendForm(adam, `/admin/posts/${id + 1}`, fields)
  const early = await sendForm(adam, `/admin/posts/${id}/purge`)
  const standing = await site.db.read.post.count({ where: { id } })
  await sendForm(adam, `/admin/posts/${id}/delete`)
  await sendForm(adam, `/admin/posts/${id}/purge`)
  const restored = await sendForm(adam, `/admin/posts/${id}/restore`)
  const revision = await sendForm(adam, `/admin/posts/${id}/revisions/1/restore`, { version: '1' })
  const saved = await sendForm(adam, `/admin/posts/${id}`, fields)

  expect(early.status).toBeLessThan(500)
  expect(standing).toBe(1)
  expect([unsaved, restored, revision, saved].map(({ status }) => status)).toEqual([
    ...[404, 404, 404, 404],
  ])
  expect(await site.db.read.post.count()).toBe(0)
  expect(await site.db.read.revision.count()).toBe(0)
})

test('S34: what may be done once is done once, however often it is asked for', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { id } = await addPost(site, { author: 'edith' })
  await sendForm(edith, '/admin/posts/bulk', { ids: String(id), action: 'add-tags', tags: 'one' })
  const { id: operation } = await site.db.read.operation.findFirstOrThrow({
    orderBy: { id: 'desc' },
  })
  const undo = () => sendForm(edith, `/admin/operations/${operation}/undo`)

  await Promise.all([undo(), undo(), undo()])
  await undo()

  expect(await site.db.read.operation.count({ where: { undoOfId: operation } })).toBe(1)
  expect(await site.db.read.blogTag.count()).toBe(0)
})

test('S34: a later step without the one before it changes nothing', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const edith = await site.signIn('edith')
  const before = JSON.stringify(await site.db.read.user.findMany())

  const answers = [
    await sendForm(alice, '/account/two-factor/on', { code: '123456' }),
    await sendForm(site.agent(), '/login/code', { ticket: '1.1.x', code: '123456' }),
    await sendForm(site.agent(), '/reset-password/none', { password: 'rope and tide and lamp' }),
    await sendForm(site.agent(), '/confirm-email/none'),
    await sendForm(site.agent(), '/signup/none'),
    await sendForm(edith, '/admin/plan/apply'),
  ]

  expect(answers.map(({ status }) => status)).toEqual([422, 422, 404, 404, 404, 303])
  expect(JSON.stringify(await site.db.read.user.findMany())).toBe(before)
  expect(await site.db.read.operation.count()).toBe(0)
  expect(await site.db.read.token.count()).toBe(0)
})
