import { expect, test } from 'vitest'
import { changePerson, disablePerson } from '../../../src/accounts/people/service.ts'
import type { SignedIn } from '../../../src/accounts/signed-in.ts'
import { removePerson } from '../../../src/belongings/leaving/service.ts'
import { addPost } from '../../support/builders.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'

const newcomer = { username: 'nina', email: 'nina@example.com', role: 'author' }
const password = 'tide and lamp and rope'

test('an admin sees everybody, with roles and the number of their posts', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await addPost(site, { author: 'bob' })

  const { status, $ } = await site.page('/admin/users', adam)

  expect(status).toBe(200)
  expect($('.row-title').text()).toMatch(/Adam\s*Alice\s*Bob\s*Edith/)
  expect($(`#person-${site.people.bob.id}`).text()).toMatch(/1 post\b/)
  expect($(`#person-${site.people.edith.id}`).text()).toContain('Editor')
})

test('people are managed by admins only', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { bob } = site.people

  expect((await site.page('/admin/users', edith)).status).toBe(404)
  for (const [path, fields] of [
    ['/admin/users', { ...newcomer, password }],
    [`/admin/users/${bob.id}`, { role: 'admin' }],
    [`/admin/users/${bob.id}/disable`, {}],
    [`/admin/users/${bob.id}/enable`, {}],
    [`/admin/users/${bob.id}/delete`, {}],
  ] as const) {
    expect((await post(edith, path, fields)).status, path).toBe(404)
  }
  expect(await site.db.read.user.count()).toBe(4)
  expect(await findUser(site, 'bob')).toMatchObject({ role: 'author', disabled: false })
})

test('somebody who is added with a password can sign in with it', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answer = await post(adam, '/admin/users', { ...newcomer, password, role: 'editor' })

  expect(answer.status).toBe(303)
  await site.signIn({ email: newcomer.email, password })
  expect(await findUser(site, 'nina')).toMatchObject({ role: 'editor', displayName: 'nina' })
})

test('a password that is left empty is made, shown once, and works', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answer = await post(adam, '/admin/users', { ...newcomer, password: '' })

  const made = /<code>([^<]+)<\/code>/.exec(answer.text)?.[1] ?? ''
  expect(made).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/)
  await site.signIn({ email: newcomer.email, password: made })
  expect((await site.page('/admin/users', adam)).text).not.toContain(made)
})

test.each([
  [{ username: '' }, 'A username is required.'],
  [{ username: 'a b' }, 'A username begins with'],
  [{ username: 'bob' }, 'Somebody has this username already.'],
  [{ email: 'BOB@example.com' }, 'Somebody has this email address already.'],
  [{ email: 'nowhere' }, 'This is not an email address.'],
  [{ password: 'short' }, 'A password has at least 12 characters.'],
  [{ role: 'owner' }, 'A role is author, editor or admin.'],
])('nobody is added with %j, and what was typed is kept', async (wrong, message) => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answer = await post(adam, '/admin/users', {
    ...newcomer,
    displayName: 'Nina Kept',
    password,
    ...wrong,
  })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain(message)
  expect(answer.text).toContain('value="Nina Kept"')
  expect(answer.text).not.toContain(password)
  expect(await site.db.read.user.count()).toBe(4)
})

test('of two admins who add the same person at once, one is told that they came late', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  const answers = await Promise.all(
    [1, 2].map(() => post(adam, '/admin/users', { ...newcomer, password })),
  )

  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422])
})

test('a lower role holds from the next request on', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await post(adam, `/admin/users/${site.people.edith.id}`, { role: 'admin' })
  const edith = await site.signIn('edith')
  expect((await site.page('/admin/users', edith)).status).toBe(200)

  await post(adam, `/admin/users/${site.people.edith.id}`, { role: 'author', displayName: 'E.' })

  expect((await site.page('/admin/users', edith)).status).toBe(404)
  expect(await findUser(site, 'edith')).toMatchObject({ role: 'author', displayName: 'E.' })
})

test('a disabled person is out at once, and comes back when enabled', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const bob = await site.signIn('bob')

  await post(adam, `/admin/users/${site.people.bob.id}/disable`)

  expect((await site.page('/account', bob)).status).toBe(303)
  await expect(site.signIn(site.people.bob)).rejects.toThrow('cannot sign in')
  await post(adam, `/admin/users/${site.people.bob.id}/enable`)
  expect((await site.page('/account', bob)).status).toBe(303)
  await site.signIn('bob')
})

test('nobody can take away their own access', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const path = `/admin/users/${site.people.adam.id}`
  await post(adam, `/admin/users/${site.people.edith.id}`, { role: 'admin' })

  for (const answer of [
    await post(adam, path, { role: 'author' }),
    await post(adam, `${path}/disable`),
    await post(adam, `${path}/delete`, { reassignTo: String(site.people.bob.id) }),
  ]) {
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('Nobody can take away their own access')
  }
  expect((await post(adam, path, { role: 'admin', displayName: 'A.' })).status).toBe(303)
  expect(await findUser(site, 'adam')).toMatchObject({ role: 'admin', disabled: false })
})

test('of two admins who disable each other at once, one stays', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await post(adam, `/admin/users/${site.people.edith.id}`, { role: 'admin' })
  const edith = await site.signIn('edith')

  await Promise.all([
    post(adam, `/admin/users/${site.people.edith.id}/disable`),
    post(edith, `/admin/users/${site.people.adam.id}/disable`),
  ])

  const left = await site.db.read.user.count({ where: { role: 'admin', disabled: false } })
  expect(left).toBe(1)
})

test('the last admin stays, whoever wants them gone', async () => {
  const site = await openSite()
  const { adam, bob, edith } = site.people
  // Edith was an admin when her request came in.
  const actor: SignedIn = { ...edith, displayName: 'Edith', role: 'admin', language: '' }

  const results = await site.db.write(async tx => [
    await changePerson(tx, adam.id, { role: 'editor' }, actor),
    await disablePerson(tx, adam.id, actor),
    await removePerson(
      tx,
      { id: adam.id, will: { heirId: bob.id, posts: 'keep' }, actor },
      site.now(),
    ),
  ])

  const refused = 'This is the last admin. Make somebody else an admin first.'
  expect(results).toEqual([{ refused }, { refused }, { refused }])
  expect(await findUser(site, 'adam')).toMatchObject({ role: 'admin', disabled: false })
})

test('a person with posts is deleted only when somebody gets them', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const bob = await site.signIn('bob')
  const { id } = await addPost(site, { author: 'bob' })
  const path = `/admin/users/${site.people.bob.id}/delete`

  for (const reassignTo of ['', '999', String(site.people.bob.id)]) {
    const refused = await post(adam, path, { reassignTo })
    expect(refused.status, reassignTo).toBe(422)
    expect(refused.text).toContain('Choose who gets the posts of this person.')
  }
  const answer = await post(adam, path, { reassignTo: String(site.people.alice.id) })

  expect(answer.status).toBe(303)
  expect(await findUser(site, 'bob')).toBeNull()
  const kept = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  expect(kept).toMatchObject({ authorId: site.people.alice.id, version: 1 })
  expect(await site.db.read.revision.count({ where: { postId: id, editorId: null } })).toBe(1)
  expect((await site.page('/account', bob)).status).toBe(303)
})

test('somebody without posts is deleted just so, and is not there a second time', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const path = `/admin/users/${site.people.bob.id}/delete`

  expect((await post(adam, path)).status).toBe(303)
  expect((await post(adam, path)).status).toBe(404)
  expect((await post(adam, '/admin/users/none/disable')).status).toBe(404)
})

function post(agent: Agent, path: string, fields: Record<string, string> = {}) {
  return agent.post(path).type('form').send(fields)
}

function findUser(site: Site, username: string) {
  return site.db.read.user.findUnique({ where: { username } })
}
