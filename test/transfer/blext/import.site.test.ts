import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { removePerson } from '../../../src/belongings/leaving/service.ts'
import { orNotFound } from '../../../src/http/errors.ts'
import { importBlext } from '../../../src/transfer/blext/import.ts'
import type { BlextOptions } from '../../../src/transfer/blext/run.ts'
import { sayRemark, type ImportReport } from '../../../src/transfer/report.ts'
import { fieldsOf, findStoredPost } from '../../../src/writing/post.ts'
import { addPost, findSignedIn } from '../../support/builders.ts'
import { openSite, type Site } from '../../support/site.ts'
import {
  documentOf,
  hashOld,
  makeOldDatabase,
  makeTwoBlogs,
  OLD_PASSWORD,
  type OldDatabase,
} from './old-database.ts'

test('brings in people, posts, tags and categories', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()

  const report = await importOld(site, old)

  expect(report).toMatchObject({ files: 3, added: 3, updated: 0, people: 2, terms: 0, repaired: 0 })
  expect(report.problems).toEqual([])
  expect(await describe(site, 'by-the-river')).toEqual({
    title: 'By the river',
    author: 'ann',
    status: 'published',
    category: 'Walks',
    tags: ['river', 'hill', 'rain', 'sea'],
    body: 'A summary.\n<!-- more -->\nThe whole *text*.',
    publishedAt: '2016-11-27T03:12:45.123Z',
    createdAt: '2016-11-27T03:12:45.123Z',
  })
  expect(await describe(site, '机器学习')).toMatchObject({
    author: 'ben',
    category: 'ML',
    tags: ['Python', 'river'],
  })
  expect(await site.db.read.user.findUnique({ where: { username: 'ann' } })).toMatchObject({
    role: 'author',
    email: 'ann@example.org',
    bio: 'Walks',
    about: '# Ann\n\nI *walk*.',
    aboutHtml: expect.stringContaining('<em>walk</em>') as unknown,
    disabled: false,
  })
})

test('leaves the old file as it was', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  const before = digestOf(old)

  await importOld(site, old)

  expect(digestOf(old)).toBe(before)
})

test('keeps a draft hidden, with the day on which it was begun', async () => {
  const site = await openSite()

  await importOld(site, makeTwoBlogs())

  expect(await describe(site, 'a-draft')).toMatchObject({
    status: 'draft',
    publishedAt: undefined,
    createdAt: '2016-11-27T03:12:45.123Z',
  })
  expect((await site.page('/posts/a-draft')).status).toBe(404)
  expect((await site.page('/user/ann/3')).status).toBe(404)
})

test('signs in with an old password once, and keeps it as a new hash from then on', async () => {
  const site = await openSite()
  await importOld(site, makeTwoBlogs())

  for (const email of ['ann@example.org', 'ben@example.org']) {
    expect(await readHash(site, email)).toMatch(/^pbkdf2:/)
    await expect(site.signIn({ email, password: 'old word' })).rejects.toThrow(/422/)
    expect(await readHash(site, email)).toMatch(/^pbkdf2:/)

    await site.signIn({ email, password: OLD_PASSWORD })

    expect(await readHash(site, email)).toMatch(/^\$argon2id\$/)
    await site.signIn({ email, password: OLD_PASSWORD })
    await expect(site.signIn({ email, password: 'old word' })).rejects.toThrow(/422/)
  }
})

test('refuses whoever has a password in an unknown form until they get a new one, and says so', async () => {
  const site = await openSite()
  const old = makeOldDatabase()
  old.addUser({
    id: 1,
    username: 'ann',
    email: 'ann@example.org',
    password_hash: 'plain$$old words',
  })

  const report = await importOld(site, old)

  const signIn = site.signIn({ email: 'ann@example.org', password: OLD_PASSWORD })
  await expect(signIn).rejects.toThrow(/422/)
  expect(sayAll(report)).toContain(
    'users/1: The old password cannot be taken over: give a new one with “blext user password ann”.',
  )
})

test('leads from every old address to the present one in one step', async () => {
  const site = await openSite()
  await importOld(site, makeTwoBlogs())

  for (const [from, to] of [
    ['/user/ann/2', '/posts/by-the-river'],
    ['/user/ben/7', '/posts/%E6%9C%BA%E5%99%A8%E5%AD%A6%E4%B9%A0'],
    ['/useran%6e/tags/river', '/tags/river'],
    ['/user/ann/tags/river', '/tags/river'],
    ['/userben/tags/river', '/tags/river'],
    ['/userben/categories/ML', '/categories/ml'],
    ['/user/ann', '/authors/ann'],
    ['/user/ann/', '/authors/ann'],
    ['/user/ben/about_me', '/authors/ben'],
    ['/user/ben/tags', '/tags'],
    ['/user/ann/categories', '/categories'],
  ] as const) {
    const { status, headers } = await site.page(from)

    expect([from, status, headers['location']]).toEqual([from, 301, to])
    expect((await site.page(to)).status).toBe(200)
  }
})

test('leads from the old address of a name that two had to the first of them', async () => {
  const site = await openSite()
  const old = makeDamaged()

  await importOld(site, old)

  expect((await site.page('/user/ann')).headers['location']).toBe('/authors/ann')
  const ann = await site.db.read.user.findUniqueOrThrow({ where: { username: 'ann' } })
  expect(ann.email).toBe('ann@example.org')
})

test('where authors use existing tags only, new tags are asked for, unused ones stay out, and it says so', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Here', tags: ['river'] })
  await site.db.write(tx =>
    tx.setting.create({ data: { name: 'existingTagsOnly', value: 'true' } }),
  )
  const old = makeTwoBlogs()
  old.addRow('tags', 32, 'unused', 1)

  const tried = await importOld(site, old, { dryRun: true })
  const report = await importOld(site, old)

  expect((await site.db.read.tag.findMany()).map(({ name }) => name)).toEqual(['river'])
  expect(await describe(site, 'by-the-river')).toMatchObject({ tags: ['river'] })
  const asked = await site.db.read.tagRequest.findMany({ orderBy: { id: 'asc' } })
  expect(asked.map(({ name }) => name)).toEqual(['hill', 'rain', 'sea', 'Python'])
  expect(report.terms).toBe(0)
  const said = sayAll(report)
  expect(said).toContain(
    'tags/32: No post has “unused”, and authors use existing tags only: it was left out.',
  )
  for (const [file, name] of [
    ['blogs/2', 'hill'],
    ['blogs/7', 'Python'],
  ]) {
    expect(said).toContain(
      `${file}: The tag “${name}” is new, and authors use existing ones only: an editor is asked.`,
    )
  }
  expect(sayAll(tried).sort()).toEqual(said.sort())
})

test('changes nothing when it comes again, also under another name', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  old.addRow('tags', 9, 'unused', 1)
  old.addRow('blog_tag', 1, 2)
  await importOld(site, old)
  const before = await dump(site)
  const path = join(dirname(old.path), 'renamed.sqlite')
  copyFileSync(old.path, path)

  const report = await importOld(site, { ...old, path })

  expect(report).toEqual({
    ...{ dryRun: false, files: 3, added: 0, updated: 0, unchanged: 3, images: 0, redirects: 0 },
    ...{ people: 0, terms: 0, repaired: 0, missing: 0, removed: 0, problems: [], remarks: [] },
  })
  expect(await dump(site)).toEqual(before)
})

test('does not bring back whoever was removed here since', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  await importOld(site, old)
  const ben = await site.db.read.user.findUniqueOrThrow({ where: { username: 'ben' } })
  const adam = await findSignedIn(site, 'adam')
  const will = { heirId: adam.id, posts: 'keep' as const }
  await site.db.write(tx => removePerson(tx, { id: ben.id, will, actor: adam }, site.now()))

  const report = await importOld(site, old)

  expect(report).toMatchObject({ unchanged: 3, people: 0, remarks: [] })
  expect(await site.db.read.user.findUnique({ where: { username: 'ben' } })).toBeNull()
})

test('takes in what was written since the last time', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  await importOld(site, old)
  old.run('UPDATE blogs SET draft = 0 WHERE id = 3')
  old.addPost({ id: 8, title: 'New', body: documentOf('New', 'Walks', '') })

  const report = await importOld(site, old)

  expect(report).toMatchObject({ added: 1, updated: 1, unchanged: 2, people: 0 })
  expect((await site.page('/posts/a-draft')).status).toBe(200)
})

test('writes nothing in a dry run, and says what it would do', async () => {
  const site = await openSite()
  const old = makeDamaged()
  await addPost(site, { tags: ['river'], category: 'Walks' })
  const before = await dump(site)

  const dry = await importOld(site, old, { dryRun: true, admin: 'ann' })

  expect(await dump(site)).toEqual(before)
  const real = await importOld(site, old, { dryRun: false, admin: 'ann' })
  expect({ ...dry, dryRun: false }).toEqual(real)
  expect(real.repaired).toBeGreaterThan(0)
})

test('makes one row of blog_tag out of two that say the same', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  old.run('DELETE FROM blog_tag WHERE page_id = 2')
  for (const tag of [1, 1, 2, 4, 3]) old.addRow('blog_tag', tag, 2)
  const rows = old.list('SELECT rowid FROM blog_tag WHERE tag_id = 1') as { rowid: number }[]

  const report = await importOld(site, old)

  expect(report).toMatchObject({ added: 3, repaired: 1 })
  expect(report.remarks.filter(({ file }) => file.startsWith('blog_tag')).map(sayRemark)).toEqual([
    `Tag 1, post 2: row ${rows[0]?.rowid ?? 0} says so already; it was left out.`,
  ])
  expect(await describe(site, 'by-the-river')).toMatchObject({
    tags: ['river', 'hill', 'rain', 'sea'],
  })
})

test('says of each damaged row what was done with it', async () => {
  const site = await openSite()

  const report = await importOld(site, makeDamaged())

  expect(sayAll(report)).toEqual([
    'users/3: “ANN@example.org” is another’s address too; this account has “ann-3@blext.invalid”.',
    'users/3: The username “ann” cannot be kept or is taken; it is “ann-2” here.',
    'users/3: The address was never confirmed; the account is disabled.',
    'users/4: “” is no email address; this account has “user-4@blext.invalid”.',
    'users/4: The username “” cannot be kept or is taken; it is “user-4” here.',
    'users/4: The name of this blog, “Notes”, has no place here: it is one site now.',
    'users/4: The picture https://pictures.example/4.png has no place here.',
    'blogs/20: It has no author any more; it is adam’s now.',
    'blogs/20: Rows of its tags are missing; from the header were taken: lost.',
    'blogs/21: It is neither a draft nor published and stood in no list; it is a draft now.',
    'blogs/21: The header says category “Hills”, the row “Walks”; the row was followed.',
    'blogs/21: The header says tags “hill, rain”, the rows “hill”; the rows were followed.',
    'blogs/22: Its header cannot be read; title, category and tags are those of the rows.',
    'blogs/22: There is no date; that of the file was taken: 2026-03-04.',
    'blogs/23: Its document is missing; its text is what BLEXT had made of it.',
    'blogs/24:1: What stands before the header was never shown; it is a comment now.',
    'blogs/24: It has no title; one was made.',
    'blog_tag/7: Tag NULL, post 20: it leads to nothing and was left out.',
    'blog_tag/8: Tag 99, post 20: there is no such tag; it was left out.',
    'blog_tag/9: Tag 1, post 99: there is no such post; it was left out.',
    'blog_tag/10: Tag 1, post NULL: it leads to nothing and was left out.',
    'blog_tag/11: Tag 99, post 20: there is no such tag; it was left out.',
    'tags/6: “river” is one with “river” of row 1 now.',
    'tags/30: “RIVER” is one with “river” of row 1 now.',
    'tags/31: It has no name and was left out.',
    'tags/32: No post has “unused”; it was kept.',
    'categories/30: No post has “Empty”; it was kept.',
  ])
})

test('loses nothing of a damaged database', async () => {
  const site = await openSite()

  const report = await importOld(site, makeDamaged())

  expect(report).toMatchObject({ files: 8, added: 8, people: 4, terms: 2, repaired: 5 })
  expect(await describe(site, 'nobodys')).toMatchObject({ author: 'adam', tags: ['hill', 'lost'] })
  expect(await describe(site, 'odd')).toMatchObject({
    status: 'draft',
    category: 'Walks',
    tags: ['hill'],
  })
  expect(await describe(site, 'no-header')).toMatchObject({ body: 'Just text.\n', tags: ['sea'] })
  expect(await describe(site, 'no-document')).toMatchObject({
    body: 'A summary.\n\n<!-- more -->\n\n<p>The whole <em>text</em>.</p>',
  })
  expect(await describe(site, 'untitled')).toMatchObject({ body: '<!-- Hidden. -->\n\nShown.\n' })
  const terms = [
    ...(await site.db.read.tag.findMany()),
    ...(await site.db.read.category.findMany()),
  ]
  expect(terms.filter(({ curated }) => curated).map(({ name }) => name)).toEqual([
    'unused',
    'Empty',
  ])
  const people = await site.db.read.user.findMany({ orderBy: { id: 'asc' }, skip: 4 })
  expect(people.map(({ username, email, disabled }) => [username, email, disabled])).toEqual([
    ['ann', 'ann@example.org', false],
    ['ben', 'ben@example.org', false],
    ['ann-2', 'ann-3@blext.invalid', true],
    ['user-4', 'user-4@blext.invalid', false],
  ])
})

test('makes the named user an admin, who gets what belongs to nobody', async () => {
  const site = await openSite({ empty: true })

  await importOld(site, makeDamaged(), { dryRun: false, admin: 'ann' })

  const admins = await site.db.read.user.findMany({ where: { role: 'admin' } })
  expect(admins.map(({ email }) => email)).toEqual(['ann@example.org'])
  expect(await describe(site, 'nobodys')).toMatchObject({ author: 'ann' })
})

test('gives posts to whoever has an account with that address here, and leaves the account alone', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  old.run("UPDATE users SET email = 'Alice@example.com' WHERE id = 1")
  const before = await site.db.read.user.findUnique({ where: { username: 'alice' } })

  const report = await importOld(site, old, { dryRun: false, admin: 'ann' })

  expect(report.people).toBe(1)
  expect(sayAll(report)).toContain(
    'users/1: This is alice here, known by the email address, and stays as it is.',
  )
  expect(await describe(site, 'by-the-river')).toMatchObject({ author: 'alice' })
  expect(await site.db.read.user.findUnique({ where: { username: 'alice' } })).toEqual(before)
  expect((await site.page('/user/ann/2')).status).toBe(301)
})

test('refuses what is longer than a post may be, and takes in the rest', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  old.addPost({
    id: 9,
    title: 'Long',
    body: documentOf('Long', 'Walks', '', 'x'.repeat(1024 * 1024 + 1)),
  })

  const report = await importOld(site, old)

  expect(report).toMatchObject({ files: 4, added: 3 })
  expect(report.problems.map(({ file, text }) => [file, text])).toEqual([
    ['blogs/9', 'The text is longer than 1 MiB.'],
  ])
})

/** Every kind of damage that nothing in the old BLEXT prevented. */
function makeDamaged(): OldDatabase {
  const old = makeTwoBlogs()
  old.run('DROP INDEX ix_users_email; DROP INDEX ix_users_username')
  const odd = { username: 'ann', email: 'ANN@example.org', confirmed: 0 }
  old.addUser({ id: 3, ...odd })
  const picture = 'https://pictures.example/4.png'
  old.addUser({ id: 4, blog_title: 'Notes', avatar_url: picture, password_hash: hashOld('sha1') })
  old.addRow('tags', 30, 'RIVER', null)
  old.addRow('tags', 31, null, null)
  old.addRow('tags', 32, 'unused', 1)
  old.addRow('categories', 30, 'Empty', 1)
  const walks = { category_id: 1 }
  old.addPost({
    id: 20,
    title: 'Nobody’s',
    ...walks,
    author_id: null,
    body: documentOf('Nobody’s', 'Walks', 'hill,lost'),
  })
  old.addPost({
    id: 21,
    title: 'Odd',
    ...walks,
    draft: null,
    body: documentOf('Odd', 'Hills', 'hill, rain'),
  })
  old.addPost({ id: 22, title: 'No header', body: 'Just text.\n', timestamp: null })
  old.addPost({ id: 23, title: 'No document', author_id: 4 })
  old.addPost({
    id: 24,
    title: '',
    body: 'Hidden.\n---\ntitle: \ncategory: \ntags: [,]\n---\nShown.\n',
    author_id: 4,
  })
  for (const [tag, post] of [
    [null, 20],
    [99, 20],
    [1, 99],
    [1, null],
    [99, 20],
    [2, 20],
    [2, 21],
    [3, 22],
  ]) {
    old.addRow('blog_tag', tag ?? null, post ?? null)
  }
  return old
}

async function importOld(
  site: Site,
  { path }: OldDatabase,
  options: BlextOptions = { dryRun: false },
): Promise<ImportReport> {
  const result = await importBlext(site.context, path, options)
  if (!result.ok) throw new Error(sayRemark(result))
  return result.report
}

const sayAll = ({ remarks }: ImportReport): string[] =>
  remarks.map(
    remark => `${[remark.file, remark.line].filter(Boolean).join(':')}: ${sayRemark(remark)}`,
  )

async function describe({ db: { read } }: Site, slug: string) {
  const { id } = await read.post.findUniqueOrThrow({ where: { slug } })
  const post = orNotFound(await findStoredPost(read, id))
  const author = await read.user.findUniqueOrThrow({ where: { id: post.authorId } })
  const { title, body, status, tagNames, createdAt, publishedAt } = post
  const category = fieldsOf(post).category
  const moments = { publishedAt: publishedAt?.toISOString(), createdAt: createdAt.toISOString() }
  return { title, body, status, category, tags: tagNames, author: author.username, ...moments }
}

const readHash = async ({ db }: Site, email: string): Promise<string> =>
  (await db.read.user.findUniqueOrThrow({ where: { emailKey: email } })).passwordHash

async function dump({ db: { read } }: Site) {
  return {
    users: await read.user.findMany({ orderBy: { id: 'asc' } }),
    posts: await read.post.findMany({ orderBy: { id: 'asc' } }),
    tags: await read.tag.findMany({ orderBy: { id: 'asc' } }),
    categories: await read.category.findMany({ orderBy: { id: 'asc' } }),
    rows: await read.blogTag.findMany({ orderBy: [{ postId: 'asc' }, { tagId: 'asc' }] }),
    revisions: await read.revision.findMany({ orderBy: { id: 'asc' } }),
    redirects: await read.redirect.findMany({ orderBy: { id: 'asc' } }),
    forwards: await read.forward.findMany({ orderBy: { id: 'asc' } }),
    imports: await read.import.findMany({ orderBy: { source: 'asc' } }),
    state: await read.siteState.findMany(),
  }
}

const digestOf = ({ path }: OldDatabase): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex')
