import { pino } from 'pino'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { PASSWORD } from '../support/people.ts'
import { openSite, type Site } from '../support/site.ts'

type Line = Record<string, unknown>

test('S81: who did what from where is one line each, with the id that the answer has', async () => {
  const { agent, lines } = await openLogged(await openSite())
  const email = 'adam@example.com'

  await agent.post('/login').type('form').send({ email, password: 'wrong' })
  const signedIn = await agent.post('/login').type('form').send({ email, password: PASSWORD })
  await agent.post('/admin/settings').type('form').send({ title: 'Harbour' })
  await agent.get('/admin/posts?q=x')
  await agent.get('/none')
  await agent.post('/logout')
  await agent.post('/admin/posts')

  const seen = lines().map(line => [line['method'], line['path'], line['status'], line['userId']])
  expect(seen).toEqual([
    ['POST', '/login', 422, undefined],
    ['POST', '/login', 303, 4],
    ['POST', '/admin/settings', 303, 4],
    ['GET', '/admin/posts', 200, 4],
    ['GET', '/none', 404, 4],
    ['POST', '/logout', 303, 4],
    ['POST', '/admin/posts', 401, undefined],
  ])
  for (const line of lines()) {
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(line['address']).toMatch(/127\.0\.0\.1/)
    expect(line['aborted']).toBe(false)
  }
  expect(lines()[1]?.['requestId']).toBe(signedIn.headers['x-request-id'])
})

test('S81: an unexpected error is logged with its stack and the id of its request', async () => {
  const site = await openSite()
  const { agent, lines } = await openLogged(site, { ...site.context.db, read: undefined as never })

  const answer = await agent.get('/')

  const failure = lines().find(({ level }) => level === 50)
  expect(answer.status).toBe(500)
  expect(failure).toMatchObject({ msg: 'request failed', method: 'GET', path: '/' })
  expect(failure?.['requestId']).toBe(answer.headers['x-request-id'])
  expect((failure?.['err'] as Line)['stack']).toMatch(/TypeError/)
})

test('S79, S82: no password, cookie, token or email is ever logged', async () => {
  const { agent, text } = await openLogged(await openSite())
  const secret = 'canary-of-the-log'

  await agent.get(`/setup?token=${secret}`)
  await agent.get(`/preview/${secret}`)
  await agent.get(`/reset-password/${secret}`)
  await agent.get(`/invitations/${secret}?a=b`)
  await agent.get('/').set({ Cookie: `blext=${secret}`, Authorization: `Bearer ${secret}` })
  await agent.get('/').set({ Referer: `http://a/${secret}`, 'User-Agent': secret })
  await agent
    .post('/login')
    .type('form')
    .send({ email: `${secret}@a`, password: secret })
  await agent.post('/login').type('form').send({ email: 'alice@example.com', password: PASSWORD })
  await agent.post('/admin/posts').type('form').send({ title: secret, body: secret })

  expect(text()).not.toContain(secret)
  expect(text()).not.toContain(PASSWORD)
  expect(text()).not.toContain('alice@example.com')
  expect(text()).toContain('"path":"/preview/…"')
})

test.each(['%s%d%j%o', '%0d%0a%7B%22level%22:50%7D', '%1b[31m', '%00', '"},{"level":50'])(
  'S44: %s in an address stays within its line',
  async path => {
    const { agent, lines } = await openLogged(await openSite())

    await agent.get(`/tags/${path}`)

    expect(lines().map(({ msg }) => msg)).toEqual(['request'])
  },
)

async function openLogged(site: Site, db = site.context.db) {
  await Promise.resolve()
  let written = ''
  const log = pino(
    { level: 'info', timestamp: pino.stdTimeFunctions.isoTime },
    { write: line => (written += line) },
  )
  const app = createApp({ ...site.context, db, log })
  const lines = () =>
    written
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Line)
  const agent = supertest.agent(app).set('Sec-Fetch-Site', 'same-origin')
  return { agent, lines, text: () => written }
}
