import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { sql, type Read } from '../../../src/db/doors.ts'
import { undoOperation } from '../../../src/history/undo.ts'
import { addPost } from '../../support/builders.ts'
import { makeFolder } from '../../support/folder.ts'
import { sendForm } from '../../support/forms.ts'
import { importPath, writeFiles } from '../../support/imports.ts'
import { openSite } from '../../support/site.ts'
import { readTables } from '../../support/tables.ts'

const FIRST = {
  'one.md': '---\ntitle: One\ncategory: Walks\ntags: [river, sea]\ndate: 2024-01-02\n---\nOne.\n',
  'two.md':
    '---\ntitle: 第二篇\ntags: [river, 数据库]\ndate: 2024-01-03\nseries: A trip\n---\nTwo.\n',
  'three.md': '---\ntitle: Three\ndate: 2024-01-04\n---\nThree.\n',
}

const SECOND = {
  'one.md':
    '---\ntitle: One again\ncategory: Water\ntags: [sea, lake]\ndate: 2024-02-02\nslug: first\n---\n![A](a.png)\n',
  'two.md': '---\ntitle: 第二篇\ntags: [lake]\ndate: 2024-01-03\nseries: Other\n---\nTwo.\n',
  'four.md':
    '---\ntitle: Four\ncategory: New\ntags: [fresh, river]\naliases: [/old/four]\nseries: Other\n---\nFour.\n',
  'five.md': '---\ntitle: Five\ndraft: true\n---\nFive.\n',
}

test('undoing an import leaves every table as it was before', async () => {
  const { site, folder } = await openImported()
  const before = await readAll(site.db.read)
  writeFiles(folder, { ...SECOND, 'a.png': await drawImage() })

  const { operationId, imported } = await importPath(site, folder)
  const between = await readAll(site.db.read)
  const undone = await undoOperation(site.db, operationId, { id: null }, site.now())

  expect(imported).toMatchObject({ report: { added: 2, updated: 2, unchanged: 1, images: 1 } })
  expect(between.posts).toHaveLength(6)
  expect(between.media).toHaveLength(1)
  expect(undone).toMatchObject({ ok: true, keptPosts: [] })
  expect(await readAll(site.db.read)).toEqual(before)
})

const EXPORTED = {
  blext: 1,
  settings: { title: 'Elsewhere', footer: 'By *me*', postsPerPage: 5 },
  tags: [
    {
      ...{ name: 'Sea', slug: 'the-sea', description: 'Salt', curated: true },
      ...{ aliases: ['Ocean'], addresses: ['/tags/ocean'] },
    },
    { name: 'North Sea', slug: 'north', parent: 'Sea' },
  ],
  categories: [
    { name: 'Walks', slug: 'walks', curated: true, position: 3, aliases: ['Hikes'] },
    { name: 'Kept', slug: 'kept' },
  ],
  series: [{ name: 'A trip', slug: 'trip', description: 'By boat' }],
}

test('undoing the import of an export gives back settings, series and other names as they were, and leaves what was changed since', async () => {
  const site = await openSite()
  const { path: folder, remove } = makeFolder('import')
  onTestFinished(remove)
  writeFiles(folder, { ...FIRST, 'blext.json': JSON.stringify(EXPORTED) })
  await site.db.write(tx => tx.setting.create({ data: { name: 'title', value: 'Here' } }))
  const before = await readAll(site.db.read)

  const first = await importPath(site, folder)
  const between = await readAll(site.db.read)
  const undone = await undoOperation(site.db, first.operationId, { id: null }, site.now())

  expect(between.settings).toMatchObject({ title: 'Elsewhere', postsPerPage: '5' })
  expect(between.tagAliases).toMatchObject([{ name: 'Ocean' }])
  expect(between.categoryAliases).toMatchObject([{ name: 'Hikes' }])
  expect(undone).toMatchObject({ ok: true, keptPosts: [] })
  expect(await readAll(site.db.read)).toEqual(before)

  const second = await importPath(site, folder)
  await site.db.write(async tx => {
    await tx.setting.update({ where: { name: 'title' }, data: { value: 'Mine' } })
    const other = await tx.category.findUniqueOrThrow({ where: { key: 'kept' } })
    await tx.categoryAlias.updateMany({ data: { categoryId: other.id } })
  })
  await undoOperation(site.db, second.operationId, { id: null }, site.now())

  const after = await readAll(site.db.read)
  expect(after).toMatchObject({ settings: { title: 'Mine' }, tags: [], posts: [], series: [] })
  expect(after.settings).not.toHaveProperty('postsPerPage')
  expect(after.categoryAliases).toMatchObject([{ name: 'Hikes' }])
  expect(after.categories).toMatchObject([{ name: 'Kept' }])
})

test('an undone import can be imported again, and what it brings is the same', async () => {
  const { site, folder } = await openImported()
  writeFiles(folder, { ...SECOND, 'a.png': await drawImage() })
  const first = await importPath(site, folder)
  await undoOperation(site.db, first.operationId, { id: null }, site.now())

  const again = await importPath(site, folder)

  expect(again.imported).toMatchObject({ report: { added: 2, updated: 2, unchanged: 1 } })
  const undone = await undoOperation(site.db, again.operationId, { id: null }, site.now())
  expect(undone).toMatchObject({ ok: true, keptPosts: [] })
})

test('an undo leaves alone and lists what was changed since by hand', async () => {
  const { site, operationId } = await openImported()
  const alice = await site.signIn('adam')
  const one = await site.db.read.post.findUniqueOrThrow({ where: { slug: 'one' } })
  const edit = { version: String(one.version), title: 'One', body: 'By hand.' }
  await sendForm(alice, `/admin/posts/${one.id}`, edit)

  const undone = await undoOperation(site.db, operationId, { id: null }, site.now())

  expect(undone).toMatchObject({ ok: true, keptPosts: [one.id], isFinal: true })
  const posts = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
  expect(posts.map(({ title }) => title)).toEqual(['There before', 'One'])
  const tags = await site.db.read.tag.findMany({ orderBy: { name: 'asc' } })
  expect(tags.map(({ name }) => name)).toEqual(['kept', 'river', 'sea'])
  const page = await site.page(`/admin/operations/${operationId}`, alice)
  const left = page.$('#left').closest('section').text()
  expect(left).toContain('One')
  expect(left).toContain('The import added it; delete it if you do not want it.')
  expect(await site.db.read.import.count()).toBe(1)
})

test('a bulk change and its undo, or a rename of a tag, do not keep a post from going', async () => {
  const { site, operationId } = await openImported()
  const adam = await site.signIn('adam')
  const posts = await site.db.read.post.findMany({ where: { slug: { not: 'there-before' } } })
  const bulk = { ids: posts.map(({ id }) => String(id)), action: 'add-tags', tags: 'bulk' }
  await adam.post('/admin/posts/bulk').type('form').send(bulk)
  const last = await site.db.read.operation.findFirstOrThrow({ orderBy: { id: 'desc' } })
  await undoOperation(site.db, last.id, { id: null }, site.now())
  const river = await site.db.read.tag.findUniqueOrThrow({ where: { key: 'river' } })
  await sendForm(adam, `/admin/tags/${river.id}`, { name: 'stream' })

  const undone = await undoOperation(site.db, operationId, { id: null }, site.now())

  expect(undone).toMatchObject({ ok: true, keptPosts: [] })
  expect(await site.db.read.post.count()).toBe(1)
})

test('the undo of an import is not undone: what it removed is imported again', async () => {
  const { site, operationId } = await openImported()
  const undone = await undoOperation(site.db, operationId, { id: null }, site.now())
  const undo = undone.ok ? undone.operationId : 0

  const redone = await undoOperation(site.db, undo, { id: null }, site.now())

  expect(redone.ok).toBe(false)
  const adam = await site.signIn('adam')
  const page = await site.page('/admin/history', adam)
  expect(page.$('form[action*="/undo"]')).toHaveLength(0)
})

test('an import that changed nothing stands in no history', async () => {
  const { site, folder } = await openImported()

  const { operationId } = await importPath(site, folder)

  expect(operationId).toBe(0)
  expect(await site.db.read.operation.count()).toBe(1)
})

async function openImported() {
  const site = await openSite()
  await addPost(site, { title: 'There before', slug: 'there-before', tags: ['kept'] })
  const { path: folder, remove } = makeFolder('import')
  onTestFinished(remove)
  writeFiles(folder, FIRST)
  const { operationId } = await importPath(site, folder)
  return { site, folder, operationId }
}

/** All that an undo gives back; of the media that an undo took away only the record is left for a while. */
async function readAll(read: Read) {
  const byId = { orderBy: { id: 'asc' as const } }
  return {
    ...(await readTables(read)),
    users: await read.user.findMany(byId),
    imports: await read.import.findMany({ orderBy: { source: 'asc' } }),
    forwards: await read.forward.findMany(byId),
    series: await read.series.findMany(byId),
    parts: await read.seriesPost.findMany({ orderBy: { postId: 'asc' } }),
    media: await read.media.findMany({ ...byId, where: { deletedAt: null } }),
    links: await read.link.findMany({ ...byId, where: { revisionId: null }, omit: { id: true } }),
    found: await countFound(read),
    settings: Object.fromEntries(
      (await read.setting.findMany()).map(({ name, value }) => [name, value]),
    ),
  }
}

async function countFound(read: Read): Promise<number> {
  const [row] = await read.query<{ count: number | bigint }>(
    sql`SELECT count(*) AS count FROM post_search`,
  )
  return Number(row?.count)
}

function drawImage(): Promise<Buffer> {
  return sharp({ create: { width: 4, height: 4, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
}
