import { expect, test } from 'vitest'
import { PASSWORD } from '../../support/people.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'
import { turnOnTwoFactor } from '../../support/two-factor.ts'

const credentials = { email: 'alice@example.com', password: PASSWORD }

/** Alice, with two-factor sign-in on: her app and her recovery codes. */
async function openProtected() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  return { site, alice, ...(await turnOnTwoFactor(site, alice)) }
}

async function askForTicket(site: Site, agent: Agent = site.agent(), email = credentials.email) {
  const answer = await agent
    .post('/login')
    .type('form')
    .send({ ...credentials, email })
  const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(answer.text) ?? []
  const give = (code: string, more: object = {}) =>
    agent
      .post('/login/code')
      .type('form')
      .send({ ticket, code, ...more })
  return { agent, answer, ticket, give }
}

test('S13: with two-factor sign-in on, the password alone lets nobody in', async () => {
  const { site, page, on, recovery, code } = await openProtected()

  const { agent, answer, give } = await askForTicket(site)
  const before = await agent.get('/admin/posts')
  const wrong = await give('000000')
  const right = await give(code(), { next: '/admin/media' })

  expect(page.text).toContain('data:image/svg+xml')
  expect([on.status, recovery.length]).toEqual([200, 10])
  expect([answer.status, before.status, wrong.status]).toEqual([200, 303, 422])
  expect([right.status, right.headers['location']]).toEqual([303, '/admin/media'])
  expect((await agent.get('/admin/posts')).status).toBe(200)
})

test('S13: a code works once, one step early or late, and no further', async () => {
  const { site, code } = await openProtected()
  const first = await askForTicket(site)
  await first.give(code())

  const again = await (await askForTicket(site)).give(code())
  const next = await (await askForTicket(site)).give(code(30))
  const far = await (await askForTicket(site)).give(code(90))
  const past = await (await askForTicket(site)).give(code(-60))

  expect([again, next, far, past].map(({ status }) => status)).toEqual([422, 303, 422, 422])
})

test('S13: a recovery code lets in once', async () => {
  const { site, recovery } = await openProtected()
  const [first = ''] = recovery

  const used = await (await askForTicket(site)).give(first.toUpperCase().replace('-', ' '))
  const again = await (await askForTicket(site)).give(first)

  expect([used.status, again.status]).toEqual([303, 422])
})

test('S13: guesses are few, wherever they come from', async () => {
  const { site, code } = await openProtected()
  const { give } = await askForTicket(site)

  const statuses: number[] = []
  for (let n = 0; n < 9; n += 1) statuses.push((await give('123456')).status)
  const right = await give(code())

  expect(statuses).toEqual([...Array.from({ length: 8 }, () => 422), 429])
  expect(right.status).toBe(429)
})

test('S13: one person’s guesses keep nobody else out', async () => {
  const { site } = await openProtected()
  const { give } = await askForTicket(site)
  const { code } = await turnOnTwoFactor(site, await site.signIn('bob'))
  const bob = await askForTicket(site, site.agent(), 'bob@example.com')

  for (let n = 0; n < 50; n += 1) await give('123456')
  const other = await bob.give(code())

  expect(other.status).toBe(303)
})

test('S13: a ticket is for its person, for ten minutes, and not to be made up', async () => {
  const { site, code } = await openProtected()
  const { ticket } = await askForTicket(site)
  const send = (given: string) =>
    site.agent().post('/login/code').type('form').send({ ticket: given, code: code() })
  const bob = await site.db.read.user.findUniqueOrThrow({ where: { username: 'bob' } })

  const forged = await send(ticket.replace(/^\d+/, String(bob.id)))
  const none = await send('')
  site.setNow(new Date(site.now().getTime() + 11 * 60_000))
  const late = await send(ticket)

  for (const answer of [forged, none, late]) {
    expect(answer.status).toBe(422)
    expect(answer.text).toContain('That took too long')
  }
})

test('what was written before goes on with the form that asks for the code', async () => {
  const { site, code } = await openProtected()
  const agent = site.agent()
  const refused = await agent.post('/admin/posts').type('form').send({ title: 'Kept title' })
  const sent = { ...credentials, resume: '1', next: '/admin/posts', 'kept.title': 'Kept title' }

  const asked = await agent.post('/login').type('form').send(sent)
  const [, ticket = ''] = /name="ticket" value="([^"]+)"/.exec(asked.text) ?? []
  const more = { resume: '1', next: '/admin/posts', 'kept.title': 'Kept title' }
  const done = await agent
    .post('/login/code')
    .type('form')
    .send({ ticket, code: code(), ...more })

  expect(refused.status).toBe(401)
  expect(asked.text).toContain('value="Kept title"')
  expect(done.text).toContain('value="Kept title"')
})

test('S13: a script is told to ask for the code, and what was wrong with it', async () => {
  const { site, alice, code } = await openProtected()
  const agent = site.agent()
  const send = (path: string, fields: object) =>
    agent.post(path).set('Accept', 'application/json').type('form').send(fields)
  const { id } = await site.db.read.user.findUniqueOrThrow({ where: { username: 'alice' } })
  const person = String(id)

  const asked = await send('/login', { ...credentials, person })
  const { ticket } = asked.body as { ticket: string }
  const other = await send('/login/code', { ticket, code: code(), person: String(id + 1) })
  const wrong = await send('/login/code', { ticket, code: '000000', person })
  const late = await send('/login/code', { ticket: 'none', code: code(), person })
  const before = await agent.get('/admin/posts')
  const right = await send('/login/code', { ticket, code: code(), person })

  expect([asked, other, wrong, late, before, right].map(({ status }) => status)).toEqual([
    ...[200, 422, 422, 422, 303, 200],
  ])
  expect(Object.keys((wrong.body as { errors: object }).errors)).toEqual(['code'])
  expect(Object.keys((late.body as { errors: object }).errors)).toEqual(['password'])
  expect((await agent.get('/admin/posts')).status).toBe(200)
  expect((await alice.get('/account')).status).toBe(200)
})

test('S20: it is set up, renewed and turned off only with the password and a code', async () => {
  const { site, alice, recovery, code } = await openProtected()
  const [first = '', second = '', third = ''] = recovery
  const post = (path: string, password: string, given = '') =>
    alice.post(`/account/two-factor${path}`).type('form').send({ password, code: given })

  const wrong = await post('/off', 'not the password', first)
  const lacking = [
    await post('', PASSWORD),
    await post('/codes', PASSWORD),
    await post('/off', PASSWORD),
  ]
  const renewed = await post('/codes', PASSWORD, second)
  const old = await (await askForTicket(site)).give(third)
  const off = await post('/off', PASSWORD, code())
  const signedIn = await site.agent().post('/login').type('form').send(credentials)

  expect(lacking.map(({ status }) => status)).toEqual([422, 422, 422])
  expect([wrong, renewed, old, off, signedIn].map(({ status }) => status)).toEqual([
    ...[422, 200, 422, 303, 303],
  ])
})

test('S20: a new password needs a code where sign-ins do', async () => {
  const { alice, code } = await openProtected()
  const send = (given: string) =>
    alice
      .post('/account/password')
      .type('form')
      .send({ currentPassword: PASSWORD, password: 'rope and tide and lamp', code: given })

  const [none, wrong, right] = [await send(''), await send('000000'), await send(code())]

  expect([none.status, wrong.status, right.status]).toEqual([422, 422, 303])
})

test('nothing is asked for while the first code was not given', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await alice.post('/account/two-factor').type('form').send({ password: PASSWORD })

  const wrong = await alice.post('/account/two-factor/on').type('form').send({ code: '000000' })
  const signedIn = await site.agent().post('/login').type('form').send(credentials)

  expect([wrong.status, signedIn.status]).toEqual([422, 303])
})
