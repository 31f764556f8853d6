import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Page } from '../support/site.ts'

const messages = ({ $ }: Page): string => $('.field-error, .mistakes').text()

// What is sent, and what the answer says of it.
const mistakes: [string, Record<string, string>, RegExp][] = [
  ['a missing title', { title: '  ' }, /title is required/i],
  ['a title of which nothing is seen', { title: '\u200b\u2060' }, /title is required/i],
  ['a title of 301 characters', { title: 'x'.repeat(301) }, /300 characters/],
  ['a title of 1,000 characters', { title: '🦀'.repeat(1000) }, /300 characters/],
  ['an impossible date', { publishedAt: '2026-02-30T10:00' }, /date/i],
  ['a date that is none', { publishedAt: 'tomorrow' }, /date/i],
  ['an unknown status', { status: 'hidden' }, /status/i],
  ['an unknown kind', { kind: 'poem' }, /post or a page/i],
  ['an address in use', { slug: 'taken' }, /address/i],
  ['a long excerpt', { excerpt: 'x'.repeat(10_001) }, /10,000 characters/],
  ['a category with a comma', { category: 'a, b' }, /comma/],
  ['a category with a wide comma', { category: 'a，b' }, /comma/],
  ['a category of 201 characters', { category: 'x'.repeat(201) }, /200 characters/],
  [
    'a broken header',
    { body: '---\ntitle: [\n---\nMy long text' },
    /Line 3: The header cannot be read/,
  ],
]

test.each(mistakes)('%s is explained, writes nothing and keeps the text', async (_, sent, said) => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Taken' })
  const form = { title: 'T', body: 'My long text', tags: 'typed', ...sent }

  const created = await sendForm(alice, '/admin/posts', form)
  const own = await addPost(site, { title: 'Own' })
  const edited = await sendForm(alice, `/admin/posts/${own.id}`, { version: '1', ...form })

  for (const answer of [created, edited]) {
    expect(answer.status).toBe(422)
    expect(messages(answer)).toMatch(said)
    expect(answer.$('[name=body]').val()).toContain('My long text')
    expect(answer.$('[name=tags]').val()).toBe('typed')
  }
  expect(await site.db.read.post.count()).toBe(2)
  expect(await site.db.read.revision.count()).toBe(2)
  expect(id).toBe(1)
})

test('a title of 300 characters and a text of 1 MiB are taken, one byte more is not', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const title = '🦀'.repeat(300)
  const body = `x${'\n'.repeat(1024 ** 2 - 2)}`

  const taken = await sendForm(alice, '/admin/posts', { title, body: `${body}x` })
  const refused = await sendForm(alice, '/admin/posts', { title, body: `${body}xy` })

  expect([taken.status, refused.status]).toEqual([303, 422])
  expect(messages(refused)).toContain('1 MiB')
  expect(String(refused.$('[name=body]').val()).length).toBe(body.length + 2)
})

test('a field sent twice is refused, not guessed', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await sendForm(alice, '/admin/posts', { title: ['A', 'B'], body: 'My text' })

  expect(answer.status).toBe(422)
  expect(answer.$('[name=body]').val()).toContain('My text')
})

test('a character that no text may hold is dropped, not an error', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const sent = {
    title: 'T\0itle',
    body: 'B\0ody',
    tags: 'a\0b',
    category: '\0',
    slug: 's\0',
    excerpt: '\0',
  }

  const answer = await sendForm(alice, '/admin/posts', { ...sent, status: 'published' })
  const list = await site.page('/admin/posts?q=%00&tag=%00&category=%00&author=%00', alice)

  const post = await site.db.read.post.findFirstOrThrow()
  expect([answer.status, list.status]).toEqual([303, 200])
  expect(post).toMatchObject({ title: 'Title', body: 'Body', slug: 's', excerpt: '' })
})

test('what is not there is 404 in every address', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')

  for (const id of ['99', '0', 'x', '1e3', '99999999999']) {
    for (const path of ['edit', 'revisions', 'revisions/1']) {
      expect((await site.page(`/admin/posts/${id}/${path}`, adam)).status, path).toBe(404)
    }
    for (const path of ['', '/delete', '/restore', '/purge', '/revisions/1/restore']) {
      const { status } = await sendForm(adam, `/admin/posts/${id}${path}`, { version: '1' })
      expect(status, id + path).toBe(404)
    }
  }
})

test('a malformed multipart form is 400, a sound one is read', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const send = (type: string, body: string) =>
    alice.post('/admin/posts').set('Content-Type', type).send(Buffer.from(body))
  const type = 'multipart/form-data; boundary=x'
  const field = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

  const answers = [
    await send('multipart/form-data', 'x'),
    await send(type, field('title', 'T')),
    await send(type, '--x\r\nnonsense'),
    await send(type, 'no boundary at all'),
    await send(type, `${field('title', 'T')}${field('body', 'B')}--x--\r\n`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 303])
  expect(await site.db.read.post.count()).toBe(1)
})

test('a form of 17 MB is 413, and so is one of 20,001 fields', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const fields = Array.from({ length: 20_001 }, (_, at) => `ids=${at}`).join('&')

  const large = await sendForm(alice, '/admin/posts', { title: 'T', body: 'x'.repeat(17_000_000) })
  const many = await alice.post('/admin/posts/bulk').type('form').send(`action=publish&${fields}`)

  expect([large.status, many.status]).toEqual([413, 413])
  expect(await site.db.read.post.count()).toBe(0)
})

test('a form that is cut off in the middle does no harm', async () => {
  const site = await openSite()
  const { port } = new URL(site.url)
  const socket = connect(Number(port), '127.0.0.1')
  const head =
    'POST /admin/posts HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nSec-Fetch-Site: same-origin\r\n'
  const type = 'Content-Type: application/x-www-form-urlencoded\r\n\r\ntitle=T'

  await new Promise<void>(resolve => {
    socket.write(head + type, () => {
      socket.destroy()
      resolve()
    })
  })

  expect((await site.page('/')).status).toBe(200)
  expect(await site.db.read.post.count()).toBe(0)
})

test('a whole document pasted into the body fills the fields', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const body = [
    ...['---', 'title: Many-to-many, re-edited', 'category: Databases'],
    ...['tags: [sqlite, prisma, "C++"]', 'date: 2026-01-21T10:00:00+08:00', 'slug: many', '---'],
    ...['The summary.', '<!-- more -->', 'The rest.'],
  ].join('\n')

  const answer = await sendForm(alice, '/admin/posts', { title: '', body, status: 'published' })

  const post = await site.db.read.post.findFirstOrThrow({
    include: { category: true, tags: { include: { tag: true }, orderBy: { position: 'asc' } } },
  })
  expect(answer.status).toBe(303)
  expect(post).toMatchObject({
    ...{ title: 'Many-to-many, re-edited', slug: 'many', status: 'published' },
    ...{ body: 'The summary.\n<!-- more -->\nThe rest.', category: { name: 'Databases' } },
    publishedAt: new Date('2026-01-21T02:00:00Z'),
  })
  expect(post.tags.map(({ tag }) => tag.name)).toEqual(['sqlite', 'prisma', 'C++'])
})

test('a document that says it is a draft is not published by mistake', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const body = '---\ntitle: Quiet\ndraft: true\n---\nText'

  await sendForm(alice, '/admin/posts', { body, status: 'published' })

  expect((await site.db.read.post.findFirstOrThrow()).status).toBe('draft')
})

test('a post shown as a document and pasted again is unchanged', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, {
    ...{ title: 'Yes: no', body: 'Text\n\n---\n\nmore', tags: ['C++', 'a b'], category: '日本' },
    ...{ excerpt: 'In short: this', status: 'published' },
  })
  const document = await alice.get(`/admin/posts/${id}.md`)

  const answer = await sendForm(alice, `/admin/posts/${id}`, { version: '9', body: document.text })

  expect(document.text).toContain('title:')
  expect(answer.status).toBe(303)
  expect(await site.db.read.revision.count()).toBe(1)
})

test('the body of a draft that begins with a line of dashes is no header', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const answer = await sendForm(alice, '/admin/posts', { title: 'T', body: '---\n\nText\n\n---\n' })

  expect(answer.status).toBe(303)
  expect((await site.db.read.post.findFirstOrThrow()).body).toContain('Text')
})
