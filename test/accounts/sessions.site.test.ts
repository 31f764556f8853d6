import supertest from 'supertest'
import { expect, test } from 'vitest'
import { PASSWORD } from '../support/people.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

const HTTPS = { config: { baseUrl: new URL('https://blog.example'), secure: true } }

test('S22: on plain http the cookie is explicit about what it lacks', async () => {
  const site = await openSite()

  const { headers } = await post(site.agent(), '/login', credentials)

  expect(cookiesOf(headers)).toEqual([
    expect.stringMatching(/^blext=s%3A[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
  ])
  expect(headers['strict-transport-security']).toBeUndefined()
  expect(headers['content-security-policy']).not.toContain('upgrade-insecure-requests')
})

test('S22, S49: where the site is https the cookie is __Host- and Secure, set and cleared', async () => {
  const site = await openSite(HTTPS)

  const signedIn = await post(site.agent(), '/login', credentials)
  const cookie = cookiesOf(signedIn.headers)[0] ?? ''
  const signedOut = await supertest(site.app).post('/logout').set(own).set('Cookie', pairOf(cookie))

  const flags = /; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/
  expect(cookie).toMatch(/^__Host-blext=s%3A/)
  expect(cookie).toMatch(flags)
  expect(cookiesOf(signedOut.headers)).toEqual([expect.stringMatching(/^__Host-blext=;/)])
  expect(cookiesOf(signedOut.headers)[0]).toMatch(flags)
  expect(signedIn.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  expect(signedIn.headers['content-security-policy']).toContain('upgrade-insecure-requests')
})

test('S22: a reader gets no cookie', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tide', tags: ['Sea'], category: 'Notes' })
  const reader = site.agent()

  for (const path of PUBLIC) {
    const { status, headers } = await site.page(path, reader)
    expect([path, status, headers['set-cookie']]).toEqual([path, statusOf(path), undefined])
  }
  expect(await site.db.read.session.count()).toBe(0)
})

test('S15: tokens are random, long, and stored as their hashes only', async () => {
  const site = await openSite()
  const tokens = []
  for (let n = 0; n < 5; n += 1) {
    tokens.push(tokenOf((await post(site.agent(), '/login', credentials)).headers))
  }

  expect(new Set(tokens).size).toBe(5)
  expect(tokens.join()).toMatch(/^[\w-]{43}(,[\w-]{43}){4}$/)
  const dump = JSON.stringify(await site.db.read.session.findMany())
  for (const token of tokens) expect(dump).not.toContain(token)
  const { id } = await site.db.read.session.findFirstOrThrow()
  const stolen = await supertest(site.app).get('/account').set('Cookie', `blext=${id}`)
  expect(stolen.status).toBe(303)
})

test('S16: each sign-in has a new token, and the one before is dead', async () => {
  const site = await openSite()
  const agent = site.agent()
  const first = cookiesOf((await post(agent, '/login', credentials)).headers)[0] ?? ''

  const second = cookiesOf((await post(agent, '/login', credentials)).headers)[0] ?? ''

  expect(pairOf(second)).not.toBe(pairOf(first))
  expect(await opens(site, first)).toBe(false)
  expect(await opens(site, second)).toBe(true)
  expect(await site.db.read.session.count()).toBe(1)
})

test.each(['evil', 's%3Aevil.signature', 's%3Aevil', `s%3A${'x'.repeat(10_000)}`, '', '%00', '%'])(
  'S16: a planted token is never adopted: %s',
  async planted => {
    const site = await openSite()

    const answer = await supertest(site.app)
      .post('/login')
      .set(own)
      .set('Cookie', `blext=${planted}`)
      .type('form')
      .send(credentials)

    expect(answer.status).toBe(303)
    expect(tokenOf(answer.headers)).toMatch(/^[\w-]{43}$/)
    expect(await opens(site, `blext=${planted}`)).toBe(false)
  },
)

test('S17: after signing out the old cookie leads to the sign-in', async () => {
  const site = await openSite()
  const agent = site.agent()
  const cookie = cookiesOf((await post(agent, '/login', credentials)).headers)[0] ?? ''

  const byLink = await site.page('/logout', agent)
  expect(byLink.status).toBe(404)
  expect(await opens(site, cookie)).toBe(true)
  const answer = await post(agent, '/logout')

  expect([answer.status, answer.headers['location']]).toEqual([303, '/'])
  expect(cookiesOf(answer.headers)).toEqual([
    expect.stringMatching(/^blext=; .*Expires=Thu, 01 Jan 1970/),
  ])
  expect(await opens(site, cookie)).toBe(false)
  expect(await site.db.read.session.count()).toBe(0)
})

test('S18: signing out everywhere ends every session of this person, and of nobody else', async () => {
  const site = await openSite()
  const [here, there, bob] = [
    await site.signIn('alice'),
    await site.signIn('alice'),
    await site.signIn('bob'),
  ]

  expect((await post(here, '/account/sign-out-everywhere')).status).toBe(303)

  expect((await site.page('/account', here)).status).toBe(303)
  expect((await site.page('/account', there)).status).toBe(303)
  expect((await site.page('/account', bob)).status).toBe(200)
})

test('S5, S18: a changed password ends the other sessions', async () => {
  const site = await openSite()
  const [here, there] = [await site.signIn('alice'), await site.signIn('alice')]
  const password = 'rope and tide and lamp'

  const answer = await post(here, '/account/password', { currentPassword: PASSWORD, password })

  expect(answer.status).toBe(303)
  expect((await site.page('/account', here)).text).toContain('Your password was changed')
  expect((await site.page('/account', there)).status).toBe(303)
  await expect(site.signIn(site.people.alice)).rejects.toThrow('cannot sign in')
  await site.signIn({ email: 'alice@example.com', password })
})

test('S1, S5: a new password that is too short changes nothing', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await post(alice, '/account/password', {
    currentPassword: PASSWORD,
    password: 'seven77',
  })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('A password has at least 12 characters.')
  expect(answer.text).not.toContain('seven77')
  await site.signIn('alice')
})

test('S19: a session ends thirty days after the sign-in, however busy it was', async () => {
  const site = await openSite()
  const busy = await site.signIn('alice')

  for (const day of ['2026-03-10', '2026-03-16', '2026-03-22', '2026-03-28', '2026-04-03']) {
    site.setNow(`${day}T05:00:00Z`)
    expect([day, (await site.page('/account', busy)).status]).toEqual([day, 200])
  }
  site.setNow('2026-04-03T05:06:08Z')
  expect((await site.page('/account', busy)).status).toBe(303)
})

test('S19: a session that nobody uses ends after a week', async () => {
  const site = await openSite()
  const [idle, used] = [await site.signIn('alice'), await site.signIn('alice')]

  site.setNow('2026-03-11T05:00:00Z')
  expect((await site.page('/account', used)).status).toBe(200)
  site.setNow('2026-03-11T05:06:08Z')
  expect((await site.page('/account', idle)).status).toBe(303)
  expect((await site.page('/account', used)).status).toBe(200)
})

test('S19: a clock that goes back ends no session', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  site.setNow('2026-03-01T00:00:00Z')

  expect((await site.page('/account', alice)).status).toBe(200)
})

test('S21: nothing that is for signed-in people is kept by a browser', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  for (const path of [
    '/admin/posts',
    '/admin/posts/new',
    '/admin/users',
    '/account',
    '/admin/none',
  ]) {
    expect([path, (await site.page(path, adam)).headers['cache-control']]).toEqual([
      path,
      'no-store',
    ])
  }
})

test('S20: every page of the admin has a button to sign out', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  for (const path of [
    '/admin/posts',
    '/admin/posts/new',
    '/admin/tags',
    '/admin/users',
    '/account',
  ]) {
    const { $ } = await site.page(path, adam)
    expect($('form[action="/logout"][method=post] button').text().trim(), path).toBe('Sign out')
  }
})

test('S30: a person says who they are, but not what they may; readers see it at once', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tide' })
  const alice = await site.signIn('alice')
  const profile = {
    displayName: 'Alice of the Harbour',
    bio: 'Ropes.',
    about: '*Here* <script>x</script>',
  }

  const answer = await post(alice, '/account', { ...profile, role: 'admin', language: '' })

  expect(answer.status).toBe(303)
  const { $, text } = await site.page('/authors/alice')
  expect($('h1').text()).toContain('Alice of the Harbour')
  expect(text).toContain('<em>Here</em>')
  expect(text).not.toContain('<script>x')
  const refused = await post(alice, '/account', { ...profile, displayName: ' ' })
  expect(refused.status).toBe(422)
  expect(refused.text).toContain('A name is required.')
  expect(refused.text).toContain('Ropes.')
  expect(await site.db.read.user.findUnique({ where: { id: 1 } })).toMatchObject({ role: 'author' })
})

const own = { 'Sec-Fetch-Site': 'same-origin' }
const credentials = { email: 'alice@example.com', password: PASSWORD }

const PUBLIC = [
  '/',
  '/posts/tide',
  '/tags',
  '/tags/sea',
  '/categories',
  '/categories/notes',
  '/authors/alice',
  '/archive',
  '/search?q=tide',
  '/feed.xml',
  '/rss.xml',
  '/feed.json',
  '/sitemap.xml',
  '/robots.txt',
  '/login',
  '/none',
  '/setup',
  '/css/tokens.css',
  '/admin/posts',
]

const statusOf = (path: string): number =>
  path === '/none' || path === '/setup' ? 404 : path === '/admin/posts' ? 303 : 200

function post(agent: Agent, path: string, fields: Record<string, string> = {}) {
  return agent.post(path).type('form').send(fields)
}

async function opens(site: Site, cookie: string): Promise<boolean> {
  const { status } = await supertest(site.app).get('/account').set('Cookie', pairOf(cookie))
  return status === 200
}

const cookiesOf = (headers: Record<string, unknown>): string[] =>
  (headers['set-cookie'] as string[] | undefined) ?? []

const pairOf = (cookie: string): string => cookie.split(';')[0] ?? ''

const tokenOf = (headers: Record<string, unknown>): string =>
  /s%3A([\w-]+)\./.exec(cookiesOf(headers)[0] ?? '')?.[1] ?? ''
