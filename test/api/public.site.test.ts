import supertest from 'supertest'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const ask = (site: Site, path: string) => supertest(site.app).get(`/api/v1/public${path}`)

async function open(corsOrigins = '') {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const sent = { publicApi: '1', corsOrigins }
  await adam.post('/admin/settings/api').type('form').send(sent).expect(303)
  return { site, adam }
}

type List = { items: { title: string; name: string; posts: number }[]; total: number }

test('S29: without a token nothing is read, until an admin opens the public part', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { tags: ['river'] })
  const paths = ['/posts', `/posts/${id}`, '/tags', '/categories', '/nothing']

  const closed = await Promise.all(paths.map(async path => (await ask(site, path)).status))
  const tokens = await supertest(site.app).get('/api/v1/posts')

  expect(closed).toEqual([404, 404, 404, 404, 404])
  expect(tokens.status).toBe(401)
})

test('S29, S31: the public part shows what readers see, and nothing of drafts, people or accounts', async () => {
  const { site } = await open()
  await addPost(site, { title: 'River', tags: ['river', 'walk'], category: 'Out' })
  await addPost(site, { title: 'About', kind: 'page' })
  const hidden = { tags: ['confidential', 'river'], category: 'Locked', body: 'confidential' }
  const draft = await addPost(site, { ...hidden, title: 'Confidential', status: 'draft' })
  const later = { ...hidden, title: 'Confidential too', publishedAt: '2026-05-01T08:00:00Z' }
  const scheduled = await addPost(site, later)
  const trashed = await addPost(site, { ...hidden, title: 'Confidential, too' })
  const adam = await site.signIn('adam')
  await adam.post(`/admin/posts/${trashed.id}/delete`).type('form').send({})

  const posts = await ask(site, '/posts')
  const answers = await Promise.all(
    [
      ...['/posts?kind=page', '/posts?tag=river', '/posts?tag=confidential', '/posts?slug=river'],
      ...['/posts?category=Locked', '/posts?slug=confidential', '/tags', '/categories'],
    ].map(path => ask(site, path)),
  )
  const alone = [draft, scheduled, trashed].map(({ id }) => ask(site, `/posts/${id}`))
  const statuses = (await Promise.all(alone)).map(({ status }) => status)
  const lists = answers.map(answer => answer.body as List)
  const titles = lists.slice(0, 6).map(({ items }) => items.map(({ title }) => title))
  const [tags, categories] = lists.slice(6)

  expect(posts.body).toMatchObject({ total: 1, items: [{ title: 'River', status: 'published' }] })
  expect(titles).toEqual([['About'], ['River'], [], ['River'], [], []])
  expect(tags?.items.map(({ name, posts }) => [name, posts])).toEqual([
    ['river', 1],
    ['walk', 1],
  ])
  expect(categories?.items.map(({ name }) => name)).toEqual(['Out'])
  expect(statuses).toEqual([404, 404, 404])
  const all = [posts, ...answers].map(({ text }) => text).join('')
  expect(all).not.toMatch(/confidential|locked|@example|passwordHash|role/i)
  expect((await supertest(site.app).post('/api/v1/public/posts').send({})).status).toBe(403)
})

test('lists are led through by Link, and each answer says how much may be asked', async () => {
  const { site } = await open()
  for (const title of ['One', 'Two', 'Three']) await addPost(site, { title, tags: ['a'] })

  const page = await ask(site, '/posts?perPage=1&page=2&tag=a')
  const refusals = await Promise.all(
    ['/api/v1/posts', '/api/v1/public/posts/99', '/api/v1/nothing', '/api/v1/openapi.json'].map(
      path => supertest(site.app).get(path),
    ),
  )
  const again = await ask(site, '/posts').set(
    'If-None-Match',
    (await ask(site, '/posts')).headers['etag'] ?? '',
  )

  const links = Object.fromEntries(
    (page.headers['link'] ?? '').split(', ').map(link => {
      const [, url = '', rel = ''] = /<(.*)>; rel="(.*)"/.exec(link) ?? []
      return [rel, new URL(url, 'http://x').searchParams.get('page')]
    }),
  )
  expect(links).toEqual({ first: '1', prev: '1', next: '3', last: '3' })
  expect(page.headers['link']).toContain('tag=a')
  for (const { headers } of [page, ...refusals]) expect(headers).toHaveProperty('ratelimit')
  expect(again.status).toBe(304)
  expect((await ask(site, '/posts?tag=a&category=b')).status).toBe(400)
})

const preflight = (site: Site, path: string, origin: string) =>
  supertest(site.app).options(path).set({
    Origin: origin,
    'Access-Control-Request-Method': 'PATCH',
    'Sec-Fetch-Site': 'cross-site',
  })

test('S26: scripts of other sites get no leave, unless their site is named', async () => {
  const { site, adam } = await open()
  const elsewhere = 'https://evil.example'
  const none = await ask(site, '/posts').set('Origin', elsewhere)
  const sent = { publicApi: '1', corsOrigins: 'https://app.example http://localhost:5173' }
  await adam.post('/admin/settings/api').type('form').send(sent).expect(303)

  const stranger = await ask(site, '/posts').set('Origin', elsewhere)
  const friend = await preflight(site, '/api/v1/posts/1', 'https://app.example')
  const refused = await preflight(site, '/api/v1/posts/1', elsewhere)
  const lookalike = await preflight(site, '/api/v1/posts/1', 'https://app.example.evil.example')
  const answered = await supertest(site.app)
    .post('/api/v1/posts')
    .set({ Origin: 'https://app.example', 'Sec-Fetch-Site': 'cross-site' })
    .send({ title: 'No token' })
  const form = await supertest(site.app)
    .post('/admin/posts')
    .set({ Origin: 'https://app.example', 'Sec-Fetch-Site': 'cross-site' })
    .type('form')
    .send({ title: 'Forged' })

  for (const { headers } of [none, stranger, refused, lookalike, form]) {
    expect(headers).not.toHaveProperty('access-control-allow-origin')
  }
  expect([friend.status, friend.headers['access-control-allow-origin']]).toEqual([
    ...[204, 'https://app.example'],
  ])
  expect(friend.headers['access-control-allow-headers']).toContain('Authorization')
  expect(friend.headers['vary']).toContain('Origin')
  expect([answered.status, answered.headers['access-control-allow-origin']]).toEqual([
    ...[401, 'https://app.example'],
  ])
  expect(form.status).toBe(403)
  for (const { headers } of [friend, answered]) {
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  }
})

test('S26: a star lets scripts of all sites read what is public, and nothing else', async () => {
  const { site } = await open('*')
  const origin = 'https://anybody.example'

  const open1 = await ask(site, '/tags').set('Origin', origin)
  const beforehand = await preflight(site, '/api/v1/public/tags', origin)
  const closed = await preflight(site, '/api/v1/posts', origin)

  expect(open1.headers['access-control-allow-origin']).toBe('*')
  expect(beforehand.headers['access-control-allow-methods']).toBe('GET')
  expect(beforehand.headers).not.toHaveProperty('access-control-allow-headers')
  expect(closed.headers).not.toHaveProperty('access-control-allow-origin')
})

test('what is no origin comes back with the form', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  const wrong = [
    'https://app.example/path',
    'app.example',
    'null',
    '* https://app.example',
    'ftp://a.b',
  ]

  for (const corsOrigins of wrong) {
    const answer = await adam.post('/admin/settings/api').type('form').send({ corsOrigins })
    expect([corsOrigins, answer.status]).toEqual([corsOrigins, 422])
    expect(answer.text).toContain('Write origins as https://app.example.org')
  }
})
