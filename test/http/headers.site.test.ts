import supertest from 'supertest'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' https: data:",
  "media-src 'self' https:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "object-src 'none'",
].join(';')

const ANSWERS: [path: string, status: number, type: string | undefined][] = [
  ['/', 200, 'text/html; charset=utf-8'],
  ['/posts/tide', 200, 'text/html; charset=utf-8'],
  ['/search', 200, 'text/html; charset=utf-8'],
  ['/admin/posts', 200, 'text/html; charset=utf-8'],
  ['/feed.xml', 200, 'application/atom+xml; charset=utf-8'],
  ['/rss.xml', 200, 'application/rss+xml; charset=utf-8'],
  ['/feed.json', 200, 'application/feed+json; charset=utf-8'],
  ['/sitemap.xml', 200, 'application/xml; charset=utf-8'],
  ['/robots.txt', 200, 'text/plain; charset=utf-8'],
  ['/css/tokens.css', 200, 'text/css; charset=utf-8'],
  ['/favicon.svg', 200, 'image/svg+xml'],
  ['/none', 404, 'text/html; charset=utf-8'],
  ['/%', 400, 'text/html; charset=utf-8'],
  ['/admin', 303, undefined],
]

test('S48, S50, S51, S52, S53: every kind of answer has its headers', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tide' })
  const adam = await site.signIn('adam')

  for (const [path, status, type] of ANSWERS) {
    const answer = await adam.get(path).redirects(0)
    const got = answer.headers
    expect([path, answer.status]).toEqual([path, status])
    expect([path, got['content-security-policy']]).toEqual([path, POLICY])
    expect(got['x-content-type-options']).toBe('nosniff')
    expect(got['referrer-policy']).toBe('same-origin')
    expect(got['cross-origin-opener-policy']).toBe('same-origin')
    expect(got['cross-origin-resource-policy']).toBe('same-origin')
    expect(got['x-frame-options']).toBe('DENY')
    expect(got['x-powered-by']).toBeUndefined()
    expect(got['server']).toBeUndefined()
    if (type !== undefined) expect([path, got['content-type']]).toEqual([path, type])
  }
})

test('S48, S56, S80: no page needs what the policy forbids', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tide', body: '```js\nlet a = 1\n```\n\n$x^2$', tags: ['a'] })
  const adam = await site.signIn('adam')

  for (const path of ['/', '/posts/tide', '/admin/posts', '/admin/posts/new', '/login', '/none']) {
    const { $ } = await site.page(path, adam)
    expect(
      $('script:not([src], [type="application/ld+json"]), [style], style, base').length,
      path,
    ).toBe(0)
    const handlers = $('*')
      .toArray()
      .flatMap(element => Object.keys($(element).attr() ?? {}))
    expect(
      handlers.filter(name => name.startsWith('on')),
      path,
    ).toEqual([])
    const foreign = $('script[src], link[rel=stylesheet]')
      .toArray()
      .map(element => $(element).attr('src') ?? $(element).attr('href') ?? '')
    expect(
      foreign.filter(address => !/^\/[^/]/.test(address)),
      path,
    ).toEqual([])
  }
})

test.each([
  '/.git/HEAD',
  '/.env',
  '/.env.example',
  '/package.json',
  '/prisma/schema.prisma',
  '/node_modules/express/package.json',
  '/src/main.ts',
  '/data/blext.db',
  '/blext.db',
  '/session-secret',
  '/css/',
  '/css',
  '/css/tokens.css.map',
  '/media/',
  '/build/',
  '/server-status',
])('S54: %s is not served', async path => {
  const site = await openSite()

  const { status, text } = await site.page(path)

  expect(status).toBe(404)
  expect(text).toContain('There is nothing here')
})

test('S54: TRACE is 405 and sends nothing back', async () => {
  const site = await openSite()

  const answer = await supertest(site.app).trace('/').set('Cookie', 'a=secret')

  expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, POST'])
  expect(answer.text).not.toContain('secret')
})

test('a file of the site is kept for a year under its versioned address, else for minutes', async () => {
  const site = await openSite()
  const { $ } = await site.page('/')
  const versioned = $('link[rel=stylesheet]').first().attr('href') ?? ''

  expect(versioned).toMatch(/\?v=[0-9a-f]{12}$/)
  expect((await site.page(versioned)).headers['cache-control']).toBe(
    'public, max-age=31536000, immutable',
  )
  expect((await site.page('/css/tokens.css')).headers['cache-control']).toBe('public, max-age=300')
})
