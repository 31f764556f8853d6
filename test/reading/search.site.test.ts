import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Page } from '../support/site.ts'

const titlesOf = ({ $ }: Page): string[] =>
  $('.card-title')
    .map((_, title) => $(title).text())
    .get()

test('finds the posts that have all the words, in their context', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Harbour', body: `${'far '.repeat(90)}the old lamp burns & glows.` })
  await addPost(site, { title: 'Lamp', body: 'Nothing old about it.' })
  await addPost(site, { title: 'Other', body: 'Only the harbour.' })

  const found = await site.page('/search?q=Old+LAMP')

  expect(titlesOf(found)).toEqual(['Lamp', 'Harbour'])
  expect(found.$('.card').first().find('.card-title mark').text()).toBe('Lamp')
  expect(found.$('.card').last().find('.card-text').text()).toMatch(
    /^… .*old lamp burns & glows\.$/u,
  )
  expect(found.$('.card').last().find('mark').text()).toBe('oldlamp')
  expect(found.$('input[name=q]').val()).toBe('Old LAMP')
  expect(found.$('meta[name=robots]').attr('content')).toBe('noindex')
})

test.each([
  ['数据库', true],
  ['ΜΕΓΆΛΟΣ', true],
  ['harb', true],
  ['ha', false],
])('%s is found: %s', async (q, isFound) => {
  const site = await openSite()
  await addPost(site, { title: 'Words', body: '关于数据库的笔记。 μεγάλος harbour' })

  const found = await site.page(`/search?q=${encodeURIComponent(q)}`)

  expect(titlesOf(found)).toEqual(isFound ? ['Words'] : [])
})

test.each([
  ...[
    '"',
    '*',
    'NEAR(',
    'a:b',
    '-',
    '(',
    ')',
    '%',
    '_',
    "'",
    '\\',
    ':*',
    '!',
    '&',
    '|',
    '<->',
    'AND',
  ],
  ...[
    '"a" OR "b"',
    'a NOT b',
    '^a',
    '{a b}',
    '\0',
    '\ud83e',
    '🦀',
    'a'.repeat(10_000),
    'a '.repeat(3_000),
  ],
])('S40: the query %j is looked for as words', async q => {
  const site = await openSite()
  await addPost(site, {})

  const found = await site.agent().get('/search').query({ q })

  expect(found.status).toBe(200)
})

test.each(['q=a&q=b', 'q[]=a', 'q[x]=a', 'q='])('/search?%s is the empty form', async query => {
  const site = await openSite()
  await addPost(site, { title: 'A' })

  const found = await site.page(`/search?${query}`)

  expect(found.status).toBe(200)
  expect(titlesOf(found)).toEqual([])
})

test('S43: what is marked is text, whatever it looks like', async () => {
  const site = await openSite()
  await addPost(site, { title: '<img src=x> tag', body: 'A `<script>alert(1)</script>` tag.' })

  const found = await site.page('/search?q=tag')

  expect(found.$('main img, main script')).toHaveLength(0)
  expect(found.$('.card-text').text()).toBe('A <script>alert(1)</script> tag.')
})

test('many results come in pages that keep the words', async () => {
  const site = await openSite()
  for (let number = 0; number < 11; number += 1) await addPost(site, { title: `Lamp ${number}` })

  const first = await site.page('/search?q=lamp')

  expect(first.$('.card')).toHaveLength(10)
  expect(first.$('[rel=next].pagination-older').attr('href')).toBe('/search?q=lamp&page=2')
  expect((await site.page('/search?q=lamp&page=2')).$('.card')).toHaveLength(1)
  expect((await site.page('/search?q=lamp&page=3')).status).toBe(404)
})

test('S74: who searches without end is told to wait; others, and pages, are not', async () => {
  const site = await openSite({ config: { trustProxy: 1 } })
  await addPost(site, { title: 'Harbour' })
  const get = (path: string, from: string) => site.agent().get(path).set('X-Forwarded-For', from)

  for (let n = 0; n < 120; n += 1) await get('/search?q=', '203.0.113.7')
  const page = await get('/search?q=harbour', '203.0.113.7').set('Accept', 'text/html')
  const json = await get('/search?q=harbour', '203.0.113.7').set('Accept', 'application/json')

  expect([page.status, json.status]).toEqual([429, 429])
  expect(Number(page.headers['retry-after'])).toBeGreaterThan(0)
  expect(page.text).toContain('You search faster than this site follows.')
  expect(page.text).toContain('value="harbour"')
  expect(json.body).toMatchObject({ total: 0, results: [] })
  expect((await get('/search?q=harbour', '198.51.100.1')).status).toBe(200)
  expect((await get('/search', '203.0.113.7')).status).toBe(200)
  expect((await get('/', '203.0.113.7')).status).toBe(200)
})
