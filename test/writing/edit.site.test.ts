import { expect, test } from 'vitest'
import { findStoredPost, type StoredPost } from '../../src/writing/post.ts'
import { addPost } from '../support/builders.ts'
import { readFields, sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

async function readPost({ db }: Site, id: number): Promise<StoredPost> {
  const post = await findStoredPost(db.read, id)
  if (!post) throw new Error(`There is no post ${id}.`)
  return post
}

/** What an unchanged form must not touch. */
async function readEverything({ db }: Site): Promise<unknown> {
  const { read } = db
  return [
    await read.post.findMany({ orderBy: { id: 'asc' } }),
    await read.blogTag.findMany({ orderBy: [{ postId: 'asc' }, { position: 'asc' }] }),
    await read.tag.findMany({ orderBy: { id: 'asc' } }),
    await read.category.findMany({ orderBy: { id: 'asc' } }),
    await read.revision.findMany({ orderBy: { id: 'asc' } }),
    await read.redirect.findMany(),
    await read.siteState.findMany(),
  ]
}

test('a post is written, published and read', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')

  const fields = { title: 'Hello', body: 'Good *morning*.', tags: 'a, b', category: 'News' }
  const answer = await sendForm(alice, '/admin/posts', { ...fields, status: 'published' })

  const page = await site.page('/posts/hello')
  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/posts/1/edit'])
  expect(page.$('h1').text()).toContain('Hello')
  expect(page.$('em').text()).toContain('morning')
  expect((await site.page('/tags/a')).status).toBe(200)
  expect((await site.page('/categories/news')).status).toBe(200)
})

test('a draft is saved and nobody else sees it until it is published', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await sendForm(alice, '/admin/posts', {
    title: 'Later',
    body: 'x',
    tags: 'quiet',
    status: 'draft',
  })

  const before = [(await site.page('/posts/later')).status, (await site.page('/tags/quiet')).status]
  const answer = await sendForm(alice, '/admin/posts/1', { version: '1', status: 'published' })

  expect(before).toEqual([404, 404])
  expect(answer.status).toBe(303)
  expect((await site.page('/posts/later')).status).toBe(200)
  expect((await readPost(site, 1)).publishedAt).toEqual(site.now())
})

test('a scheduled post appears when the clock passes its moment, in the site’s time zone', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await sendForm(adam, '/admin/settings', { timeZone: 'Asia/Shanghai', title: 'Blog' })
  const alice = await site.signIn('alice')
  const when = { publishedAt: '2026-03-10T10:00', status: 'published' }
  await sendForm(alice, '/admin/posts', { title: 'Soon', body: 'x', ...when })

  const early = (await site.page('/posts/soon')).status
  site.setNow('2026-03-10T01:59:59Z')
  const almost = (await site.page('/posts/soon')).status
  site.setNow('2026-03-10T02:00:00Z')
  const late = (await site.page('/posts/soon')).status

  expect([early, almost, late]).toEqual([404, 404, 200])
})

test('a post is unpublished and readers no longer find it; its address and date stay', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id, publishedAt } = await addPost(site, { title: 'Hello' })

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', status: 'draft' })

  const { slug, status, publishedAt: kept } = await readPost(site, id)
  expect((await site.page('/posts/hello')).status).toBe(404)
  expect([slug, status, kept]).toEqual(['hello', 'draft', publishedAt])
})

test('every field is re-edited', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Old', body: 'Old', tags: ['a', 'b'], category: 'C' })

  const sent = {
    ...{ title: 'New', body: 'New text', excerpt: 'In short', slug: 'newer', category: 'D' },
    ...{ tags: 'b, c', publishedAt: '2026-01-02T03:04', kind: 'page', pinned: ['', '1'] },
  }
  const answer = await sendForm(alice, `/admin/posts/${id}`, { ...sent, version: '1' })

  const post = await readPost(site, id)
  expect(answer.status).toBe(303)
  expect(post).toMatchObject({
    ...{ title: 'New', body: 'New text', excerpt: 'In short', slug: 'newer', kind: 'page' },
    ...{ pinned: true, version: 2, status: 'published', tagNames: ['b', 'c'] },
    ...{ category: { name: 'D' }, publishedAt: new Date('2026-01-02T03:04:00Z') },
  })
  expect((await site.page('/pages/newer')).text).toContain('New text')
})

test('an absent field keeps its value', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const post = await addPost(site, {
    ...{ title: 'T', body: 'B', excerpt: 'E', tags: ['a'], category: 'C', pinned: true },
  })

  await sendForm(alice, `/admin/posts/${post.id}`, { version: '1', title: 'Other' })

  const kept = await readPost(site, post.id)
  expect(kept).toMatchObject({
    ...{ title: 'Other', slug: 't', body: 'B', excerpt: 'E', tagNames: ['a'], pinned: true },
    ...{ category: { name: 'C' }, status: 'published', publishedAt: post.publishedAt },
  })
})

test('an empty field clears; an empty address or date keeps the present one', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const post = await addPost(site, {
    ...{ title: 'T', body: 'B', excerpt: 'E', tags: ['a'], category: 'C', pinned: true },
  })

  const empty = { body: '', excerpt: '', tags: '', category: '', slug: '', publishedAt: '' }
  await sendForm(alice, `/admin/posts/${post.id}`, { version: '1', ...empty, pinned: '' })

  expect(await readPost(site, post.id)).toMatchObject({
    ...{ body: '', excerpt: '', tagNames: [], category: null, pinned: false },
    ...{ slug: 't', publishedAt: post.publishedAt },
  })
})

test('the first publishing makes the address from the title', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await sendForm(alice, '/admin/posts', { title: 'Working title', body: 'x', status: 'draft' })

  const published = { title: 'A better title', slug: '', status: 'published' }
  await sendForm(alice, '/admin/posts/1', { version: '1', ...published })
  await sendForm(alice, '/admin/posts/1', { version: '2', title: 'The best title', slug: '' })

  expect((await readPost(site, 1)).slug).toBe('a-better-title')
})

test('an old address leads to the present one in one hop, also back again', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'First' })
  const rename = (version: number, slug: string) =>
    sendForm(alice, `/admin/posts/${id}`, { version: String(version), slug })

  await rename(1, 'second')
  await rename(2, 'third')
  const [first, second] = [await site.page('/posts/first'), await site.page('/posts/second')]
  await rename(3, 'first')
  const back = await site.page('/posts/third')

  expect([first.status, first.headers['location']]).toEqual([301, '/posts/third'])
  expect([second.status, second.headers['location']]).toEqual([301, '/posts/third'])
  expect((await site.page('/posts/first')).status).toBe(200)
  expect(back.headers['location']).toBe('/posts/first')
})

test('an address in use, now or formerly, is refused and the text stays in the form', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Taken' })
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', slug: 'taken-later' })

  for (const slug of ['taken', 'taken-later', 'Taken']) {
    const sent = { title: 'Mine', body: 'My long text', slug, status: 'published' }
    const answer = await sendForm(alice, '/admin/posts', sent)

    expect(answer.status).toBe(422)
    expect(answer.$('[name=body]').val()).toContain('My long text')
    expect(answer.$('#slug-error, .field-error').text()).toContain('address')
  }
})

test('sending the unchanged form writes nothing, whatever its version', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, {
    ...{ title: 'T', body: 'One\n\ntwo', tags: ['a', 'b'], category: 'C', excerpt: 'E' },
  })
  await sendForm(alice, `/admin/posts/${id}`, { version: '1', title: 'U' })
  const form = readFields(await site.page(`/admin/posts/${id}/edit`, alice), 'form.writing')
  const before = await readEverything(site)

  const answers = []
  for (const version of ['2', '1', '77']) {
    answers.push(await sendForm(alice, `/admin/posts/${id}`, { ...form, version }))
  }
  answers.push(await sendForm(alice, `/admin/posts/${id}`, { version: '1' }))
  const spelled = { tags: ' B, a,A ,b', category: 'c', slug: 'T', version: '1' }
  answers.push(await sendForm(alice, `/admin/posts/${id}`, { ...spelled, tags: 'A, B, a ' }))

  expect(form['title']).toBe('U')
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303])
  expect(await readEverything(site)).toEqual(before)
})

test('a form without its version is refused, and so is one with nonsense', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site)

  for (const fields of [{}, { version: '' }, { version: 'x' }, { version: '-1' }]) {
    const answer = await sendForm(alice, `/admin/posts/${id}`, { ...fields, body: 'My text' })

    expect(answer.status).toBe(422)
    expect(answer.$('[name=body]').val()).toContain('My text')
  }
})

test('an unchanged date keeps its seconds', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site)
  const form = readFields(await site.page(`/admin/posts/${id}/edit`, alice), 'form.writing')

  await sendForm(alice, `/admin/posts/${id}`, { ...form, title: 'Another' })

  expect(form['publishedAt']).toBe('2026-03-04T05:06')
  expect((await readPost(site, id)).publishedAt).toEqual(new Date('2026-03-04T05:06:07Z'))
})

test('the same form sent twice, one after the other or at once, is saved once', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { tags: ['x'] })
  const form = {
    version: '1',
    title: 'Sent twice',
    slug: 'Sent Twice',
    tags: 'a, A, a ',
    category: 'c',
  }
  const send = () => sendForm(alice, `/admin/posts/${id}`, form)

  const answers = [...(await Promise.all([send(), send(), send()])), await send()]

  const { version, tagNames } = await readPost(site, id)
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303])
  expect([version, tagNames]).toEqual([2, ['a']])
  expect(await site.db.read.revision.count()).toBe(2)
})

test('re-tagging touches neither the dates nor the order nor the feed', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, {
    title: 'Older',
    tags: ['a'],
    publishedAt: '2026-01-01T00:00:00Z',
  })
  await addPost(site, { title: 'Newer' })
  const readFeed = async () =>
    (await site.page('/feed.xml')).text.match(/<(id|updated|published)>[^<]*/g)
  const before = { post: await readPost(site, id), feed: await readFeed() }
  site.setNow('2026-03-04T09:00:00Z')

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', tags: 'b, c', category: 'New' })

  const { contentUpdatedAt, publishedAt, version } = await readPost(site, id)
  expect({ contentUpdatedAt, publishedAt }).toEqual({
    contentUpdatedAt: before.post.contentUpdatedAt,
    publishedAt: before.post.publishedAt,
  })
  expect(version).toBe(2)
  expect(before.feed?.length).toBeGreaterThan(4)
  expect(await readFeed()).toEqual(before.feed)
})

test('a post of somebody else is nowhere for an author', async () => {
  const site = await openSite()
  const bob = await site.signIn('bob')
  const { id } = await addPost(site, { title: 'Of alice', author: 'alice' })
  const before = await readEverything(site)

  const reads = ['edit', 'revisions', 'revisions/1'].map(path => `/admin/posts/${id}/${path}`)
  const writes = ['', '/delete', '/restore', '/purge', '/revisions/1/restore']
  for (const path of [...reads, `/admin/posts/${id}.md`]) {
    expect((await site.page(path, bob)).status, path).toBe(404)
  }
  for (const path of writes.map(path => `/admin/posts/${id}${path}`)) {
    const { status } = await sendForm(bob, path, { version: '1', title: 'Of bob' })
    expect(status, path).toBe(404)
  }

  expect(await readEverything(site)).toEqual(before)
  expect((await site.page('/admin/posts', bob)).text).not.toContain('Of alice')
})

test('an editor edits the post of an author, who stays its author', async () => {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { id, authorId } = await addPost(site)

  const { status } = await sendForm(edith, `/admin/posts/${id}`, { version: '1', title: 'Edited' })

  expect(status).toBe(303)
  expect(await readPost(site, id)).toMatchObject({ title: 'Edited', authorId })
})
