import { expect, test } from 'vitest'
import { addPost, type PostToAdd } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite } from '../support/site.ts'
import { readTables } from '../support/tables.ts'

type Kind = 'tags' | 'categories'

/** A site with an editor at the workbench; `tag('js')` is the id of what has that name. */
async function openWorkbench() {
  const site = await openSite()
  const edith = await site.signIn('edith')
  const { read } = site.db
  const tag = async (name: string) => (await read.tag.findFirstOrThrow({ where: { name } })).id
  const category = async (name: string) =>
    (await read.category.findFirstOrThrow({ where: { name } })).id
  const idOf = (kind: Kind, name: string) => (kind === 'tags' ? tag(name) : category(name))
  const post = async (title: string, tags: string[], more: PostToAdd = {}) =>
    (await addPost(site, { title, tags, ...more })).id
  const change = async (name: string, fields: Record<string, string>, kind: Kind = 'tags') =>
    sendForm(edith, `/admin/${kind}/${await idOf(kind, name)}`, fields)
  const merge = async (from: string[], into: string, kind: Kind = 'tags') => {
    const ids = await Promise.all(from.map(async name => String(await idOf(kind, name))))
    const target = String(await idOf(kind, into))
    return sendForm(edith, `/admin/${kind}/merge`, { from: ids, into: target })
  }
  const remove = async (name: string, kind: Kind = 'tags') =>
    sendForm(edith, `/admin/${kind}/${await idOf(kind, name)}/delete`)
  const lastOperation = async () =>
    (await read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
  const undo = async (operation?: number) =>
    sendForm(edith, `/admin/operations/${operation ?? (await lastOperation())}/undo`)
  const namesOf = async (postId: number) => {
    const where = { postId }
    const rows = await read.blogTag.findMany({
      where,
      include: { tag: true },
      orderBy: { position: 'asc' },
    })
    return rows.map(row => row.tag.name)
  }
  const names = async () => (await read.tag.findMany({ orderBy: { name: 'asc' } })).map(t => t.name)
  const tables = () => readTables(read)
  const flash = async () => (await site.page('/admin/history', edith)).$('.flash').text()
  const actions = { post, change, merge, remove, undo, lastOperation }
  return { site, edith, tag, category, ...actions, namesOf, names, tables, flash }
}

test('a renamed tag keeps its posts; its old name and address lead to it', async () => {
  const { site, edith, post, change, namesOf, names } = await openWorkbench()
  const id = await post('P', ['js'])

  const answer = await change('js', { name: 'JavaScript' })
  await sendForm(edith, '/admin/posts', { title: 'Q', body: '', tags: 'JS', status: 'published' })

  const old = await site.page('/tags/js')
  expect(answer.status).toBe(303)
  expect([old.status, old.headers['location']]).toEqual([301, '/tags/javascript'])
  expect([await namesOf(id), await namesOf(id + 1), await names()]).toEqual([
    ['JavaScript'],
    ['JavaScript'],
    ['JavaScript'],
  ])
})

test('a rename to the address of choice, or without moving it', async () => {
  const { site, post, change } = await openWorkbench()
  await post('P', ['js'])

  await change('js', { name: 'JavaScript', slug: 'js' })
  const kept = (await site.page('/tags/js')).status
  await change('JavaScript', { slug: 'ecmascript' })

  expect(kept).toBe(200)
  expect((await site.page('/tags/js')).headers['location']).toBe('/tags/ecmascript')
})

test('a name that is taken, by a tag or as another name, is refused', async () => {
  const { post, change, tables } = await openWorkbench()
  await post('P', ['a', 'b', 'c'])
  await change('c', { name: 'd' })
  const before = await tables()

  const answers = [
    await change('a', { name: 'B' }),
    await change('a', { name: 'c' }),
    await change('a', { slug: 'b' }),
    await change('a', { name: 'x, y' }),
    await change('a', { name: ' ' }),
    await change('a', { name: 'x'.repeat(201) }),
  ]

  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(422))
  expect(await tables()).toEqual(before)
})

test('a circle of parents is refused and shown', async () => {
  const { post, change, tag, site } = await openWorkbench()
  await post('P', ['a', 'b', 'c'])
  await change('b', { parent: 'a' })
  await change('c', { parent: 'b' })

  const circle = await change('a', { parent: 'c' })
  const self = await change('a', { parent: 'a' })
  const nobody = await change('a', { parent: 'nobody' })

  expect([circle.status, self.status, nobody.status]).toEqual([422, 422, 422])
  expect(circle.text).toContain('c → b → a')
  const a = await site.db.read.tag.findUniqueOrThrow({ where: { id: await tag('a') } })
  expect(a.parentId).toBeNull()
})

test('1: a post that has both merged tags has the remaining one once', async () => {
  const { post, merge, namesOf, names } = await openWorkbench()
  const id = await post('P', ['A', 'x', 'B'])

  await merge(['A'], 'B')

  expect(await namesOf(id)).toEqual(['x', 'B'])
  expect(await names()).toEqual(['B', 'x'])
})

test('2: of two merged tags a post has the remaining one once, in the place of the first', async () => {
  const { post, merge, namesOf } = await openWorkbench()
  const id = await post('P', ['x', 'A1', 'y', 'A2'])
  await post('Q', ['B'])

  await merge(['A1', 'A2'], 'B')

  expect(await namesOf(id)).toEqual(['x', 'B', 'y'])
})

test.each(['tags', 'categories'] as const)(
  '3: the undo of a merge gives back exactly what was: %s',
  async kind => {
    const { post, merge, undo, tables } = await openWorkbench()
    await post('P', ['A', 'B'], { category: 'A' })
    await post('Q', ['A'], { category: 'A', status: 'draft' })
    await post('R', ['B', 'x'], { category: 'B' })
    const before = await tables()

    await merge(['A'], 'B', kind)
    const merged = await tables()
    await undo()
    const undone = await tables()
    await undo()
    const redone = await tables()

    expect(merged).not.toEqual(before)
    expect(undone).toEqual(before)
    expect(redone).toEqual(merged)
  },
)

test('4: a post that lost the merged tag since is reported and not overwritten', async () => {
  const { edith, post, merge, undo, lastOperation, namesOf, flash } = await openWorkbench()
  const [p, q] = [await post('P', ['A']), await post('Q', ['A', 'x'])]
  await post('R', ['B'])
  await merge(['A'], 'B')
  const operation = await lastOperation()
  await sendForm(edith, `/admin/posts/${q}`, { version: '1', tags: 'x' })

  await undo(operation)

  expect([await namesOf(p), await namesOf(q)]).toEqual([['A'], ['x']])
  expect(await flash()).toContain('1 post')
})

test('5: an address that was merged twice leads to the last tag in one hop, and back after an undo', async () => {
  const { site, post, merge, undo } = await openWorkbench()
  await post('P', ['X', 'A', 'B'])
  const leadsTo = async () => (await site.page('/tags/x')).headers['location']

  await merge(['X'], 'A')
  await merge(['A'], 'B')
  const merged = await leadsTo()
  await undo()

  expect([merged, await leadsTo()]).toEqual(['/tags/b', '/tags/a'])
})

test('6: a rename there and back makes no loop', async () => {
  const { site, post, change } = await openWorkbench()
  await post('P', ['a'])

  await change('a', { name: 'b' })
  await change('b', { name: 'a' })

  const [a, b] = [await site.page('/tags/a'), await site.page('/tags/b')]
  expect([a.status, b.status, b.headers['location']]).toEqual([200, 301, '/tags/a'])
  expect(await site.db.read.tagAlias.findMany({ select: { key: true } })).toEqual([{ key: 'b' }])
})

test('7: a merged name means the remaining tag in an open tab, a bulk change, a revision and a header', async () => {
  const { edith, post, merge, namesOf, names } = await openWorkbench()
  const tabbed = await post('Tabbed', ['A', 'x'])
  const revised = await post('Revised', ['A'])
  await sendForm(edith, `/admin/posts/${revised}`, { version: '1', tags: 'x' })
  const bulk = await post('Bulk', [])
  await post('R', ['B'])
  await merge(['A'], 'B')

  await sendForm(edith, `/admin/posts/${tabbed}`, { version: '1', tags: 'A, x, y' })
  await sendForm(edith, `/admin/posts/${revised}/revisions/1/restore`)
  await sendForm(edith, '/admin/posts/bulk', { action: 'add-tags', tags: 'a', ids: String(bulk) })
  const header = '---\ntitle: Pasted\ntags: [A, B, a]\n---\nx'
  await sendForm(edith, '/admin/posts', { body: header, status: 'draft' })

  expect(await namesOf(tabbed)).toEqual(['B', 'x', 'y'])
  expect(await namesOf(revised)).toEqual(['B'])
  expect(await namesOf(bulk)).toEqual(['B'])
  expect(await namesOf(bulk + 2)).toEqual(['B'])
  expect(await names()).toEqual(['B', 'x', 'y'])
})

test('8: drafts, scheduled and trashed posts and pages take part in a merge', async () => {
  const { edith, post, merge, namesOf } = await openWorkbench()
  const ids = [
    await post('Draft', ['A'], { status: 'draft' }),
    await post('Soon', ['A'], { publishedAt: '2027-01-01T00:00:00Z' }),
    await post('Page', ['A'], { kind: 'page' }),
    await post('Trash', ['A']),
  ]
  await sendForm(edith, `/admin/posts/${ids[3]}/delete`)
  await post('R', ['B'])

  await merge(['A'], 'B')

  expect(await Promise.all(ids.map(namesOf))).toEqual(ids.map(() => ['B']))
})

test('10: renaming and merging touch no dates, no version and no feed entry', async () => {
  const { site, post, change, merge } = await openWorkbench()
  await post('P', ['A'])
  await post('Q', ['B'])
  const read = async () => ({
    posts: await site.db.read.post.findMany({ orderBy: { id: 'asc' } }),
    feed: (await site.page('/feed.xml')).text.match(/<(id|updated|published)>[^<]*/g),
  })
  const before = await read()
  site.setNow('2026-03-04T09:00:00Z')

  await change('A', { name: 'C' })
  await merge(['C'], 'B')

  expect(await read()).toEqual(before)
})

test('11: a post that is saved with the old tag while that is merged has the new one', async () => {
  const { edith, post, merge, namesOf, names } = await openWorkbench()
  const id = await post('P', ['x'])
  await post('R', ['A', 'B'])

  const [saved, merged] = await Promise.all([
    sendForm(edith, `/admin/posts/${id}`, { version: '1', tags: 'x, A' }),
    merge(['A'], 'B'),
  ])

  expect([saved.status, merged.status]).toEqual([303, 303])
  expect(await namesOf(id)).toEqual(['x', 'B'])
  expect(await names()).toEqual(['B', 'x'])
})

test('12: many requests that create one name at once make one tag', async () => {
  const { edith, names } = await openWorkbench()

  const answers = await Promise.all(
    ['Rails', 'rails', 'RAILS', 'Rails', 'rails'].map(name =>
      sendForm(edith, '/admin/tags', { name }),
    ),
  )

  expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422, 422])
  expect((await names()).length).toBe(1)
})

test('13: names that could clash with addresses of the site do not', async () => {
  const { site, post } = await openWorkbench()
  const names = ['new', 'edit', 'feed', 'feed.xml', 'merge', '42', '.NET', '🦀', 'ß', 'İ']
  await post('P', names)

  const tags = await site.db.read.tag.findMany()
  const pages = await Promise.all(
    tags.map(({ slug }) => site.page(`/tags/${encodeURIComponent(slug)}`)),
  )

  expect(new Set(tags.map(({ slug }) => slug)).size).toBe(names.length)
  expect(pages.map(({ status }) => status)).toEqual(names.map(() => 200))
})

test('14: a merge into itself is refused; into its child, the child takes its place', async () => {
  const { site, post, change, merge, tables, undo } = await openWorkbench()
  await post('P', ['top', 'A', 'child', 'grandchild'])
  await change('A', { parent: 'top' })
  await change('child', { parent: 'A' })
  await change('grandchild', { parent: 'child' })
  const before = await tables()

  await merge(['A'], 'A')
  const same = await tables()
  await merge(['A'], 'grandchild')

  const tags = await site.db.read.tag.findMany({ include: { parent: true } })
  const parents = Object.fromEntries(tags.map(tag => [tag.name, tag.parent?.name ?? null]))
  expect(same).toEqual(before)
  expect(parents).toEqual({ top: null, grandchild: 'top', child: 'grandchild' })
  await undo()
  expect(await tables()).toEqual(before)
})

test('14: a merge into another name of the tag itself is refused', async () => {
  const { site, edith, tag, post, change, tables } = await openWorkbench()
  await post('P', ['js'])
  await change('js', { name: 'JavaScript' })
  const before = await tables()

  const from = String(await tag('JavaScript'))
  const asked = await site.page(`/admin/tags/merge?from=${from}&intoName=js`, edith)
  const sent = await sendForm(edith, '/admin/tags/merge', { from, intoName: 'js' })

  expect([asked.status, sent.status]).toEqual([303, 303])
  expect(await tables()).toEqual(before)
})

test('14: of two opposite merges at once one is done and the other is answered', async () => {
  const { post, merge, names, namesOf } = await openWorkbench()
  const id = await post('P', ['A', 'B'])

  const answers = await Promise.all([merge(['A'], 'B'), merge(['B'], 'A')])

  expect(answers.every(({ status }) => status < 500)).toBe(true)
  expect((await names()).length).toBe(1)
  expect(await namesOf(id)).toEqual(await names())
})

test('15: the children of a merged tag move to the remaining one and back', async () => {
  const { site, tag, post, change, merge, undo, tables } = await openWorkbench()
  await post('P', ['A', 'B', 'child'])
  await change('child', { parent: 'A' })
  const before = await tables()

  await merge(['A'], 'B')
  const child = await site.db.read.tag.findUniqueOrThrow({ where: { id: await tag('child') } })
  await undo()

  expect(child.parentId).toBe(await tag('B'))
  expect(await tables()).toEqual(before)
})

test.each(['tags', 'categories'] as const)(
  '17: a deleted name leaves nothing behind, and made anew it is empty: %s',
  async kind => {
    const { site, edith, post, remove, tables } = await openWorkbench()
    await post('P', ['A', 'x'], { category: 'A' })
    await remove('A', kind)
    const gone = await tables()

    await sendForm(edith, `/admin/${kind}`, { name: 'A' })

    const [row] =
      kind === 'tags'
        ? await site.db.read.tag.findMany({ where: { name: 'A' } })
        : await site.db.read.category.findMany()
    expect(gone.joins.length).toBe(kind === 'tags' ? 1 : 2)
    expect(gone.posts[0]?.categoryId === null).toBe(kind === 'categories')
    expect(row?.name).toBe('A')
    expect((await tables()).joins).toEqual(gone.joins)
    expect((await site.page(`/${kind}/a`)).status).toBe(404)
  },
)

test.each(['tags', 'categories'] as const)(
  'a deletion is undone exactly, with names, addresses, children and order: %s',
  async kind => {
    const { post, change, remove, undo, tables } = await openWorkbench()
    await post('P', ['x', 'A', 'y', 'child'], { category: 'A' })
    await post('Q', ['A'], { category: 'A', status: 'draft' })
    await post('R', ['x'], { category: 'child' })
    await change('A', { name: 'B', description: 'About.' }, kind)
    await change('child', { parent: 'B' }, kind)
    const before = await tables()

    await remove('B', kind)
    const removed = await tables()
    await undo()
    const undone = await tables()
    await undo()

    expect(undone).toEqual(before)
    expect(await tables()).toEqual(removed)
  },
)

test('the undo of a deletion is refused when a name of the deleted tag was taken since', async () => {
  const { post, change, remove, undo, lastOperation, tables, flash } = await openWorkbench()
  await post('P', ['s'])
  await change('s', { name: 't' })
  await remove('t')
  const operation = await lastOperation()
  await post('Q', ['s'])
  const before = await tables()

  const { status } = await undo(operation)

  expect(status).toBe(303)
  expect(await flash()).toContain('“s”')
  expect(await tables()).toEqual(before)
})

test('the undo of adding a tag is refused once posts have it', async () => {
  const { edith, post, undo, lastOperation, tables, flash } = await openWorkbench()
  await sendForm(edith, '/admin/tags', { name: 'added' })
  const operation = await lastOperation()
  await post('P', ['added'])
  const before = await tables()

  await undo(operation)

  expect(await flash()).toContain('in use')
  expect(await tables()).toEqual(before)
})

test('the redo of a merge does not drop what was put on the tag meanwhile', async () => {
  const { post, merge, undo, lastOperation, tables, flash } = await openWorkbench()
  await post('P', ['A', 'B'])
  await merge(['A'], 'B')
  await undo()
  const undone = await lastOperation()
  await post('Q', ['A'])
  const before = await tables()

  await undo(undone)

  expect(await flash()).toContain('in use')
  expect(await tables()).toEqual(before)
})

test('an operation is undone once only, and a later one first', async () => {
  const { post, change, undo, lastOperation, tables, flash } = await openWorkbench()
  await post('P', ['a'])
  await change('a', { name: 'b' })
  const first = await lastOperation()
  await change('b', { name: 'c' })
  const before = await tables()

  await undo(first)
  const early = [await flash(), await tables()]
  await undo()
  await undo(first)
  const done = await tables()
  await undo(first)

  expect(early).toEqual([expect.stringContaining('undo that first'), before])
  expect(done.tags[0]?.name).toBe('a')
  expect(await flash()).toContain('undone already')
  expect(await tables()).toEqual(done)
})

test('an author may not touch the vocabulary', async () => {
  const { site, post, tag, tables } = await openWorkbench()
  await post('P', ['a', 'b'])
  const alice = await site.signIn('alice')
  const [a, b] = [await tag('a'), await tag('b')]
  const before = await tables()

  const answers = [
    await sendForm(alice, `/admin/tags/${a}`, { name: 'c' }),
    await sendForm(alice, `/admin/tags/${a}/delete`),
    await sendForm(alice, '/admin/tags/merge', { from: String(a), into: String(b) }),
    await sendForm(alice, '/admin/tags', { name: 'd' }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  expect(await tables()).toEqual(before)
})

test('18: the counts of the workbench are those of the posts', async () => {
  const { site, edith, post, merge, remove } = await openWorkbench()
  await post('P', ['A', 'B'])
  await post('Q', ['A'], { status: 'draft' })
  await post('R', ['B', 'C'])
  await merge(['A'], 'B')
  await remove('C')

  const page = await site.page('/admin/tags', edith)

  const rows = page.$('a:contains("B")').closest('li, tr').text().replace(/\s+/g, ' ')
  expect(await site.db.read.blogTag.count()).toBe(3)
  expect(rows).toContain('3')
  expect((await site.page('/tags/b')).$('article, .entry, li h2').length).toBeGreaterThanOrEqual(2)
})

test('19: a tag that becomes a category and a tag again leaves the posts as they were', async () => {
  const { site, edith, tag, category, post, namesOf } = await openWorkbench()
  const first = await post('P', ['notes', 'b', 'c'])
  const middle = await post('Q', ['a', 'notes', 'c'])
  const other = await post('R', ['a', 'notes'], { category: 'Other' })
  const drafted = await post('S', ['notes'], { status: 'draft' })
  const read = () => site.db.read.post.findMany({ orderBy: { id: 'asc' }, omit: { version: true } })
  const before = await read()

  await sendForm(edith, `/admin/tags/${await tag('notes')}/to-category`)
  const between = await namesOf(middle)
  await sendForm(edith, `/admin/categories/${await category('notes')}/to-tag`)

  expect(between).toEqual(['a', 'c'])
  expect(await read()).toEqual(before)
  expect(await namesOf(first)).toEqual(['notes', 'b', 'c'])
  expect(await namesOf(middle)).toEqual(['a', 'notes', 'c'])
  expect(await namesOf(other)).toEqual(['a', 'notes'])
  expect(await namesOf(drafted)).toEqual(['notes'])
})

test('26: tag number 51, and number 5,000, is found by who types its name or looks for it', async () => {
  const { site, edith, post } = await openWorkbench()
  const numbers = Array.from({ length: 5_000 }, (_, at) => at + 1)
  await site.db.write(tx =>
    tx.tag.createMany({
      data: numbers.map(n => {
        const name = `name ${n}`
        return { name, key: `name-${n}`, slug: `name-${n}`, createdAt: site.now() }
      }),
    }),
  )
  await post('P', ['name 51', 'name 5000'])

  for (const name of ['name 51', 'name 5000']) {
    const suggested = await edith.get(`/admin/tags/suggestions?q=${encodeURIComponent(name)}`)
    const { $ } = await site.page(`/admin/tags?q=${encodeURIComponent(name)}`, edith)

    expect((suggested.body as { name: string }[]).map(found => found.name)).toContain(name)
    const listed = $('.row-title')
      .toArray()
      .map(row => $(row).text())
    expect(listed).toContain(name)
  }
})
