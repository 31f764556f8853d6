import supertest from 'supertest'
import { expect, test } from 'vitest'
import { PASSWORD } from '../support/people.ts'
import { openSite, type Site } from '../support/site.ts'

type Case = [what: string, headers: Record<string, string>, status: number]

// A POST to an address that is not there: 403 = refused, 404 = let through.
const CASES: Case[] = [
  ['Sec-Fetch-Site: same-origin', { 'Sec-Fetch-Site': 'same-origin' }, 404],
  ['Sec-Fetch-Site: none, typed by a person', { 'Sec-Fetch-Site': 'none' }, 404],
  ['Sec-Fetch-Site: same-site', { 'Sec-Fetch-Site': 'same-site' }, 403],
  ['Sec-Fetch-Site: cross-site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
  ['an unknown Sec-Fetch-Site', { 'Sec-Fetch-Site': 'elsewhere' }, 403],
  ['an empty Sec-Fetch-Site', { 'Sec-Fetch-Site': '' }, 403],
  [
    'cross-site with the own Origin',
    { 'Sec-Fetch-Site': 'cross-site', Host: 'blog.example', Origin: 'http://blog.example' },
    403,
  ],
  ['the own Origin', { Host: 'blog.example', Origin: 'http://blog.example' }, 404],
  ['the own Origin with its port', { Host: 'h:3000', Origin: 'http://h:3000' }, 404],
  ['the own host on another port', { Host: 'h:3000', Origin: 'http://h:4000' }, 403],
  ['a foreign Origin', { Host: 'blog.example', Origin: 'https://evil.example' }, 403],
  ['a subdomain', { Host: 'blog.example', Origin: 'https://a.blog.example' }, 403],
  ['a longer name', { Host: 'blog.example', Origin: 'https://blog.example.evil.example' }, 403],
  [
    'a name in the user part',
    { Host: 'blog.example', Origin: 'http://blog.example@evil.example' },
    403,
  ],
  ['Origin: null', { Origin: 'null' }, 403],
  ['an unreadable Origin', { Origin: '//' }, 403],
  ['neither header', {}, 403],
  ['a forged Referer only', { Host: 'blog.example', Referer: 'http://blog.example/' }, 403],
  ['a bearer token and no cookie', { Authorization: 'Bearer 1' }, 404],
  ['a bearer token beside a cookie', { Authorization: 'Bearer 1', Cookie: 'blext=1' }, 403],
  [
    'a bearer token from another site',
    { Authorization: 'Bearer 1', Origin: 'https://e.example' },
    403,
  ],
  ['a password instead of a token', { Authorization: 'Basic YTpi' }, 403],
]

test('S23: a change is taken from this site only', async () => {
  const site = await openSite()

  const answers = []
  for (const [what, headers] of CASES) {
    answers.push([what, (await supertest(site.app).post('/nowhere').set(headers)).status])
  }

  expect(answers).toEqual(CASES.map(([what, , status]) => [what, status]))
})

test.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('S23: %s needs the same', async method => {
  const site = await openSite()

  const foreign = await fetch(`${site.url}/`, { method, headers: { Origin: 'https://e.example' } })
  const own = await fetch(`${site.url}/nowhere`, { method, headers: { Origin: site.url } })

  expect([foreign.status, own.status]).toEqual([403, 404])
})

test('S23: reading needs nothing, wherever the link stands', async () => {
  const site = await openSite()
  const elsewhere = { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' }

  const answer = await supertest(site.app).get('/').set(elsewhere)

  expect(answer.status).toBe(200)
})

test('S26: no answer opens the site to scripts from elsewhere', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const origin = { Origin: 'https://evil.example' }

  for (const path of ['/', '/feed.json', '/admin/posts', '/none', '/css/tokens.css']) {
    const { headers } = await adam.get(path).set(origin)
    expect(headers['access-control-allow-origin'], path).toBeUndefined()
    expect(headers['access-control-allow-credentials'], path).toBeUndefined()
  }
  const asked = await adam
    .options('/admin/posts')
    .set({ ...origin, 'Access-Control-Request-Method': 'POST' })
  expect(asked.headers['access-control-allow-methods']).toBeUndefined()
})

test.each([
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
])('S24: settings sent as JSON under the name of %s change nothing', async type => {
  const site = await openSite()
  const cookie = await cookieOfAdam(site)

  const answer = await fetch(`${site.url}/admin/settings`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie, 'Content-Type': type, 'Sec-Fetch-Site': 'same-origin' },
    body: JSON.stringify({ title: 'Taken over' }),
  })

  await answer.text()
  expect(answer.status).toBeLessThan(500)
  expect(await site.db.read.setting.count({ where: { value: 'Taken over' } })).toBe(0)
})

async function cookieOfAdam(site: Site): Promise<string> {
  const { headers } = await site
    .agent()
    .post('/login')
    .type('form')
    .send({ email: 'adam@example.com', password: PASSWORD })
  return String(headers['set-cookie']).split(';')[0] ?? ''
}
