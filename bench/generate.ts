import { resolve } from 'node:path'
import { migrateDatabase } from '../src/db/migrate.ts'
import { bumpContentVersion } from '../src/db/content-version.ts'
import { join, sql, type Database, type Sql, type Tx } from '../src/db/doors.ts'
import { integer, momentText, textAsMoment } from '../src/db/moment.ts'
import { openDatabase } from '../src/db/open.ts'
import { createRenderer } from '../src/render/renderer.ts'
import { nameKey } from '../src/text/key.ts'
import { slugify } from '../src/text/slug.ts'
import { prepareText } from '../src/writing/prepare.ts'
import { capitalize, createRandom, createZipf, makeVocabulary, writeBody } from './words.ts'

const TEXTS = 50
const AUTHORS = 20
const CATEGORIES = 50
const TAGS_A_POST = 4
const BATCH = 500
const NOW = new Date('2026-11-01T00:00:00Z')
const YEARS_MS = 10 * 365 * 86_400_000

type Made = ReturnType<typeof makeChooser>

/**
 * Fills an empty database (`file:…` or `postgresql://…`) with a blog of so many posts: 20 authors,
 * 50 categories, a tag for every ten posts, ten years. The same count gives the same blog.
 */
export async function generateBlog(databaseUrl: string, posts: number): Promise<void> {
  await migrateDatabase(databaseUrl, resolve('prisma/migrations'))
  const db = await openDatabase(databaseUrl)
  const made = makeChooser(posts)
  await addTexts(db, made)
  await addNames(db, made)
  for (let first = 1; first <= posts; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, posts - first + 1) }, (_, i) => first + i)
    await db.write(tx => addPosts(tx, numbers, made))
  }
  await db.write(tx => tx.execute(sql`DROP TABLE bench_texts`))
  await db.write(bumpContentVersion)
  if (db.dialect === 'postgresql') await db.write(advanceIds)
  await db.close()
}

function makeChooser(posts: number) {
  const random = createRandom(posts)
  const vocabulary = makeVocabulary(20_000, random)
  const nextRank = createZipf(vocabulary.length, random)
  const tags = Math.max(50, Math.floor(posts / 10))
  return {
    posts,
    tags,
    random,
    nextWord: () => vocabulary[nextRank()] ?? '',
    nextTag: createZipf(tags, random),
    // Behind the common words, so that names look like names.
    wordAt: (index: number) => vocabulary[25 + index] ?? '',
  }
}

// Half of the posts have less than 200 words, one in fifty more than 1,000. Each is rendered once and
// then copied inside the database, which is what makes 100,000 posts a matter of a minute.
async function addTexts(db: Database, { nextWord, random }: Made): Promise<void> {
  const renderer = createRenderer()
  const config = { baseUrl: new URL('http://localhost') }
  const rows: Sql[] = []
  for (let id = 0; id < TEXTS; id += 1) {
    const words = Math.round(200 * Math.exp((random() + random() + random() - 1.5) * 1.6))
    const body = writeBody(words, nextWord, random)
    const text = { title: '', body, excerpt: '' }
    const { columns, search } = await prepareText({ renderer, config, db }, text)
    const { html, excerptHtml, summary, rendererVersion } = columns
    rows.push(
      sql`(${id}, ${body}, ${html}, ${excerptHtml}, ${summary}, ${columns.words}, ${rendererVersion}, ${search.body})`,
    )
  }
  await renderer.close()
  await db.write(async tx => {
    await tx.execute(sql`CREATE TABLE bench_texts (id INTEGER PRIMARY KEY, body TEXT, html TEXT,
      excerpt_html TEXT, summary TEXT, words INTEGER, renderer_version INTEGER, search TEXT)`)
    await tx.execute(sql`INSERT INTO bench_texts VALUES ${join(rows)}`)
  })
}

async function addNames(db: Database, { tags, wordAt }: Made): Promise<void> {
  const term = (name: string) => ({ name, key: nameKey(name), slug: slugify(name), createdAt: NOW })
  const users = Array.from({ length: AUTHORS }, (_, index) => makeUser(index + 1))
  const categories = Array.from({ length: CATEGORIES }, (_, index) => ({
    id: index + 1,
    ...term(capitalize(`${wordAt(index)} ${wordAt(index + 100)}`)),
    position: index,
  }))
  const names = Array.from({ length: tags }, (_, i) => ({ id: i + 1, ...term(wordAt(i + 200)) }))
  await db.write(async tx => {
    await tx.user.createMany({ data: users })
    await tx.category.createMany({ data: categories })
    await tx.tag.createMany({ data: names })
  })
}

// Nobody can sign in: the hash is none.
function makeUser(id: number) {
  const username = `author-${id}`
  const email = `${username}@example.com`
  const names = { username, email, emailKey: email, displayName: `Author ${id}` }
  return { id, ...names, role: id === 1 ? 'admin' : 'author', passwordHash: '', createdAt: NOW }
}

async function addPosts(tx: Tx, numbers: number[], made: Made): Promise<void> {
  const posts = numbers.map(id => makePost(id, made))
  const published = textAsMoment(tx.dialect, sql`given.published_at`)
  await tx.execute(sql`
    WITH given (id, title, slug, author_id, category_id, status, published_at) AS (
      VALUES ${join(posts.map(valuesOf))})
    INSERT INTO posts (id, title, slug, author_id, category_id, status, published_at, created_at,
      content_updated_at, body, html, excerpt_html, summary, words, renderer_version)
    SELECT CAST(given.id AS INTEGER), given.title, given.slug, CAST(given.author_id AS INTEGER),
      NULLIF(CAST(given.category_id AS INTEGER), 0), given.status, ${published}, ${published},
      ${published}, body, html, excerpt_html, summary, words, renderer_version
    FROM given JOIN bench_texts ON bench_texts.id = CAST(given.id AS INTEGER) % ${integer(TEXTS)}`)
  await tx.blogTag.createMany({ data: posts.flatMap(joinRows) })
  await addRevisions(tx, numbers)
  await indexPosts(tx, numbers)
}

type Post = ReturnType<typeof makePost>

function makePost(id: number, { posts, random, nextWord, nextTag }: Made) {
  const words = Array.from({ length: 3 + Math.floor(random() * 6) }, nextWord).join(' ')
  const age = ((posts - id) / posts) * YEARS_MS
  const tags = new Set(Array.from({ length: TAGS_A_POST }, () => nextTag() + 1))
  return {
    id,
    title: capitalize(words),
    slug: `${slugify(words)}-${id}`,
    authorId: 1 + Math.floor(random() * AUTHORS),
    categoryId: random() < 0.9 ? 1 + Math.floor(random() * CATEGORIES) : 0,
    status: random() < 0.97 ? 'published' : 'draft',
    publishedAt: new Date(NOW.getTime() - Math.round(age)),
    tags: [...tags],
  }
}

const valuesOf = (post: Post): Sql =>
  sql`(${post.id}, ${post.title}, ${post.slug}, ${post.authorId}, ${post.categoryId}, ${post.status}, ${momentText(post.publishedAt)})`

const joinRows = ({ id, tags, publishedAt }: Post) =>
  tags.map((tagId, position) => ({ postId: id, tagId, position, addedAt: publishedAt }))

async function addRevisions(tx: Tx, numbers: number[]): Promise<void> {
  await tx.execute(sql`
    INSERT INTO revisions (post_id, number, version, editor_id, created_at, title, slug, body, excerpt,
      category, tags, status, published_at)
    SELECT id, 1, 1, author_id, created_at, title, slug, body, excerpt, '', '[]', status, published_at
    FROM posts WHERE id BETWEEN ${integer(numbers[0] ?? 0)} AND ${integer(numbers.at(-1) ?? 0)}`)
}

// As db/search-index.ts does for one post, for many in one statement. The words of the titles are
// ASCII, so that nothing needs to be cut.
async function indexPosts(tx: Tx, numbers: number[]): Promise<void> {
  const source = sql`FROM posts JOIN bench_texts ON bench_texts.id = posts.id % ${integer(TEXTS)}
    WHERE posts.id BETWEEN ${integer(numbers[0] ?? 0)} AND ${integer(numbers.at(-1) ?? 0)}`
  await tx.execute(
    tx.dialect === 'sqlite'
      ? sql`INSERT INTO post_search (rowid, title, body) SELECT posts.id, lower(title), search ${source}`
      : sql`INSERT INTO post_search (post_id, document) SELECT posts.id,
          setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', search), 'B') ${source}`,
  )
}

// Rows that came with their ids did not move the counters of PostgreSQL.
async function advanceIds(tx: Tx): Promise<void> {
  await tx.query(sql`SELECT setval(pg_get_serial_sequence('posts', 'id'), (SELECT max(id) FROM posts)),
    setval(pg_get_serial_sequence('tags', 'id'), (SELECT max(id) FROM tags)),
    setval(pg_get_serial_sequence('categories', 'id'), (SELECT max(id) FROM categories)),
    setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users))`)
}
