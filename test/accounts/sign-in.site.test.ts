import { hash } from '@node-rs/argon2'
import { load } from 'cheerio'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { PASSWORD } from '../support/people.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

test('S6: the form lets a password manager do its work', async () => {
  const site = await openSite()

  const { status, headers, $ } = await site.page('/login?next=/admin/tags')

  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('no-store')
  expect($('[name=email]').attr('autocomplete')).toBe('username')
  expect($('[name=password]').attr('type')).toBe('password')
  expect($('[name=password]').attr('autocomplete')).toBe('current-password')
  expect($('[name=next]').val()).toBe('/admin/tags')
  expect($('form button').text()).toBe('Sign in')
  expect($('[onpaste], [autocomplete=off]')).toHaveLength(0)
})

test('signing in leads on, and the email may be written in any case', async () => {
  const site = await openSite()

  const answer = await signIn(site.agent(), { email: ' ALICE@Example.com ', next: '/admin/tags' })

  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/tags'])
  const again = await site.page('/login?next=/admin/history', await site.signIn('alice'))
  expect([again.status, again.headers['location']]).toEqual([303, '/admin/history'])
})

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/admin',
  '/\t/evil.example',
  '/admin\r\nSet-Cookie: a=b',
  'javascript:alert(1)',
])('S46, S55: signing in with next %j leads to the posts of this site', async next => {
  const site = await openSite()

  const answer = await signIn(site.agent(), { next })

  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/posts'])
  expect(answer.headers['set-cookie']).toHaveLength(1)
  const signedIn = await site.signIn('alice')
  const shown = await site.page(`/login?next=${encodeURIComponent(next)}`, signedIn)
  expect(shown.headers['location']).toBe('/admin/posts')
})

test('a wrong password answers 422 with the form and all of the input but the password', async () => {
  const site = await openSite()

  const answer = await signIn(site.agent(), { password: 'tide and lamp', next: '/admin/tags' })

  const $ = load(answer.text)
  expect(answer.status).toBe(422)
  expect($('.mistakes').text()).toContain('The email address or the password is wrong.')
  expect([$('[name=email]').val(), $('[name=next]').val()]).toEqual([
    site.people.alice.email,
    '/admin/tags',
  ])
  expect(answer.text).not.toContain('tide and lamp')
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('S10: a stranger cannot learn who has an account', async () => {
  const site = await openSite()
  await disable(site, 'bob')

  const answers = [
    await signIn(site.agent(), { email: 'alice@example.com', password: 'wrong' }),
    await signIn(site.agent(), { email: 'bob@example.com' }),
    await signIn(site.agent(), { email: 'nobody@example.com', password: 'wrong' }),
  ]

  const seen = answers.map(({ status, text, headers }) => ({
    status,
    text: text.replace(/\w+@example\.com/g, ''),
    headers: Object.keys(headers).filter(name => !/^(date|x-request-id)$/.test(name)),
  }))
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])
})

test('S7: a hash of older parameters is replaced when its person signs in', async () => {
  const site = await openSite()
  const passwordHash = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await site.db.write(tx => tx.user.update({ where: { id: 1 }, data: { passwordHash } }))

  expect((await signIn(site.agent(), { password: 'wrong' })).status).toBe(422)
  expect((await findAlice(site)).passwordHash).toBe(passwordHash)
  await site.signIn(site.people.alice)

  const renewed = (await findAlice(site)).passwordHash
  expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  await site.signIn(site.people.alice)
  expect((await findAlice(site)).passwordHash).toBe(renewed)
})

test('S18: a disabled person cannot sign in, and is out at once', async () => {
  const site = await openSite()
  const bob = await site.signIn('bob')

  await disable(site, 'bob')

  expect((await site.page('/admin/posts', bob)).status).toBe(303)
  expect((await bob.post('/admin/posts').type('form').send({ title: 'x' })).status).toBe(401)
  expect((await signIn(site.agent(), { email: 'bob@example.com' })).status).toBe(422)
})

test('S18: a changed role takes effect with the next request', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  expect((await site.page('/admin/settings', adam)).status).toBe(200)

  await site.db.write(tx =>
    tx.user.update({ where: { username: 'adam' }, data: { role: 'author' } }),
  )

  expect((await site.page('/admin/settings', adam)).status).toBe(404)
})

test.each([
  { email: { contains: '' }, password: PASSWORD },
  { email: ['alice@example.com'], password: PASSWORD },
  { email: 'alice@example.com', password: { not: '' } },
  { email: 'alice@example.com', password: [PASSWORD] },
  { email: null, password: true },
  { email: 'alice@example.com\u0000', password: 'wrong' },
  { email: "' OR 1=1 --", password: "' OR 1=1 --" },
  {},
])('S32: signs nobody in with %j', async body => {
  const site = await openSite()

  const answer = await site.agent().post('/login').send(body)

  expect([400, 422]).toContain(answer.status)
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('S14: nothing else than the session’s cookie lets anybody in', async () => {
  const site = await openSite()
  const basic = Buffer.from(`adam@example.com:${PASSWORD}`).toString('base64')

  for (const headers of [
    { authorization: `Basic ${basic}` },
    { authorization: 'Bearer 1' },
    { 'x-user-id': '4', 'x-forwarded-user': 'adam' },
    { cookie: 'userId=4; blext=4' },
  ]) {
    const answer = await supertest(site.app).get('/admin/settings').set(headers)
    expect(answer.status, JSON.stringify(headers)).toBe(303)
  }
})

type Typed = { email?: string; password?: string; next?: string }

function signIn(agent: Agent, fields: Typed) {
  const typed = { email: 'alice@example.com', password: PASSWORD, ...fields }
  return agent.post('/login').type('form').send(typed)
}

function disable(site: Site, username: string) {
  return site.db.write(tx => tx.user.update({ where: { username }, data: { disabled: true } }))
}

const findAlice = ({ db }: Site) => db.read.user.findUniqueOrThrow({ where: { id: 1 } })
