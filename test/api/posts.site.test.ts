import { expect, test } from 'vitest'
import { PostShape } from '../../src/api/posts/shape.ts'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'
import { openScript } from './holder.ts'

type Post = Record<string, unknown> & { id: number; version: number; tags: { name: string }[] }

test('a script adds a post, which has the shape of the contract and is there for readers', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const answer = await call('post', '/posts', {
    ...{ title: 'Tides', body: 'The *sea*.', category: 'Nature', tags: ['C++', 'Low water'] },
    status: 'published',
  })
  const post = answer.body as Post

  expect(answer.status).toBe(201)
  expect(answer.headers).toMatchObject({ location: `/api/v1/posts/${post.id}`, etag: '"1"' })
  expect(PostShape.strict().parse(post)).toMatchObject({
    ...{ title: 'Tides', slug: 'tides', status: 'published', version: 1 },
    url: new URL('/posts/tides', site.context.config.baseUrl).href,
    html: '<p>The <em>sea</em>.</p>\n',
    author: { username: 'alice' },
    category: { name: 'Nature', slug: 'nature' },
    tags: [{ name: 'C++' }, { name: 'Low water' }],
    publishedAt: '2026-03-04T05:06:07.000Z',
  })
  expect((await site.page('/posts/tides')).status).toBe(200)
})

test('PATCH changes what is sent and leaves the rest, for the version that If-Match names', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  const { id } = await addPost(site, { title: 'Tides', tags: ['Sea'], category: 'Nature' })

  const changed = await call('patch', `/posts/${id}`, { body: 'New.' }, { 'If-Match': '"1"' })
  const stale = await call('patch', `/posts/${id}`, { body: 'Old.' }, { 'If-Match': '"1"' })
  const missing = await call('patch', `/posts/${id}`, { body: 'Old.' })

  expect([changed.status, stale.status, missing.status]).toEqual([200, 412, 428])
  expect(changed.headers['etag']).toBe('"2"')
  expect(changed.body).toMatchObject({
    ...{ title: 'Tides', body: 'New.', version: 2, category: { name: 'Nature' } },
    tags: [{ name: 'Sea' }],
  })
  expect(stale.headers['content-type']).toContain('application/problem+json')
})

test('PUT replaces the whole set of tags: other names lead to theirs, new ones are made, doubles are one', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'edith')
  const { id } = await addPost(site, { tags: ['JavaScript', 'Old'] })
  const found = await call('get', '/tags?q=JavaScript')
  const [tag] = (found.body as { items: { id: number }[] }).items
  await call('patch', `/tags/${tag?.id}`, { name: 'ECMAScript' })

  const put = await call(
    ...(['put', `/posts/${id}/tags`] as const),
    ...([{ tags: ['javascript', 'Rails', 'rails'] }, { 'If-Match': '"1"' }] as const),
  )
  const empty = await call('put', `/posts/${id}/tags`, [], {
    'If-Match': put.headers['etag'] ?? '',
  })

  expect(put.status).toBe(200)
  expect((put.body as { items: unknown[] }).items).toMatchObject([
    { name: 'ECMAScript' },
    { name: 'Rails' },
  ])
  expect(empty.body).toMatchObject({ items: [], total: 0 })
  expect(await site.db.read.blogTag.count()).toBe(0)
  expect((await call('put', `/posts/${id}/tags`, [])).status).toBe(428)
})

test('DELETE moves a post to the trash; it can be restored, and the operation undone', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  const { id } = await addPost(site)

  const stale = await call('delete', `/posts/${id}`, undefined, { 'If-Match': '"9"' })
  const gone = await call('delete', `/posts/${id}`, undefined, { 'If-Match': '"1"' })
  const after = await call('get', `/posts/${id}`)
  const listed = await call('get', '/posts?status=trash')
  const undone = await call('post', `/operations/${gone.headers['blext-operation']}/undo`)
  const back = await call('get', `/posts/${id}`)

  expect([stale, gone, after, undone, back].map(({ status }) => status)).toEqual([
    ...[412, 204, 404, 200, 200],
  ])
  expect((listed.body as { items: unknown[] }).items).toMatchObject([{ id, status: 'trash' }])
})

test('lists have pages, filters, a total and the addresses of their pages', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'edith')
  for (const n of [1, 2, 3]) await addPost(site, { title: `Post ${n}`, tags: [`T${n % 2}`] })
  await addPost(site, { title: 'Draft', status: 'draft', category: 'Nature' })

  const first = await call('get', '/posts?perPage=3')
  const tagged = await call('get', '/posts?tag=T1&status=published')
  const inCategory = await call('get', '/posts?category=nature')
  const strange = await call('get', '/posts?page=-1&perPage=1e9&status=x')

  expect(first.body).toMatchObject({ page: 1, perPage: 3, total: 4 })
  expect(first.headers['link']).toContain('</api/v1/posts?page=2&perPage=3>; rel="next"')
  expect(titlesOf(tagged.body)).toEqual(['Post 3', 'Post 1'])
  expect(titlesOf(inCategory.body)).toEqual(['Draft'])
  expect(strange.body).toMatchObject({ page: 1, perPage: 20, total: 4 })
})

test('a script of an author sees and touches the author’s own posts only', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'bob')
  const { id } = await addPost(site, { author: 'alice' })
  const match = { 'If-Match': '"1"' }

  const answers = [
    await call('get', `/posts/${id}`),
    await call('patch', `/posts/${id}`, { title: 'Mine' }, match),
    await call('delete', `/posts/${id}`, undefined, match),
    await call('put', `/posts/${id}/tags`, ['x'], match),
    await call('post', `/posts/${id}/restore`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  expect((await call('get', '/posts')).body).toMatchObject({ items: [], total: 0 })
})

test.each([
  ['no title', { body: 'x' }, 'title'],
  ['a title that is too long', { title: 'x'.repeat(301) }, 'title'],
  ['a title that is no text', { title: { contains: '' } }, 'title'],
  ['a comma in the name of a tag', { title: 'x', tags: ['a,b'] }, 'tags.0'],
  ['tags that are no list', { title: 'x', tags: 'a' }, 'tags'],
  ['a date that is none', { title: 'x', publishedAt: '2026-02-31' }, 'publishedAt'],
  ['an unknown status', { title: 'x', status: 'hidden' }, 'status'],
  ['a body of more than 1 MiB', { title: 'x', body: 'x'.repeat(1024 * 1024 + 1) }, 'body'],
])('%s is 422 with the field', async (_name, body, field) => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const answer = await call('post', '/posts', body)

  expect(answer.status).toBe(422)
  expect(fieldsOf(answer.body)).toContain(field)
  expect(await site.db.read.post.count()).toBe(0)
})

test('what is no JSON is 415, JSON that is broken 400, and a body over 16 MB 413', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const text = await call('post', '/posts', 'title=x', { 'Content-Type': 'text/plain' })
  const form = await call('post', '/posts', 'title=x', {
    'Content-Type': 'application/x-www-form-urlencoded',
  })
  const broken = await call('post', '/posts', '{"title":', { 'Content-Type': 'application/json' })
  const large = await call('post', '/posts', { title: 'x', body: 'x'.repeat(17 * 1024 * 1024) })

  expect([text, form, broken, large].map(({ status }) => status)).toEqual([415, 415, 400, 413])
  for (const answer of [text, form, broken, large]) {
    expect(answer.headers['content-type']).toContain('application/problem+json')
  }
})

test('S30: fields that nobody may set are ignored', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  const { id } = await addPost(site, { author: 'alice' })

  await call(
    ...(['patch', `/posts/${id}`] as const),
    {
      ...{ title: 'Changed', id: 99, authorId: 1, author: { update: { role: 'admin' } } },
      ...{ createdAt: '2000-01-01T00:00:00Z', version: 50, html: '<script>', role: 'admin' },
    },
    { 'If-Match': '"1"' },
  )

  const post = await site.db.read.post.findUniqueOrThrow({
    where: { id },
    include: { author: true },
  })
  expect(post).toMatchObject({ id, title: 'Changed', version: 2, createdAt: site.now() })
  expect(post.author).toMatchObject({ username: 'alice', role: 'author' })
  expect(post.html).not.toContain('script')
})

test('ten at once with one version: one is taken, nine are told 412', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  const { id } = await addPost(site)

  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      call('put', `/posts/${id}/tags`, [`Tag ${n}`, 'Shared'], { 'If-Match': '"1"' }),
    ),
  )

  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)])
  expect(await site.db.read.blogTag.count({ where: { postId: id } })).toBe(2)
})

const titlesOf = (body: unknown): unknown[] =>
  (body as { items: { title: string }[] }).items.map(({ title }) => title)

const fieldsOf = (body: unknown): string[] =>
  ((body as { errors?: { field: string }[] }).errors ?? []).map(({ field }) => field)

test('series, cover, language, first address, pin and noindex are read and written alike', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  const said = {
    ...{ cover: '/media/tide.webp', language: 'de', noindex: true, pinned: true },
    canonicalUrl: 'https://elsewhere.example/tides',
  }
  const series = { name: 'The sea', position: 3 }
  const match = { 'If-Match': '*' }
  const { id } = (await call('post', '/posts', { title: 'Tides', ...said, series })).body as Post

  const shown = await call('get', `/posts/${id}`)
  const kept = await call('patch', `/posts/${id}`, { title: 'Tide' }, match)
  const moved = await call('patch', `/posts/${id}`, { series: { ...series, position: 5 } }, match)
  const cleared = { cover: null, language: '', canonicalUrl: null, noindex: false, pinned: false }
  const bare = await call('patch', `/posts/${id}`, { ...cleared, series: null }, match)
  const wrong = await call('patch', `/posts/${id}`, { cover: 'javascript:alert(1)' }, match)

  const place = { ...series, slug: 'the-sea' }
  expect(shown.body).toMatchObject({ ...said, series: place })
  expect(kept.body).toMatchObject({ ...said, series: place, title: 'Tide' })
  expect(moved.body).toMatchObject({ series: { ...place, position: 5 } })
  expect(bare.body).toMatchObject({
    ...{ cover: '', language: '', canonicalUrl: '', noindex: false, pinned: false, series: null },
  })
  expect([wrong.status, (wrong.body as { errors: unknown }).errors]).toMatchObject([
    422,
    [{ field: 'cover' }],
  ])
})
