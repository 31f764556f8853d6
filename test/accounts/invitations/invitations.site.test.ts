import { expect, test } from 'vitest'
import { readLetters } from '../../support/letters.ts'
import { openSite, type Site } from '../../support/site.ts'

const account = {
  ...{ username: 'newbie', email: 'new@example.com', displayName: 'New Person' },
  password: 'a long enough password',
}

async function inviteAs(site: Site, role = 'editor', email = 'new@example.com') {
  const adam = await site.signIn('adam')
  const made = await adam.post('/admin/users/invitations').type('form').send({ email, role })
  const letter = (await readLetters(site)).at(-1)
  return { adam, made, link: letter?.link ?? '', letter }
}

const accept = (site: Site, link: string, fields: object = account) =>
  site.agent().post(link).type('form').send(fields)

test('an invited person makes their own account, with the role of the invitation, and is signed in', async () => {
  const site = await openSite()
  const { made, link, letter } = await inviteAs(site)

  const guest = site.agent()
  const page = await guest.get(link)
  const done = await guest.post(link).type('form').send(account)
  const person = await site.db.read.user.findUniqueOrThrow({ where: { username: 'newbie' } })

  expect([made.status, page.status, done.status]).toEqual([201, 200, 303])
  expect(made.text).toContain(link)
  expect(letter?.to).toBe('new@example.com')
  expect(person).toMatchObject({ role: 'editor', displayName: 'New Person' })
  expect((await guest.get('/admin/posts')).status).toBe(200)
})

test('an invitation works once, for a week, until it is revoked; its secret is shown once', async () => {
  const site = await openSite()
  const { adam, link } = await inviteAs(site)
  const list = await site.page('/admin/users/invitations', adam)
  await accept(site, link)
  const other = { ...account, username: 'other', email: 'other@example.com' }
  const again = await accept(site, link, other)
  const second = await inviteAs(site, 'author', 'second@example.com')
  const { id } = await site.db.read.token.findFirstOrThrow({ where: { kind: 'invitation' } })
  await second.adam.post(`/admin/users/invitations/${id}/revoke`).type('form').send({})
  const revoked = await site.page(second.link)
  const third = await inviteAs(site, 'author', 'third@example.com')
  site.setNow('2026-03-11T05:06:08Z')
  const late = await site.page(third.link)

  expect(list.text).not.toContain(link)
  expect([again, revoked, late].map(({ status }) => status)).toEqual([404, 404, 404])
})

test('a taken name comes back with the form, and the invitation still works', async () => {
  const site = await openSite()
  const { link } = await inviteAs(site)

  const taken = await accept(site, link, { ...account, username: 'alice' })
  const good = await accept(site, link)

  expect([taken.status, good.status]).toEqual([422, 303])
  expect(taken.text).toContain('Somebody has this username already')
  expect(taken.text).toContain('value="New Person"')
})

test('S30: the role cannot be chosen by who is invited', async () => {
  const site = await openSite()
  const { link } = await inviteAs(site, 'author')

  await accept(site, link, { ...account, role: 'admin', id: 1 })

  const person = await site.db.read.user.findUniqueOrThrow({ where: { username: 'newbie' } })
  expect(person.role).toBe('author')
})
