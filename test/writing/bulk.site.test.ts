import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'
import { readTables } from '../support/tables.ts'

type Sent = Record<string, string | string[]>

/** Five posts of alice in every state, and one of bob. */
async function openFilledSite() {
  const site = await openSite()
  await addPost(site, { title: 'One', tags: ['a', 'b', 'c'], category: 'X' })
  await addPost(site, { title: 'Two', tags: ['b'], category: 'Y' })
  await addPost(site, { title: 'Three', status: 'draft', tags: ['c', 'only here'] })
  await addPost(site, { title: 'Four', publishedAt: '2027-01-01T00:00:00Z' })
  await addPost(site, { title: 'Five', tags: ['b', 'c'], category: 'X' })
  await addPost(site, { title: 'Of bob', author: 'bob', tags: ['b'], category: 'X' })
  const alice = await site.signIn('alice')
  await sendForm(alice, '/admin/posts/5/delete')
  return { site, alice }
}

async function changeAndUndo(site: Site, who: Agent, path: string, sent: Sent) {
  const before = await readTables(site.db.read)
  const changed = await sendForm(who, path, sent)
  const between = await readTables(site.db.read)
  const list = await site.page('/admin/posts', who)
  const undoPath = list.$('form[action*="/undo"]').attr('action') ?? ''
  const undone = await sendForm(who, undoPath)
  const after = await readTables(site.db.read)
  return {
    before,
    changed,
    between,
    message: list.$('[role=status], .flash').text(),
    undone,
    after,
  }
}

const namesOf = async ({ db }: Site, postId: number): Promise<string[]> => {
  const rows = await db.read.blogTag.findMany({
    where: { postId },
    include: { tag: true },
    orderBy: { position: 'asc' },
  })
  return rows.map(({ tag }) => tag.name)
}

const actions: (Sent & { action: string; what: string })[] = [
  { what: 'add-tags c, new, B', action: 'add-tags', tags: 'c, new, B' },
  {
    what: 'remove-tags b, c, only here, unknown',
    action: 'remove-tags',
    tags: 'b, c, only here, unknown',
  },
  { what: 'set-tags c, b, z', action: 'set-tags', tags: 'c, b, z' },
  { what: 'set-tags nothing', action: 'set-tags', tags: '' },
  { what: 'set-category Y', action: 'set-category', category: 'Y' },
  { what: 'set-category Brand new', action: 'set-category', category: 'Brand new' },
  { what: 'set-category nothing', action: 'set-category', category: '' },
  { what: 'publish', action: 'publish' },
  { what: 'unpublish', action: 'unpublish' },
  { what: 'delete', action: 'delete' },
]

test.each(actions)('$what over selected posts is undone exactly', async action => {
  const { site, alice } = await openFilledSite()

  const sent = { ...action, ids: ['1', '2', '3', '4'] }
  const { before, changed, between, undone, after } = await changeAndUndo(
    ...[site, alice, '/admin/posts/bulk', sent],
  )

  expect([changed.status, undone.status]).toEqual([303, 303])
  expect(between).not.toEqual(before)
  expect(after).toEqual(before)
})

test.each(actions)('the undo of “$what” is undone exactly', async action => {
  const { site, alice } = await openFilledSite()
  const sent = { ...action, ids: ['1', '2', '3', '4'] }
  const { before, between } = await changeAndUndo(site, alice, '/admin/posts/bulk', sent)

  const last = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await sendForm(alice, `/admin/operations/${last.id}/undo`)
  const again = await readTables(site.db.read)
  await sendForm(alice, `/admin/operations/${last.id + 1}/undo`)

  expect(again).toEqual(between)
  expect(await readTables(site.db.read)).toEqual(before)
})

test('each action does what it says', async () => {
  const { site, alice } = await openFilledSite()
  const change = (sent: Sent) => sendForm(alice, '/admin/posts/bulk', { ids: ['1', '3'], ...sent })

  await change({ action: 'add-tags', tags: 'B, d' })
  const added = [await namesOf(site, 1), await namesOf(site, 3)]
  await change({ action: 'remove-tags', tags: 'c, B' })
  const removed = [await namesOf(site, 1), await namesOf(site, 3)]
  await change({ action: 'set-tags', tags: 'z, d' })
  const set = [await namesOf(site, 1), await namesOf(site, 3)]
  await change({ action: 'set-category', category: 'y' })
  await change({ action: 'publish' })
  const posts = await site.db.read.post.findMany({ where: { id: { in: [1, 3] } } })

  expect(added).toEqual([
    ['a', 'b', 'c', 'd'],
    ['c', 'only here', 'b', 'd'],
  ])
  expect(removed).toEqual([
    ['a', 'd'],
    ['only here', 'd'],
  ])
  expect(set).toEqual([
    ['z', 'd'],
    ['z', 'd'],
  ])
  const categories = await site.db.read.category.findMany()
  const y = categories.find(({ name }) => name === 'Y')
  expect(posts.map(post => [post.status, post.categoryId])).toEqual([
    ['published', y?.id],
    ['published', y?.id],
  ])
  expect((await site.page('/posts/three')).status).toBe(200)
})

test('drafts that are published in bulk get the address that the editor would give them, and an undo takes it back', async () => {
  const { site, alice, draft } = await openProvisional()

  const { before, after, between } = await changeAndUndo(site, alice, '/admin/posts/bulk', {
    ...{ ids: [String(draft), '1'], action: 'publish' },
  })

  expect(before.posts.map(({ slug }) => slug)).toEqual(['chosen', 'same-2'])
  expect(between.posts.map(({ slug }) => slug)).toEqual(['chosen', 'same'])
  expect(after).toEqual(before)
  expect((await site.page('/posts/same')).status).toBe(404)
})

test('an address that another post has taken meanwhile is not given back by an undo', async () => {
  const { site, alice, draft } = await openProvisional()
  await sendForm(alice, '/admin/posts/bulk', { ids: String(draft), action: 'publish' })
  const { id } = await site.db.read.operation.findFirstOrThrow()
  await sendForm(alice, '/admin/posts', { title: 'Other', slug: 'same-2', status: 'draft' })

  const undone = await sendForm(alice, `/admin/operations/${id}/undo`)

  const post = await site.db.read.post.findUniqueOrThrow({ where: { id: draft } })
  expect([post.slug, post.status]).toEqual(['same', 'published'])
  const page = await site.page(undone.headers['location'] ?? '', alice)
  expect(page.$('[aria-labelledby="left"] li').text()).toContain('Same')
})

/** Two drafts of one title, of which the first has left its address to the second. */
async function openProvisional() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  await addPost(site, { title: 'Same', status: 'draft' })
  const { id: draft } = await addPost(site, { title: 'Same', status: 'draft' })
  await sendForm(alice, '/admin/posts/1', { slug: 'chosen', version: '1' })
  return { site, alice, draft }
}

test('all=1 takes everything that the filter finds, not more', async () => {
  const { site } = await openFilledSite()
  const edith = await site.signIn('edith')

  const path = '/admin/posts/bulk?tag=b&status=published'
  const sent = { all: '1', action: 'add-tags', tags: 'found' }
  const { before, between, after } = await changeAndUndo(site, edith, path, sent)

  const found = between.tags.find(({ name }) => name === 'found')
  const ids = between.joins.filter(({ tagId }) => tagId === found?.id).map(({ postId }) => postId)
  expect(ids).toEqual([1, 2, 6])
  expect(after).toEqual(before)
})

test('all=1 of an author takes only posts of their own', async () => {
  const { site, alice } = await openFilledSite()

  await sendForm(alice, '/admin/posts/bulk', { all: '1', action: 'delete' })

  const left = await site.db.read.post.findMany({ where: { deletedAt: null } })
  expect(left.map(({ title }) => title)).toEqual(['Of bob'])
})

test('16: a selection with a post of somebody else is 404, and nothing is done to the others', async () => {
  const { site, alice } = await openFilledSite()
  const before = await readTables(site.db.read)

  for (const action of [...actions, { action: 'restore' }]) {
    const { status } = await sendForm(alice, '/admin/posts/bulk', { ...action, ids: ['1', '6'] })
    expect(status).toBe(404)
  }

  expect(await readTables(site.db.read)).toEqual(before)
})

test('what somebody edited since is kept, the rest is undone, and the message says so', async () => {
  const { site, alice } = await openFilledSite()
  await sendForm(alice, '/admin/posts/bulk', {
    action: 'add-tags',
    tags: 'n',
    ids: ['1', '2', '3'],
  })
  const { version } = await site.db.read.post.findUniqueOrThrow({ where: { id: 2 } })
  await sendForm(alice, '/admin/posts/2', { version: String(version), tags: 'mine' })

  const { id } = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await sendForm(alice, `/admin/operations/${id}/undo`)
  const page = await site.page('/admin/posts', alice)

  expect([await namesOf(site, 1), await namesOf(site, 2), await namesOf(site, 3)]).toEqual([
    ['a', 'b', 'c'],
    ['mine'],
    ['c', 'only here'],
  ])
  expect(page.text).toContain('changed since')
})

test('a form that was open during a bulk change gets a conflict instead of bringing old tags back', async () => {
  const { site, alice } = await openFilledSite()
  const { version } = await site.db.read.post.findUniqueOrThrow({ where: { id: 1 } })
  await sendForm(alice, '/admin/posts/bulk', { action: 'remove-tags', tags: 'b', ids: '1' })

  const sent = { version: String(version), tags: 'a, b, c', title: 'One!' }
  const { status } = await sendForm(alice, '/admin/posts/1', sent)

  expect(status).toBe(409)
  expect(await namesOf(site, 1)).toEqual(['a', 'c'])
})

test('a bulk change that changes nothing is no operation', async () => {
  const { site, alice } = await openFilledSite()
  const before = [await readTables(site.db.read), await site.db.read.operation.count()]

  await sendForm(alice, '/admin/posts/bulk', { action: 'add-tags', tags: 'B', ids: ['1', '2'] })
  await sendForm(alice, '/admin/posts/bulk', { action: 'publish', ids: ['1', '2'] })
  await sendForm(alice, '/admin/posts/bulk', { action: 'add-tags', tags: '', ids: ['1', '2'] })
  await sendForm(alice, '/admin/posts/bulk', { action: 'nonsense', ids: ['1', '2'] })
  await sendForm(alice, '/admin/posts/bulk', { action: 'delete' })
  await sendForm(alice, '/admin/posts/bulk', { action: 'set-category', category: 'a,b', ids: '1' })

  expect([await readTables(site.db.read), await site.db.read.operation.count()]).toEqual(before)
})

test('nobody undoes what somebody else did but an editor', async () => {
  const { site, alice } = await openFilledSite()
  const [bob, edith] = [await site.signIn('bob'), await site.signIn('edith')]
  await sendForm(alice, '/admin/posts/bulk', { action: 'delete', ids: '1' })
  const { id } = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })

  const answers = [
    await sendForm(bob, `/admin/operations/${id}/undo`),
    await sendForm(edith, `/admin/operations/${id}/undo`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([404, 303])
  expect((await site.page('/admin/history', bob)).text).not.toContain('trash')
  expect((await site.page('/posts/one')).status).toBe(200)
})

test('a post goes into the trash, comes back whole, and is removed for good by an admin only', async () => {
  const { site, alice } = await openFilledSite()
  const [edith, adam] = [await site.signIn('edith'), await site.signIn('adam')]
  const before = await site.db.read.post.findUniqueOrThrow({
    where: { id: 1 },
    omit: { version: true },
  })

  await sendForm(alice, '/admin/posts/1/delete')
  const gone = (await site.page('/posts/one')).status
  await sendForm(alice, '/admin/posts/1/restore')
  const back = await site.db.read.post.findUniqueOrThrow({
    where: { id: 1 },
    omit: { version: true },
  })
  const names = await namesOf(site, 1)
  const live = await sendForm(adam, '/admin/posts/1/purge')
  await sendForm(alice, '/admin/posts/1/delete')
  const refused = [
    await sendForm(alice, '/admin/posts/1/purge'),
    await sendForm(edith, '/admin/posts/1/purge'),
  ]
  const count = await site.db.read.post.count()
  await sendForm(adam, '/admin/posts/1/purge')

  expect([gone, back, names]).toEqual([404, before, ['a', 'b', 'c']])
  expect([live.status, ...refused.map(({ status }) => status)]).toEqual([303, 403, 403])
  expect([count, await site.db.read.post.count()]).toEqual([6, 5])
  expect(await site.db.read.revision.count({ where: { postId: 1 } })).toBe(0)
})

test('an admin empties the trash, and nobody else', async () => {
  const { site, alice } = await openFilledSite()
  const adam = await site.signIn('adam')
  await sendForm(alice, '/admin/posts/bulk', { action: 'delete', ids: ['1', '3'] })

  const refused = await sendForm(alice, '/admin/posts/empty-trash')
  await sendForm(adam, '/admin/posts/empty-trash')

  const tags = await site.db.read.tag.findMany()
  expect(refused.status).toBe(403)
  expect(await site.db.read.post.count()).toBe(3)
  expect(tags.map(({ name }) => name)).toEqual(['b'])
})

test('the undo of a change to a post that was removed for good leaves it alone', async () => {
  const { site, alice } = await openFilledSite()
  const adam = await site.signIn('adam')
  await sendForm(alice, '/admin/posts/bulk', { action: 'add-tags', tags: 'n', ids: ['1', '2'] })
  const { id } = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await sendForm(alice, '/admin/posts/1/delete')
  await sendForm(adam, '/admin/posts/1/purge')

  const { status } = await sendForm(alice, `/admin/operations/${id}/undo`)

  expect(status).toBe(303)
  expect(await namesOf(site, 2)).toEqual(['b'])
})

test('a revision is shown and restored, with the tags and category of that day', async () => {
  const { site, alice } = await openFilledSite()
  const form = { title: 'Newer', body: 'Newer text', tags: 'z', category: 'Z' }
  await sendForm(alice, '/admin/posts/1', { version: '1', ...form })

  const list = await site.page('/admin/posts/1/revisions', alice)
  const shown = await site.page('/admin/posts/1/revisions/1', alice)
  await sendForm(alice, '/admin/posts/1/revisions/1/restore')

  const post = await site.db.read.post.findUniqueOrThrow({
    where: { id: 1 },
    include: { category: true },
  })
  expect(list.$('a[href$="/revisions/1"], a[href$="/revisions/2"]').length).toBeGreaterThan(1)
  expect(shown.text).toContain('The water was high.')
  expect(post).toMatchObject({ title: 'One', body: 'The water was high.', version: 3 })
  expect([post.category?.name, await namesOf(site, 1)]).toEqual(['X', ['a', 'b', 'c']])
  expect(await site.db.read.revision.count({ where: { postId: 1 } })).toBe(3)
  expect((await site.page('/posts/one')).text).toContain('The water was high.')
})

test('the filter of all=1 counts in the form as it does in the address', async () => {
  const { site, alice } = await openFilledSite()

  await sendForm(alice, '/admin/posts/bulk', {
    ...{ all: '1', q: 'Two', action: 'add-tags', tags: 'found' },
  })
  await sendForm(alice, '/admin/posts/bulk', {
    ...{ all: '1', category: 'X', status: 'published', action: 'add-tags', tags: 'filed' },
  })
  await sendForm(alice, '/admin/posts/bulk', {
    ...{ all: '1', q: 'Three', action: 'set-category', category: 'Y' },
  })

  const carriers = async (name: string) =>
    (await site.db.read.blogTag.findMany({ where: { tag: { name } } })).map(row => row.postId)
  expect([await carriers('found'), await carriers('filed')]).toEqual([[2], [1]])
  const filed = await site.db.read.post.findMany({ where: { category: { name: 'Y' } } })
  expect(filed.map(({ title }) => title).toSorted()).toEqual(['Three', 'Two'])
})

test('no bulk change gives a post more than 500 tags, and the limit is named', async () => {
  const { site, alice } = await openFilledSite()
  const names = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `t${from + index}`).join(', ')
  const change = (action: string, tags: string) =>
    sendForm(alice, '/admin/posts/bulk', { ids: ['1', '2'], action, tags })
  const said = async () => (await site.page('/admin/posts', alice)).$('.flash').text()

  await change('set-tags', `${names(0, 501)}, T0`)
  expect(await said()).toContain('500 tags')
  await change('add-tags', names(0, 498))
  expect(await said()).toContain('500 tags')
  expect([await namesOf(site, 1), await namesOf(site, 2)]).toEqual([['a', 'b', 'c'], ['b']])
  expect(await site.db.read.tag.count()).toBe(4)

  await change('add-tags', `${names(0, 497)}, B, b, c`)
  expect([(await namesOf(site, 1)).length, (await namesOf(site, 2)).length]).toEqual([500, 499])
})

test('tags that are all taken away are called none', async () => {
  const { site, alice } = await openFilledSite()

  await sendForm(alice, '/admin/posts/bulk', { ids: ['1', '2'], action: 'set-tags', tags: '' })

  expect((await site.page('/admin/posts', alice)).$('.flash').text()).toContain(
    '2 posts have no tags now',
  )
})
