import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, inject, test } from 'vitest'
import { sql } from '../../src/db/doors.ts'
import { examineDatabase } from '../../src/operations/doctor/examine.ts'
import { repairDatabase } from '../../src/operations/doctor/repair.ts'
import type { NamedReport } from '../../src/operations/doctor/report.ts'
import { undoRepair } from '../../src/operations/doctor/undo.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'
import { shareOf } from '../support/times.ts'
import { damage, hideFromIndex, loseRules } from './damage.ts'

const TIME = "'2026-01-01T00:00:00.000+00:00'"
const TABLES = ['users', 'posts', 'tags', 'categories', 'blog_tag', 'tag_aliases'].concat(
  ...['category_aliases', 'redirects', 'revisions', 'operations', 'operation_rows', 'sessions'],
  ...['attempts', 'media', 'imports', 'audit', 'site_state', 'forwards', 'drafts', 'openings'],
  ...['tokens', 'links', 'series', 'series_posts', 'related_posts', 'kept_answers', 'webhooks'],
  ...['webhook_deliveries'],
)

/** Post 1 has river (1) and lake (2) and is in Walks (1); post 2 has river; post 3 nothing. */
async function openFilledSite(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'A walk', tags: ['river', 'lake'], category: 'Walks' })
  await addPost(site, { title: 'A swim', tags: ['river'] })
  await addPost(site, { title: 'A rest' })
  return site
}

const repair = (site: Site): Promise<NamedReport | null> =>
  repairDatabase(site.context, {
    ...{ actorId: null, renderLimit: 100, onProgress: () => undefined },
  })

async function listCodes(site: Site): Promise<string[]> {
  const found = await examineDatabase(site.context)
  return found.map(({ code }) => code)
}

const joinRow = (postId: number | null, tagId: number | null, position: number | null = 0) =>
  `INSERT INTO blog_tag (post_id, tag_id, position, added_at) VALUES (${postId}, ${tagId}, ${position}, ${TIME})`

const tag = (id: number, name: string, key: string, parent: number | null = null) =>
  `INSERT INTO tags (id, name, "key", slug, description, parent_id, curated, created_at)
   VALUES (${id}, '${name}', '${key}', 'tag-${id}', '', ${parent}, false, ${TIME})`

const category = (id: number, name: string, key: string) =>
  `INSERT INTO categories (id, name, "key", slug, description, position, curated, created_at)
   VALUES (${id}, '${name}', '${key}', 'category-${id}', '', 0, false, ${TIME})`

const alias = (id: number, name: string, key: string, tagId: number) =>
  `INSERT INTO tag_aliases (id, name, "key", tag_id, created_at) VALUES (${id}, '${name}', '${key}', ${tagId}, ${TIME})`

const redirect = (id: number, path: string, post: number | null, tagId: number | null) =>
  `INSERT INTO redirects (id, path, post_id, tag_id, created_at) VALUES (${id}, '${path}', ${post}, ${tagId}, ${TIME})`

const forward = (id: number, path: string, target: string) =>
  `INSERT INTO forwards (id, path, target, created_at) VALUES (${id}, '${path}', '${target}', ${TIME})`

const draft = (id: number, key: string, { person = 1, sequence = 1, post = 1, at = TIME } = {}) =>
  `INSERT INTO drafts (id, "key", person_id, post_id, base_version, writer, sequence, state, fields, created_at, updated_at)
   VALUES (${id}, '${key}', ${person}, ${post}, 1, 'tab', ${sequence}, 1, '{}', ${TIME}, ${at})`

const token = (id: number, hash: string, expires: string, post: number | null = null) =>
  `INSERT INTO tokens (id, kind, hash, name, post_id, data, created_at, expires_at)
   VALUES (${id}, 'preview', '${hash}', '', ${post}, '{}', ${TIME}, ${expires})`

const series = (id: number, key: string) =>
  `INSERT INTO series (id, name, "key", slug, description, created_at)
   VALUES (${id}, 'Series ${id}', '${key}', 'series-${id}', '', ${TIME})`

const part = (post: number, of: number, position = 0) =>
  `INSERT INTO series_posts (post_id, series_id, position) VALUES (${post}, ${of}, ${position})`

const related = (post: number, to: number, rank = 0) =>
  `INSERT INTO related_posts (post_id, related_id, rank) VALUES (${post}, ${to}, ${rank})`

test('finds nothing in a sound database, and does nothing to it', async () => {
  const site = await openFilledSite()

  expect(await examineDatabase(site.context)).toEqual([])
  expect(await repair(site)).toBe(null)
})

test('changes nothing by looking', async () => {
  const site = await openFilledSite()
  await loseRules(site, TABLES)
  await damage(site, [joinRow(1, 1, 5), joinRow(1, 99), tag(9, 'River', 'River')])
  const rows = sql`SELECT post_id, tag_id, position FROM blog_tag ORDER BY post_id, tag_id, position`
  const before = await site.db.read.query(rows)

  await examineDatabase(site.context)

  expect(await site.db.read.query(rows)).toEqual(before)
  expect(await site.db.read.tag.count()).toBe(3)
})

test('puts back every rule that was lost, and the rows stay as they are', async () => {
  const site = await openFilledSite()
  const before = await site.db.read.post.findMany({ include: { tags: true } })
  await loseRules(site, TABLES)

  const found = await listCodes(site)
  const report = await repair(site)

  expect(found).toEqual(['rules-lost'])
  expect(report?.left).toEqual([])
  expect(await site.db.read.post.findMany({ include: { tags: true } })).toEqual(before)
  await expect(site.db.write(tx => tx.execute(sql([joinRow(1, 1)])))).rejects.toThrow()
  await expect(site.db.write(tx => tx.execute(sql([joinRow(1, 99)])))).rejects.toThrow()
  await expect(site.db.write(tx => tx.execute(sql([tag(9, 'r', 'river')])))).rejects.toThrow()
})

/** Each way to damage a database by hand, and what the doctor calls it. */
const WAYS: [string, string, string[]][] = [
  ['join-rows-twice', 'a pair stored twice', [joinRow(1, 1, 5), joinRow(1, 1, 5)]],
  ['join-rows-of-nothing', 'join rows that dangle', [joinRow(1, 99), joinRow(99, 1)]],
  ['join-rows-of-nothing', 'join rows of NULL', [joinRow(null, 1), joinRow(1, null)]],
  ['values-refused', 'a join row without a place', [joinRow(3, 1, null), joinRow(3, 2, -4)]],
  ['names-alike', 'tags equal after normalising', [tag(9, 'River', 'River'), joinRow(3, 9)]],
  ['names-stored-twice', 'tags of one key', [tag(9, 'river', 'river'), joinRow(2, 9, 3)]],
  ['names-alike', 'categories equal after normalising', [category(9, 'WALKS', 'WALKS')]],
  ['name-keys', 'a key that is not that of its name', [tag(9, 'Bridge', 'brigde')]],
  ['aliases-to-nothing', 'an alias to nothing', [alias(9, 'stream', 'stream', 99)]],
  ['aliases-to-themselves', 'an alias to itself', [alias(9, 'River', 'river', 1)]],
  ['aliases-shadowed', 'an alias that a tag hides', [alias(9, 'Lake', 'lake', 1)]],
  [
    'aliases-twice',
    'one alias of two tags',
    [alias(8, 'brook', 'brook', 1), alias(9, 'Brook', 'brook', 2)],
  ],
  ['alias-keys', 'an alias that is not found', [alias(9, 'Brook', 'Brook', 1)]],
  ['redirects-to-nothing', 'a redirect to nothing', [redirect(9, '/old', 99, null)]],
  ['redirects-without-target', 'a redirect nowhere', [redirect(9, '/old', null, null)]],
  ['redirects-with-several-targets', 'a redirect to two', [redirect(9, '/old', 99, 1)]],
  [
    'redirects-twice',
    'two redirects of one path',
    [redirect(8, '/old', 1, null), redirect(9, '/old', 2, null)],
  ],
  ['redirects-shadowed', 'a redirect that nobody follows', [redirect(9, '/posts/a-walk', 2, null)]],
  ['same-address', 'two posts of one address', [`UPDATE posts SET slug = 'a-walk'`]],
  ['same-address', 'two tags of one address', [`UPDATE tags SET slug = 'water'`]],
  ['category-missing', 'a category that is gone', [`UPDATE posts SET category_id = 99`]],
  ['author-missing', 'an author who is gone', [`UPDATE posts SET author_id = 99 WHERE id = 1`]],
  [
    'revisions-of-nothing',
    'a revision of nothing',
    [`UPDATE revisions SET post_id = 99 WHERE id = 1`],
  ],
  [
    'revisions-of-one-number',
    'two revisions of one number',
    [`UPDATE revisions SET post_id = 1, number = 1`],
  ],
  ['html-old', 'HTML of an old renderer', [`UPDATE posts SET renderer_version = 0, html = 'old'`]],
  [
    'operation-rows-of-nothing',
    'lines of no operation',
    [
      `INSERT INTO operation_rows (id, operation_id, entity, entity_id, other_id, field) VALUES (9, 99, 'tag', 1, 0, 'row')`,
    ],
  ],
  ['references-to-nothing', 'join rows of no operation', [`UPDATE blog_tag SET operation_id = 99`]],
  ['parents-missing', 'a parent that is gone', [`UPDATE tags SET parent_id = 99 WHERE id = 1`]],
  ['parents-in-a-circle', 'a tag below itself', [`UPDATE tags SET parent_id = 1 WHERE id = 1`]],
  [
    'parents-in-a-circle',
    'tags below each other',
    [
      tag(9, 'pond', 'pond', 1),
      `UPDATE tags SET parent_id = 2 WHERE id = 1`,
      `UPDATE tags SET parent_id = 9 WHERE id = 2`,
    ],
  ],
  [
    'sessions-expired',
    'sessions that have expired',
    [
      `INSERT INTO sessions (id, data, created_at, expires_at) VALUES ('s', '{}', ${TIME}, ${TIME})`,
    ],
  ],
  [
    'attempts-expired',
    'attempts that have expired',
    [`INSERT INTO attempts ("key", count, expires_at) VALUES ('a', 1, ${TIME})`],
  ],
  ['rows-twice', 'a whole row stored twice', [`INSERT INTO tags SELECT * FROM tags WHERE id = 1`]],
  [
    'same-id',
    'two tags of one number',
    [tag(1, 'sea', 'sea'), `UPDATE tags SET slug = 'sea' WHERE name = 'sea'`],
  ],
  ['people-of-one-address', 'two people of one address', [`UPDATE users SET email_key = 'a@b.c'`]],
  ['values-refused', 'a role that does not exist', [`UPDATE users SET role = 'king' WHERE id = 1`]],
  [
    'values-refused',
    'a post published at no time',
    [`UPDATE posts SET published_at = NULL WHERE id = 1`],
  ],
  ['state-missing', 'a lost count of changes', [`DELETE FROM site_state`]],
  ['forwards-shadowed', 'a redirect that nobody follows', [forward(9, '/posts/a-walk', '/x')]],
  [
    'forwards-in-a-circle',
    'redirects in a circle',
    [forward(8, '/a', '/b'), forward(9, '/b', '/a')],
  ],
  ['values-refused', 'a redirect to itself', [forward(9, '/a', '/a')]],
  [
    'rows-of-one-key',
    'two redirects of one path',
    [forward(8, '/a', '/x'), forward(9, '/a', '/y')],
  ],
  ['rows-of-nothing', 'a draft of nobody', [draft(9, 'k', { person: 99 })]],
  ['rows-of-nothing', 'a draft of no post', [draft(9, 'k', { post: 99 })]],
  ['values-refused', 'a draft that was never sent', [draft(9, 'k', { sequence: -1 })]],
  ['rows-of-one-key', 'two drafts of one key', [draft(8, 'k'), draft(9, 'k', { sequence: 2 })]],
  [
    'rows-of-nothing',
    'a post open in nobody’s editor',
    [`INSERT INTO openings (post_id, person_id, seen_at) VALUES (99, 98, '2099-01-01')`],
  ],
  [
    'openings-old',
    'a post that was open long ago',
    [`INSERT INTO openings (post_id, person_id, seen_at) VALUES (1, 1, ${TIME})`],
  ],
  ['tokens-expired', 'a token that has expired', [token(9, 'h', TIME)]],
  ['rows-of-nothing', 'a token of no post', [token(9, 'h', 'NULL', 99)]],
  ['rows-of-one-key', 'two tokens of one hash', [token(8, 'h', 'NULL'), token(9, 'h', 'NULL')]],
  ['values-refused', 'a token of no hash', [token(9, '', 'NULL')]],
  [
    'rows-of-nothing',
    'a link of no post',
    [`INSERT INTO links (id, post_id, kind, path, fragment) VALUES (9, 99, 'link', '/x', '')`],
  ],
  [
    'values-refused',
    'a link that is none',
    [`INSERT INTO links (id, post_id, kind, path, fragment) VALUES (9, 1, 'thing', 'x', '')`],
  ],
  ['rows-of-one-key', 'two series of one key', [series(8, 'k'), series(9, 'k')]],
  ['rows-of-nothing', 'a part of no series', [part(1, 99)]],
  ['values-refused', 'a part before the first', [series(9, 'k'), part(1, 9, -1)]],
  ['rows-of-nothing', 'related posts without post', [related(1, 99), related(98, 2)]],
  ['values-refused', 'a post related to itself', [related(1, 1)]],
  [
    'answers-expired',
    'kept answers that have expired',
    [
      `INSERT INTO kept_answers ("key", person_id, fingerprint, status, headers, body, expires_at)
       VALUES ('k', 1, 'f', 200, '{}', '', ${TIME})`,
    ],
  ],
]

// In the short run each database is damaged in its share of the ways.
test.each(shareOf(inject('databases'), WAYS))(
  '%s: repairs %s, and finds nothing afterwards',
  async (code, _way, statements) => {
    const site = await openFilledSite()
    await loseRules(site, tablesOf(statements))
    await damage(site, statements)

    const found = await listCodes(site)
    const report = await repair(site)

    expect(found).toContain(code)
    expect(report?.left).toEqual([])
    expect(await listCodes(site)).toEqual([])
    expect(await site.db.read.post.count()).toBe(3)
  },
)

function tablesOf(statements: string[]): string[] {
  const named = statements.map(statement => /(?:INTO|UPDATE|FROM) (\w+)/.exec(statement)?.[1] ?? '')
  return [...new Set(named)]
}

/** All at once: each of the ways that can stand beside the others. */
const EVERYTHING = [
  ...[joinRow(1, 1, 5), joinRow(1, 1, 5), joinRow(1, 99), joinRow(99, 1), joinRow(null, 1)],
  ...[tag(9, 'River', 'River'), tag(10, 'river', 'river'), joinRow(2, 10), joinRow(3, 9)],
  ...[tag(11, 'Bridge', 'brigde', 12), tag(12, 'pond', 'pond', 11), category(9, 'WALKS', 'WALKS')],
  ...[alias(1, 'stream', 'stream', 99), alias(2, 'River', 'x', 1), alias(3, 'Lake', 'lake', 1)],
  ...[alias(4, 'Brook', 'Brook', 1), alias(5, 'brook', 'brook', 2)],
  ...[redirect(1, '/a', 99, null), redirect(2, '/b', null, null), redirect(3, '/c', 99, 1)],
  ...[
    redirect(4, '/d', 1, null),
    redirect(5, '/d', 2, null),
    redirect(6, '/posts/a-walk', 2, null),
  ],
  `UPDATE posts SET slug = 'a-walk', category_id = 99 WHERE id = 2`,
  `UPDATE posts SET author_id = 99, renderer_version = 0 WHERE id = 3`,
  `UPDATE revisions SET post_id = 99 WHERE id = 3`,
]

test('repairs everything at once, keeps what people wrote, and tells what it did', async () => {
  const site = await openFilledSite()
  await loseRules(site, TABLES)
  await damage(site, EVERYTHING)

  const report = await repair(site)

  expect(report).toMatchObject({ state: 'done', left: [], rendered: 1 })
  const posts = await site.db.read.post.findMany({
    ...{ orderBy: { id: 'asc' }, select: { slug: true, authorId: true, tags: true } },
  })
  expect(posts.map(({ slug }) => slug)).toEqual(['a-walk', 'a-walk-2', 'a-rest'])
  expect(posts.map(({ tags }) => tags.map(({ tagId }) => tagId))).toEqual([[1, 2], [1], [1]])
  expect(posts.map(({ authorId }) => authorId)).toEqual([1, 1, site.people.adam.id])
  expect((await site.db.read.tag.findMany()).map(({ key }) => key).sort()).toEqual(
    ...[['bridge', 'lake', 'pond', 'river']],
  )
  expect((await site.db.read.tagAlias.findMany()).map(({ key, tagId }) => [key, tagId])).toEqual(
    ...[[['brook', 1]]],
  )
  const led = await site.db.read.redirect.findMany({
    where: { path: { in: ['/c', '/d'] } },
    orderBy: { path: 'asc' },
  })
  expect(led.map(({ path, postId, tagId }) => [path, postId, tagId])).toEqual([
    ['/c', null, 1],
    ['/d', 2, null],
  ])
  const lost = report?.repairs.find(({ code }) => code === 'revisions-of-nothing')
  expect(lost?.rows[0]?.before).toContain('The water was high.')
})

test('the server starts on a damaged database, and serves its authors after the repair', async () => {
  const site = await openFilledSite()
  await loseRules(site, TABLES)
  await damage(site, EVERYTHING)

  const damaged = [await site.page('/readyz'), await site.page('/login')]
  await repair(site)
  const alice = await site.signIn('alice')
  const saved = await alice
    .post('/admin/posts')
    .type('form')
    .send({ title: 'Another', body: 'x', tags: 'River, bridge', status: 'published' })

  expect(damaged.map(({ status }) => status)).toEqual([200, 200])
  expect(saved.status).toBe(303)
  expect((await site.page('/tags/river')).text).toContain('Another')
})

test('makes a table anew that is missing', async () => {
  const site = await openFilledSite()
  await damage(site, ['DROP TABLE redirects', 'DROP TABLE post_search'])

  const found = await listCodes(site)
  const report = await repair(site)

  expect(found).toEqual(['tables-lost'])
  expect(report).toMatchObject({ left: [], indexed: 3 })
  expect((await site.page('/search?q=walk')).text).toContain('/posts/a-walk')
})

test('brings the search into step with the posts', async () => {
  const site = await openFilledSite()
  const { dialect } = site
  await damage(site, [
    ...(dialect === 'sqlite'
      ? [
          'DELETE FROM post_search WHERE rowid = 1',
          "INSERT INTO post_search (rowid, title, body) VALUES (99, 'ghost', 'ghost')",
        ]
      : [
          'DELETE FROM post_search WHERE post_id = 1',
          'ALTER TABLE post_search DROP CONSTRAINT post_search_post_id_fkey',
          "INSERT INTO post_search (post_id, document) VALUES (99, to_tsvector('ghost'))",
        ]),
  ])

  const found = await listCodes(site)
  const report = await repair(site)

  expect(found).toEqual(expect.arrayContaining(['search-too-much', 'search-too-little']))
  expect(report).toMatchObject({ left: [], indexed: 1 })
  expect((await site.page('/search?q=walk')).text).toContain('/posts/a-walk')
})

test('records an upload that has no record, and forgets one that has no file', async () => {
  const site = await openFilledSite()
  const folder = join(site.context.config.dataDir, 'media')
  const name = `${'0123456789abcdef'.repeat(2)}.png`
  mkdirSync(folder, { recursive: true })
  const image = { width: 3, height: 2, channels: 3 as const, background: 'red' }
  writeFileSync(join(folder, name), await sharp({ create: image }).png().toBuffer())
  await damage(site, [
    `INSERT INTO media (path, hash, name, type, bytes, created_at)
     VALUES ('/media/${'f'.repeat(32)}.png', 'f', 'gone.png', 'image/png', 1, ${TIME})`,
  ])

  const found = await listCodes(site)
  const report = await repair(site)

  expect(found).toEqual(['media-without-file', 'files-without-record'])
  expect(report?.left).toEqual([])
  expect(await site.db.read.media.findMany()).toMatchObject([
    { path: `/media/${name}`, width: 3, height: 2, type: 'image/png' },
  ])
  expect(readdirSync(folder)).toEqual([name])
})

test('takes a repair back as far as the rules allow, and says what they refuse', async () => {
  const site = await openFilledSite()
  await loseRules(site, TABLES)
  await damage(site, [
    ...[
      tag(9, 'River', 'River'),
      joinRow(3, 9),
      joinRow(1, 1, 5),
      alias(1, 'stream', 'stream', 99),
    ],
    ...[redirect(6, '/posts/a-walk', 2, null), `UPDATE posts SET slug = 'a-walk' WHERE id = 2`],
  ])
  const report = await repair(site)
  if (!report) throw new Error('nothing was repaired')

  const undone = await undoRepair(site.context, report, site.people.adam.id)

  expect(undone?.notUndone.map(({ what }) => what.split(':')[0])).toEqual(
    expect.arrayContaining(['tag_aliases', 'posts', 'blog_tag']),
  )
  const river = await site.db.read.tag.findUniqueOrThrow({ where: { id: 9 } })
  expect(river).toMatchObject({ name: 'River', key: 'River' })
  expect(await site.db.read.blogTag.count({ where: { tagId: 9, postId: 3 } })).toBe(1)
  expect(await site.db.read.redirect.count({ where: { path: '/posts/a-walk' } })).toBe(1)
  expect(await undoRepair(site.context, { ...report, state: 'undone' }, null)).toBe(null)
})

test('a whole copy of a SQLite file stands beside it, as it was', async () => {
  const site = await openFilledSite()
  await loseRules(site, ['blog_tag'])
  await damage(site, [joinRow(1, 1, 5)])

  const report = await repair(site)

  const copies = readdirSync(site.context.config.dataDir).filter(name => name.includes('.doctor-'))
  expect(copies).toHaveLength(site.dialect === 'sqlite' ? 1 : 0)
  expect(report?.backup === null).toBe(site.dialect === 'postgresql')
  for (const copy of copies) rmSync(join(site.context.config.dataDir, copy))
})

test('makes an index anew that is out of step with its table, and finds its rows again', async () => {
  const site = await openFilledSite()
  if (site.dialect === 'postgresql') return
  const { databaseUrl } = site.context.config
  hideFromIndex(databaseUrl.slice('file:'.length), 'tags_slug_key', [tag(9, 'pond', 'pond')])
  expect((await site.page('/tags/tag-9')).status).toBe(404)

  const found = await listCodes(site)
  const report = await repair(site)

  expect(found).toEqual(['indexes-damaged'])
  expect(report?.left).toEqual([])
  expect(await site.db.read.tag.findUnique({ where: { slug: 'tag-9' } })).toMatchObject({ id: 9 })
})

test('an index that hid a row of the same key is made anew when the two are told apart', async () => {
  const site = await openFilledSite()
  if (site.dialect === 'postgresql') return
  const { databaseUrl } = site.context.config
  hideFromIndex(databaseUrl.slice('file:'.length), 'tags_slug_key', [
    tag(9, 'pond', 'pond'),
    `UPDATE tags SET slug = 'river' WHERE id = 9`,
  ])

  const report = await repair(site)

  expect(report?.left).toEqual([])
  const tags = await site.db.read.tag.findMany({ orderBy: { id: 'asc' }, select: { slug: true } })
  expect(tags.map(({ slug }) => slug)).toEqual(['river', 'lake', 'river-2'])
})
