import { expect, test } from 'vitest'
import { examineDatabase } from '../../../src/operations/doctor/examine.ts'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { addImage, drawPng } from '../../support/media.ts'
import { PASSWORD } from '../../support/people.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'
import { turnOnTwoFactor } from '../../support/two-factor.ts'

const currentPassword = PASSWORD

/** Alice, with one of everything that a person can have. */
async function openFull() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const post = await addPost(site, { title: 'Tide', tags: ['Sea'] })
  const draft = await addPost(site, { title: 'Ropes', status: 'draft' })
  const image = await addImage(site)
  await alice.post('/account/avatar').attach('file', await drawPng(20, 20), 'me.png')
  await sendForm(alice, '/account/tokens', { name: 'Script', scopes: 'read', days: '90' })
  const preview = await sendForm(alice, `/admin/posts/${draft.id}/previews`, { days: '7' })
  const [, link = ''] = /(\/preview\/[\w-]{43})/.exec(preview.text) ?? []
  await sendForm(alice, `/admin/posts/${post.id}`, { version: '1', category: 'Notes' })
  const bulk = { ids: String(post.id), action: 'add-tags', tags: 'Harbour' }
  await sendForm(alice, '/admin/posts/bulk', bulk)
  const copy = { title: 'Tide, again', body: 'New', version: 3, writer: 'w', sequence: 1 }
  await alice
    .post(`/admin/posts/${post.id}/draft`)
    .set('Accept', 'application/json')
    .send({ ...copy, person: String(site.people.alice.id), state: 0 })
  await site.context.background.idle()
  return { site, alice, post, draft, image, link }
}

const close = (agent: Agent, fields: Record<string, string> = {}) =>
  sendForm(agent, '/account/close', { currentPassword, ...fields })

const remains = async ({ db }: Site, id: number) => ({
  person: await db.read.user.count({ where: { id } }),
  posts: await db.read.post.count({ where: { authorId: id } }),
  media: await db.read.media.count({ where: { uploaderId: id } }),
  sessions: await db.read.session.count({ where: { userId: id } }),
  tokens: await db.read.token.count({ where: { personId: id } }),
  drafts: await db.read.draft.count({ where: { personId: id } }),
  openings: await db.read.opening.count({ where: { personId: id } }),
})

const NOTHING = { person: 0, posts: 0, media: 0, sessions: 0, tokens: 0, drafts: 0, openings: 0 }

test('who closes their account sees first what happens, and then it does: nothing dangles', async () => {
  const { site, alice, post, draft, image, link } = await openFull()
  const { alice: own, edith } = site.people
  const reassignTo = String(edith.id)

  const page = await site.page('/account/close', alice)
  const done = await close(alice, { reassignTo })
  await site.context.background.idle()

  const said = page.$('.becomes').text().replace(/\s+/g, ' ')
  for (const sentence of [
    '2 posts and pages go to the person you choose below; readers see 1 of them.',
    '1 file goes to the same person.',
    '1 link to a draft goes on working',
    '1 private draft is gone for good.',
    '1 session ends.',
    '1 API token opens nothing any more.',
  ]) {
    expect(said).toContain(sentence)
  }
  expect([done.status, done.headers['location']]).toEqual([303, '/'])
  expect(await remains(site, own.id)).toEqual(NOTHING)
  const posts = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
  expect(posts.map(({ id, authorId, deletedAt }) => [id, authorId, deletedAt])).toEqual([
    [post.id, edith.id, null],
    [draft.id, edith.id, null],
  ])
  expect(await site.db.read.media.findUnique({ where: { id: image.id } })).toMatchObject({
    uploaderId: edith.id,
  })
  expect((await site.context.storage.list()).some(name => name.startsWith('avatar-'))).toBe(false)
  expect((await site.page('/account', alice)).status).toBe(303)
  const signIn = { email: own.email, password: PASSWORD }
  expect((await sendForm(site.agent(), '/login', signIn)).status).toBe(422)
  expect((await site.page(link)).text).toContain('Ropes')
  expect(await examineDatabase(site.context)).toEqual([])
})

test('what they did stays in the history and in the trail, with their name', async () => {
  const { site, alice, post } = await openFull()
  const edith = await site.signIn('edith')
  await close(alice, { reassignTo: String(site.people.edith.id) })
  await site.context.background.idle()

  const revisions = await site.page(`/admin/posts/${post.id}/revisions`, edith)
  const history = await site.page('/admin/history', edith)
  const line = await site.db.read.audit.findFirst({ where: { action: 'POST /account/close' } })

  expect(revisions.text).toContain('Alice')
  expect(history.text).toContain('Alice')
  expect(revisions.text + history.text).not.toContain('Somebody')
  expect(line).toMatchObject({ actorName: 'alice', actorId: null })
})

test('their posts may go to the trash instead: readers do not see them, and one undo brings them back', async () => {
  const { site, alice, post } = await openFull()
  const { edith } = site.people

  await close(alice, { reassignTo: String(edith.id), posts: 'trash' })
  const gone = await site.page(`/posts/${post.slug}`)
  const operation = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await sendForm(await site.signIn('edith'), `/admin/operations/${operation.id}/undo`)

  expect([gone.status, operation.kind, operation.actorName]).toEqual([404, 'delete', 'Alice'])
  const back = await site.page(`/posts/${post.slug}`)
  expect([back.status, back.$('.byline').text()]).toEqual([200, expect.stringContaining('Edith')])
  expect(await examineDatabase(site.context)).toEqual([])
})

test('S20: an account is closed only with the password, and a code where sign-ins ask for one', async () => {
  const { site, alice } = await openFull()
  const reassignTo = String(site.people.edith.id)
  const wrong = await close(alice, { reassignTo, currentPassword: 'not the password' })
  const { code } = await turnOnTwoFactor(site, alice)

  const lacking = await close(alice, { reassignTo })
  const still = await remains(site, site.people.alice.id)
  const right = await close(alice, { reassignTo, code: code() })

  expect([wrong.status, lacking.status, right.status]).toEqual([422, 422, 303])
  expect(wrong.$('#currentPassword-error').text()).toContain('not your current password')
  expect(lacking.$('#reassignTo').val()).toBe(reassignTo)
  expect(still).toMatchObject({ person: 1, posts: 2 })
})

test('an heir is an editor or an admin; nobody, oneself and another author are refused, and nothing happens', async () => {
  const { site, alice } = await openFull()
  const { alice: own, bob } = site.people

  for (const reassignTo of ['', 'x', '999', String(own.id), String(bob.id)]) {
    const refused = await close(alice, { reassignTo })
    expect([reassignTo, refused.status]).toEqual([reassignTo, 422])
    expect(refused.text).toContain('Choose who gets the posts of this person.')
  }
  expect(await remains(site, own.id)).toMatchObject({ person: 1, posts: 2, media: 1, sessions: 1 })
})

test('who has nothing needs no heir; the last admin stays', async () => {
  const site = await openSite()
  const bob = await site.signIn('bob')
  const adam = await site.signIn('adam')

  expect((await close(bob)).status).toBe(303)
  const told = await site.page('/account/close', adam)
  const refused = await close(adam)

  expect(told.$('.notice').text()).toContain('This is the last admin.')
  expect(told.$('form[action="/account/close"]')).toHaveLength(0)
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('This is the last admin.')
  expect((await site.db.read.user.findMany()).map(({ username }) => username).sort()).toEqual([
    ...['adam', 'alice', 'edith'],
  ])
})

test('an admin sees the same before they delete somebody, chooses any heir, and cannot delete themselves so', async () => {
  const { site, post } = await openFull()
  const { adam: admin, alice, bob } = site.people
  const adam = await site.signIn('adam')

  const page = await site.page(`/admin/users/${alice.id}/delete`, adam)
  const own = await sendForm(adam, `/admin/users/${admin.id}/delete`)
  const done = await sendForm(adam, `/admin/users/${alice.id}/delete`, {
    ...{ reassignTo: String(bob.id), posts: 'keep' },
  })
  await site.context.background.idle()

  expect(page.$('.becomes').text()).toContain('2 posts and pages')
  expect([own.status, done.status]).toEqual([422, 303])
  expect(own.text).toContain('Nobody can take away their own access')
  expect(await remains(site, alice.id)).toEqual(NOTHING)
  expect((await site.db.read.post.findUniqueOrThrow({ where: { id: post.id } })).authorId).toBe(
    bob.id,
  )
  const line = await site.db.read.audit.findFirst({
    where: { action: 'POST /admin/users/:id/delete' },
  })
  expect([line?.actorName, line?.subject.endsWith(' · alice')]).toEqual(['adam', true])
  expect(await examineDatabase(site.context)).toEqual([])
})
