import { load } from 'cheerio'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { setupAddress } from '../../src/accounts/setup.ts'
import { readSettings } from '../../src/settings/service.ts'
import { addPerson } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'

const typed = {
  siteTitle: 'Harbour notes',
  username: 'nina',
  email: 'nina@example.com',
  password: 'tide and lamp and rope',
}

test('S11: the printed address opens the form, and the form makes the site and its admin', async () => {
  const site = await openSite({ empty: true })
  const agent = site.agent()

  const { status, headers, $ } = await site.page(printedPath(site), agent)

  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('no-store')
  expect($('[name=password]').attr('type')).toBe('password')
  expect($('[name=password]').attr('autocomplete')).toBe('new-password')
  const answer = await agent
    .post('/setup')
    .type('form')
    .send({ ...typed, token: tokenOf(site) })
  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/posts/new'])
  expect((await site.page('/account', agent)).text).toContain('nina@example.com')
  const home = await site.page('/')
  expect(home.$('.site-title').text()).toBe('Harbour notes')
  expect(await site.db.read.user.findMany({ select: { username: true, role: true } })).toEqual([
    { username: 'nina', role: 'admin' },
  ])
})

test('the set-up speaks the language of the browser, and the site has what was chosen in it', async () => {
  const site = await openSite({ empty: true })
  const agent = site.agent()

  const shown = await agent
    .get(printedPath(site))
    .set('Accept-Language', 'zh-TW, zh;q=0.9, en;q=0.1')
  const wrong = await post(site, { language: 'zh-CN', timeZone: 'Mars/Olympus' })
  const chosen = { language: 'zh-CN', timeZone: 'Asia/Shanghai' }
  const answer = await agent
    .post('/setup')
    .type('form')
    .send({ ...typed, ...chosen, token: tokenOf(site) })

  expect(load(shown.text)('html').attr('lang')).toBe('zh-CN')
  expect(load(shown.text)('[name=language]').val()).toBe('zh-CN')
  expect(load(wrong.text)('html').attr('lang')).toBe('zh-CN')
  expect(load(wrong.text)('#timeZone-error').text()).not.toBe('')
  expect(answer.status).toBe(303)
  expect(await readSettings(site.db.read)).toMatchObject(chosen)
  const { text } = await site.page('/admin/posts/new', agent)
  expect(text).toContain('博客已建好')
})

test('S11: a fresh site has no account to guess', async () => {
  const site = await openSite({ empty: true })

  for (const password of ['admin', 'password', '', 'correct horse battery']) {
    const answer = await site.agent().post('/login').type('form').send({ email: 'admin', password })
    expect(answer.status).toBe(422)
  }
  expect(await site.db.read.user.count()).toBe(0)
})

test.each([
  ['none', ''],
  ['a wrong one', 'x'.repeat(43)],
  ['one that is too long', 'x'.repeat(10_000)],
  ['two', ['a', 'b']],
  ['an object', { a: 'b' }],
])('S11: with %s for a token the set-up answers 403 and makes nothing', async (_name, token) => {
  const site = await openSite({ empty: true })

  const shown = await site.agent().get('/setup').query({ token })
  const answer = await site
    .agent()
    .post('/setup')
    .send({ ...typed, token })

  expect([shown.status, answer.status]).toEqual([403, 403])
  expect(await site.db.read.user.count()).toBe(0)
})

test('S85: the token of another secret opens nothing', async () => {
  const site = await openSite({ empty: true })
  const { config } = site.context
  const other = setupAddress({ ...config, sessionSecret: 'another secret of the same length' })

  expect((await site.page(pathOf(other))).status).toBe(403)
  expect(other).not.toBe(setupAddress(config))
})

test('S11: after the set-up the address is gone', async () => {
  const site = await openSite()

  const shown = await site.page(printedPath(site))
  const answer = await post(site, {})

  expect([shown.status, answer.status]).toEqual([404, 404])
  expect(await site.db.read.user.count()).toBe(4)
})

test('S11: of several set-ups at once exactly one makes an admin', async () => {
  const site = await openSite({ empty: true })

  const answers = await Promise.all(
    Array.from({ length: times(5, 20) }, (_, n) =>
      post(site, { username: `nina${n}`, email: `nina${n}@example.com` }),
    ),
  )

  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses[0]).toBe(303)
  expect(new Set(statuses.slice(1))).toEqual(new Set([404]))
  expect(await site.db.read.user.count()).toBe(1)
})

test('S11: the same set-up sent twice at once makes one admin', async () => {
  const site = await openSite({ empty: true })

  const answers = await Promise.all([post(site, {}), post(site, {})])

  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
  expect(answers.filter(({ status }) => status >= 500)).toHaveLength(0)
  expect(await site.db.read.user.count()).toBe(1)
})

test.each([
  [{ siteTitle: '  ' }, 'The site needs a name.'],
  [{ siteTitle: 'x'.repeat(201) }, 'at most 200 characters'],
  [{ username: 'a b' }, 'A username begins with'],
  [{ username: '../x' }, 'A username begins with'],
  [{ email: 'nowhere' }, 'This is not an email address.'],
  [{ password: 'seven77' }, 'A password has at least 12 characters.'],
  [{ password: 'x'.repeat(1001) }, 'A password has at most 1,000 characters.'],
])('S1: with %j the form comes back with a message and the input', async (wrong, message) => {
  const site = await openSite({ empty: true })

  const answer = await post(site, wrong)

  const $ = load(answer.text)
  expect(answer.status).toBe(422)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect($('.mistakes').text()).toContain(message)
  expect($('[name=username]').val()).toBe({ ...typed, ...wrong }.username)
  expect($('[name=token]').val()).toBe(tokenOf(site))
  expect($('[name=password]').val() ?? '').toBe('')
  expect(await site.db.read.user.count()).toBe(0)
})

test('a name that an author has already is said at its field', async () => {
  const site = await openSite({ empty: true })
  await addPerson(site, { username: 'nina', role: 'author' })

  const answer = await post(site, {})

  expect(answer.status).toBe(422)
  expect(answer.text).toContain('Somebody has this username already.')
  expect(answer.text).toContain('Somebody has this email address already.')
})

test('S23: another site cannot set this one up', async () => {
  const site = await openSite({ empty: true })

  const answer = await supertest(site.app)
    .post('/setup')
    .set('Origin', 'https://evil.example')
    .type('form')
    .send({ ...typed, token: tokenOf(site) })

  expect(answer.status).toBe(403)
  expect(await site.db.read.user.count()).toBe(0)
})

function post(site: Site, fields: Record<string, string>) {
  return site
    .agent()
    .post('/setup')
    .type('form')
    .send({ ...typed, token: tokenOf(site), ...fields })
}

const printedPath = ({ context }: Site): string => pathOf(setupAddress(context.config))

function pathOf(address: string): string {
  const { pathname, search } = new URL(address)
  return `${pathname}${search}`
}

const tokenOf = ({ context }: Site): string =>
  new URL(setupAddress(context.config)).searchParams.get('token') ?? ''
