import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { setupAddress } from '../src/accounts/setup.ts'
import { addPost } from './support/builders.ts'
import { sendForm } from './support/forms.ts'
import { readLetters } from './support/letters.ts'
import { openSite, type Agent, type Site } from './support/site.ts'
import { turnOnTwoFactor } from './support/two-factor.ts'

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

test('S34: an import that is confirmed many times is done once, and none is confirmed that is gone', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const address = await uploadZip(adam)
  const early = await sendForm(adam, `${address}/apply`)
  await site.context.slowWork.idle()

  await Promise.all([1, 2, 3].map(() => sendForm(adam, `${address}/apply`)))
  await site.context.slowWork.idle()
  const late = await sendForm(adam, `${address}/apply`)
  await site.context.slowWork.idle()
  const discarded = await uploadZip(adam)
  await site.context.slowWork.idle()
  await sendForm(adam, `${discarded}/forget`)
  const gone = await sendForm(adam, `${discarded}/apply`)
  await site.context.slowWork.idle()

  expect([early, late, gone].filter(({ status }) => status >= 500)).toEqual([])
  expect(await countDone(site)).toEqual({ posts: 1, imports: 1, revisions: 1 })
})

test('S34: a plan is applied once, and set-up happens once', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  await addPost(site, { tags: ['old'] })
  const { id } = await site.db.read.tag.findFirstOrThrow()
  await sendForm(edith, `/admin/tags/${id}/delete`, { plan: '1' })
  const fresh = await openSite({ empty: true })
  const token = new URL(setupAddress(fresh.context.config)).searchParams.get('token') ?? ''
  const nina = { token, siteTitle: 'Site', username: 'nina', email: 'nina@example.com' }
  const setUp = (username: string) =>
    sendForm(fresh.agent(), '/setup', {
      ...{ ...nina, username, email: `${username}@example.com` },
      password: 'tide and lamp and rope',
    })

  await Promise.all([1, 2, 3].map(() => sendForm(edith, '/admin/plan/apply')))
  await sendForm(edith, '/admin/plan/apply')
  const first = await setUp('nina')
  const second = await setUp('mallory')

  expect(await site.db.read.operation.count({ where: { kind: 'plan' } })).toBe(1)
  expect([first.status, second.status]).toEqual([303, 404])
  expect(await fresh.db.read.user.count()).toBe(1)
})

test('S34: no step of two-factor sign-in is left out, and a used link to a password opens nothing', async () => {
  const site = await openSite()
  const { code } = await turnOnTwoFactor(site, await site.signIn('alice'))
  const email = 'alice@example.com'
  const guest = site.agent()

  const withoutPassword = await sendForm(guest, '/login/code', { ticket: '', code: code() })
  await sendForm(guest, '/login', { email, password: 'correct horse battery' })
  const withoutCode = await guest.get('/admin/posts')
  await sendForm(site.agent(), '/forgot-password', { email })
  const [letter] = await readLetters(site)
  const reset = (password: string) => sendForm(site.agent(), letter?.link ?? '', { password })
  const used = await reset('tide and lamp and rope')
  const again = await reset('another and longer one')
  const afterwards = await sendForm(guest, '/login', { email, password: 'tide and lamp and rope' })
  const stillWithout = await guest.get('/admin/posts')

  expect([withoutPassword.status, withoutCode.status]).toEqual([422, 303])
  expect([used.status, again.status]).toEqual([303, 404])
  expect(afterwards.headers['set-cookie']).toBeUndefined()
  expect(stillWithout.status).toBe(303)
})

async function uploadZip(adam: Agent): Promise<string> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('---\ntitle: One\ndate: 2024-01-02\n---\nOne.\n'), 'one.md')
  zip.end()
  const answer = await adam
    .post('/admin/import')
    .attach('file', await buffer(zip.outputStream), 'blog.zip')
  return answer.headers['location'] ?? ''
}

const countDone = async ({ db }: Site) => ({
  posts: await db.read.post.count(),
  imports: await db.read.operation.count({ where: { kind: 'import' } }),
  revisions: await db.read.revision.count(),
})
