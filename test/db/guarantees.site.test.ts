import { expect, test } from 'vitest'
import { sql, type Sql } from '../../src/db/doors.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const now = new Date('2026-03-04T05:06:07Z')

/** Post 1 of alice has the tag `river` (1), whose other name is `stream`, and the category `Walks` (1), alias `Hikes`. */
async function openFilledSite(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'A walk', tags: ['river'], category: 'Walks' })
  await site.db.write(async tx => {
    await tx.tagAlias.create({ data: { name: 'stream', key: 'stream', tagId: 1, createdAt: now } })
    const alias = { name: 'Hikes', key: 'hikes', categoryId: 1, createdAt: now }
    await tx.categoryAlias.create({ data: alias })
  })
  return site
}

const joinRow = (postId: number, tagId: number, position = 0): Sql =>
  sql`INSERT INTO blog_tag (post_id, tag_id, position, added_at) VALUES (${postId}, ${tagId}, ${position}, ${now})`

const tag = (name: string, key: string, slug: string): Sql =>
  sql`INSERT INTO tags (name, "key", slug, created_at) VALUES (${name}, ${key}, ${slug}, ${now})`

const category = (name: string, key: string, slug: string): Sql =>
  sql`INSERT INTO categories (name, "key", slug, created_at) VALUES (${name}, ${key}, ${slug}, ${now})`

const post = (given: Partial<Record<'kind' | 'status' | 'title' | 'slug', string>>): Sql => {
  const { kind, status, title, slug } = {
    ...{ kind: 'post', status: 'draft', title: 'Another', slug: 'another' },
    ...given,
  }
  return sql`
    INSERT INTO posts (kind, status, title, slug, author_id, created_at, content_updated_at,
      renderer_version, excerpt_html, body, html)
    VALUES (${kind}, ${status}, ${title}, ${slug}, 1, ${now}, ${now}, 1, '', '', '')`
}

const person = (role: string): Sql => sql`
  INSERT INTO users (username, email, email_key, password_hash, role, display_name, created_at)
  VALUES ('carol', 'carol@example.com', 'carol@example.com', '', ${role}, 'Carol', ${now})`

const redirect = (path: string, postId: number | null, tagId: number | null): Sql =>
  sql`INSERT INTO redirects (path, post_id, tag_id, created_at) VALUES (${path}, ${postId}, ${tagId}, ${now})`

const unique = /unique|23505/i
const foreign = /foreign key/i
const check = /check/i

const refused: [string, Sql, RegExp][] = [
  ['a second row of one post and tag', joinRow(1, 1, 7), unique],
  ['a tag on a post that does not exist', joinRow(99, 1), foreign],
  ['a tag that does not exist on a post', joinRow(1, 99), foreign],
  ['a place before the first', sql`UPDATE blog_tag SET position = -1`, check],
  ['two tags with one key', tag('River', 'river', 'river-2'), unique],
  ['two tags with one address', tag('Rivers', 'rivers', 'river'), unique],
  ['a tag with the key of an alias', tag('Stream', 'stream', 'stream'), unique],
  ['a tag that takes the key of an alias', sql`UPDATE tags SET "key" = 'stream'`, unique],
  ['a tag without a name', tag('', 'x', 'x'), check],
  ['a tag without a key', tag('x', '', 'x'), check],
  ['a tag that is its own parent', sql`UPDATE tags SET parent_id = id`, check],
  [
    'an alias with the key of a tag',
    sql`INSERT INTO tag_aliases (name, "key", tag_id, created_at) VALUES ('River', 'river', 1, ${now})`,
    unique,
  ],
  [
    'two aliases with one key',
    sql`INSERT INTO tag_aliases (name, "key", tag_id, created_at) VALUES ('Stream', 'stream', 1, ${now})`,
    unique,
  ],
  [
    'an alias that takes the key of a tag',
    sql`UPDATE tag_aliases SET "key" = 'river' WHERE "key" = 'stream'`,
    unique,
  ],
  [
    'an alias of a tag that does not exist',
    sql`INSERT INTO tag_aliases (name, "key", tag_id, created_at) VALUES ('Sea', 'sea', 99, ${now})`,
    foreign,
  ],
  ['two categories with one key', category('walks', 'walks', 'walks-2'), unique],
  ['a category with the key of an alias', category('Hikes', 'hikes', 'hikes'), unique],
  [
    'an alias with the key of a category',
    sql`INSERT INTO category_aliases (name, "key", category_id, created_at) VALUES ('W', 'walks', 1, ${now})`,
    unique,
  ],
  ['a category without a name', category('', 'x', 'x'), check],
  ['a category that does not exist', sql`UPDATE posts SET category_id = 99`, foreign],
  ['an author who does not exist', sql`UPDATE posts SET author_id = 99`, foreign],
  ['the removal of a person who has posts', sql`DELETE FROM users WHERE id = 1`, foreign],
  ['two posts with one address', post({ slug: 'a-walk' }), unique],
  ['a post without a title', post({ title: '' }), check],
  ['a post without an address', post({ slug: '' }), check],
  ['an unknown status', post({ status: 'hidden' }), check],
  ['an unknown kind', post({ kind: 'poem' }), check],
  ['a published post without a date', post({ status: 'published' }), check],
  ['a version before the first', sql`UPDATE posts SET version = 0`, check],
  ['an unknown role', person('king'), check],
  ['a redirect to nothing', redirect('/posts/x', null, null), check],
  ['a redirect to two things', redirect('/posts/x', 1, 1), check],
  [
    'two redirects of one path',
    sql`${redirect('/posts/a', 1, null)}, ('/posts/a', 1, NULL, ${now})`,
    unique,
  ],
  [
    'two revisions of one number',
    sql`
    INSERT INTO revisions (post_id, number, version, created_at, title, slug, body, excerpt, category, tags, status)
    VALUES (1, 1, 1, ${now}, 'x', 'x', '', '', '', '[]', 'draft')`,
    unique,
  ],
  [
    'a second row of the site’s state',
    sql`INSERT INTO site_state (id, content_version) VALUES (2, 1)`,
    check,
  ],
]

test('R1: the database itself refuses what must not be', async () => {
  const { db } = await openFilledSite()

  for (const [what, statement, reason] of refused) {
    const attempt = db.write(tx => tx.execute(statement))

    await expect(attempt, what).rejects.toThrow(reason)
  }
})

test('the statements that are refused differ from accepted ones only in what is wrong with them', async () => {
  const { db } = await openFilledSite()

  await db.write(async tx => {
    await tx.execute(post({}))
    await tx.execute(tag('Sea', 'sea', 'sea'))
    await tx.execute(category('Trips', 'trips', 'trips'))
    await tx.execute(joinRow(2, 1))
    await tx.execute(person('author'))
    await tx.execute(redirect('/posts/x', 1, null))
  })

  expect(await db.read.blogTag.count()).toBe(2)
})

test('removing a post takes its join rows, revisions, former addresses and search words with it', async () => {
  const { db, dialect } = await openFilledSite()
  await db.write(tx => tx.execute(redirect('/posts/x', 1, null)))

  await db.write(tx => tx.execute(sql`DELETE FROM posts WHERE id = 1`))

  const { read } = db
  const rowid = dialect === 'sqlite' ? sql`rowid` : sql`post_id`
  const words = await read.query(sql`SELECT ${rowid} FROM post_search`)
  const left = [
    await read.blogTag.count(),
    await read.revision.count(),
    await read.redirect.count(),
  ]
  expect([...left, words.length]).toEqual([0, 0, 0, 0])
})

test('removing a tag takes its join rows and other names with it, and leaves the posts', async () => {
  const { db } = await openFilledSite()

  await db.write(tx => tx.execute(sql`DELETE FROM tags WHERE id = 1`))

  const { read } = db
  const left = [await read.blogTag.count(), await read.tagAlias.count(), await read.post.count()]
  expect(left).toEqual([0, 0, 1])
})

test('removing a category leaves its posts without one', async () => {
  const { db } = await openFilledSite()

  await db.write(tx => tx.execute(sql`DELETE FROM categories WHERE id = 1`))

  expect(await db.read.post.findMany({ select: { categoryId: true } })).toEqual([
    { categoryId: null },
  ])
})
