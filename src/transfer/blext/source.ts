import {
  openForeignSqlite,
  type ForeignFault,
  type ForeignSqlite,
} from '../../db/foreign-sqlite.ts'
import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import type { Refused } from '../report.ts'

export type OldUser = {
  id: number
  username: string | null
  email: string | null
  passwordHash: string | null
  isConfirmed: 0 | 1
  bio: string
  about: string
  avatarUrl: string
  blogTitle: string
  /** The first post, and its moment as it is written; null if there is none. */
  firstPost: number | null
  firstTimestamp: string | null
}

export type OldPost = {
  id: number
  title: string | null
  /** The whole document; null when only its rendered form is left. */
  body: string | null
  summaryText: string
  html: string
  timestamp: string | null
  authorId: number | null
  draft: string | null
  category: string | null
  /** Its tags in the order of their rows, duplicates too; null stands for a row that leads to no name. */
  tags: (string | null)[]
}

export type OldTerm = { id: number; name: string | null }

/** The page of a term in the blog of a user. */
export type OldAddress = { id: number; username: string; name: string }

/** A row of `blog_tag` that says nothing, or what another (`first`) says already. */
export type DamagedRow = {
  row: number
  first: number
  tagId: number | null
  postId: number | null
  hasTag: 0 | 1
  hasPost: 0 | 1
}

/** An old BLEXT database, read in pages so that it need not fit into the memory. */
export type OldBlext = {
  modifiedAt: Date
  countPosts: () => number
  /** Posts whose author is not there, or was never said. */
  countOwnerless: () => number
  hasUser: (username: string) => boolean
  users: () => Iterable<OldUser[]>
  posts: () => Generator<OldPost[], undefined>
  terms: (kind: VocabularyKind) => Iterable<OldTerm[]>
  addresses: (kind: VocabularyKind) => Iterable<OldAddress[]>
  listDamagedRows: () => DamagedRow[]
  close: () => void
}

/** By what a post is known when it comes again: BLEXT never changed its moment, so it holds whatever the file is called. */
export const oldSource = (id: number, timestamp: string | null): string =>
  `blext/${id}@${timestamp ?? ''}`

/** Opens an old BLEXT database for reading; says in one sentence why not. */
export function openBlext(path: string): { ok: true; old: OldBlext } | Refused {
  const opened = openForeignSqlite(path)
  if (!opened.ok) return { ok: false, text: FAULTS[opened.fault], parameters: { path } }
  const { file } = opened
  const missing = findMissing(file)
  if (missing === null) {
    file.prepare(TEMPORARY)
    return { ok: true, old: describeSource(file) }
  }
  file.close()
  const text = mark('{path} is no database of the old BLEXT: it has no {missing}.')
  return { ok: false, text, parameters: { path, missing } }
}

const FAULTS: Readonly<Record<ForeignFault, string>> = {
  missing: mark('There is no file at {path}.'),
  foreign: mark('{path} is no SQLite database.'),
  locked: mark('{path} is in use by another program; stop it and try again.'),
  unfinished: mark(
    '{path} cannot be opened: it may not be read, or was left in the middle of a write; open it once with the old BLEXT, or a copy of it with sqlite3.',
  ),
  damaged: mark('{path} is damaged or not whole; use a complete copy of it.'),
}

const COLUMNS: Readonly<Record<string, string>> = {
  users:
    'id username email password_hash confirmed bio about_me_text about_me avatar_url blog_title',
  blogs: 'id title summary_text body html timestamp author_id draft category_id',
  categories: 'id name author_id',
  tags: 'id name author_id',
  blog_tag: 'tag_id page_id',
}

function findMissing(file: ForeignSqlite): string | null {
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const rows = file.list<{ name: string }>('SELECT name FROM pragma_table_info(?)', table)
    const present = new Set(rows.map(({ name }) => name))
    if (present.size === 0) return table
    const column = columns.split(' ').find(name => !present.has(name))
    if (column !== undefined) return `${table}.${column}`
  }
  return null
}

// `blog_tag` has no index, and the addresses of terms must be found once each.
const TEMPORARY = `
  CREATE TEMP TABLE joined AS SELECT rowid AS row_id, tag_id, page_id,
    MIN(rowid) OVER (PARTITION BY tag_id, page_id) AS first_id FROM blog_tag;
  CREATE INDEX temp.joined_page ON joined (page_id);
  CREATE TEMP TABLE tag_addresses AS SELECT DISTINCT CAST(username AS TEXT) AS username,
    CAST(name AS TEXT) AS name FROM (SELECT id, author_id FROM tags UNION
      SELECT tag_id, author_id FROM joined JOIN blogs ON blogs.id = page_id) had
    JOIN tags ON tags.id = had.id JOIN users ON users.id = had.author_id
    WHERE username IS NOT NULL AND name IS NOT NULL ORDER BY 1, 2;
  CREATE TEMP TABLE category_addresses AS SELECT DISTINCT CAST(username AS TEXT) AS username,
    CAST(name AS TEXT) AS name FROM (SELECT id, author_id FROM categories UNION
      SELECT category_id, author_id FROM blogs) had
    JOIN categories ON categories.id = had.id JOIN users ON users.id = had.author_id
    WHERE username IS NOT NULL AND name IS NOT NULL ORDER BY 1, 2;`

const USERS = `SELECT users.id AS id, CAST(username AS TEXT) AS username, CAST(email AS TEXT) AS email,
    CAST(password_hash AS TEXT) AS passwordHash, COALESCE(confirmed, 0) = 1 AS isConfirmed,
    CAST(COALESCE(bio, '') AS TEXT) AS bio,
    CAST(COALESCE(about_me_text, about_me, '') AS TEXT) AS about,
    CAST(COALESCE(avatar_url, '') AS TEXT) AS avatarUrl,
    CAST(COALESCE(blog_title, '') AS TEXT) AS blogTitle, firstPost, CAST(timestamp AS TEXT) AS firstTimestamp
  FROM users LEFT JOIN (SELECT author_id, MIN(id) AS firstPost FROM blogs GROUP BY author_id) writers
    ON writers.author_id = users.id LEFT JOIN blogs ON blogs.id = firstPost
  WHERE users.id > ? ORDER BY users.id LIMIT 50`

const POSTS = `SELECT blogs.id AS id, CAST(title AS TEXT) AS title, CAST(body AS TEXT) AS body,
    CAST(COALESCE(summary_text, '') AS TEXT) AS summaryText,
    CAST(CASE WHEN body IS NULL THEN COALESCE(html, '') ELSE '' END AS TEXT) AS html,
    CAST(timestamp AS TEXT) AS timestamp, blogs.author_id AS authorId,
    CAST(draft AS TEXT) AS draft, CAST(categories.name AS TEXT) AS category
  FROM blogs LEFT JOIN categories ON categories.id = category_id
  WHERE blogs.id > ? ORDER BY blogs.id LIMIT 16`

const TAGS_OF_POSTS = `SELECT page_id AS postId, CAST(name AS TEXT) AS name
  FROM joined LEFT JOIN tags ON tags.id = tag_id
  WHERE page_id IN (SELECT value FROM json_each(?)) ORDER BY row_id`

const DAMAGED_ROWS = `SELECT row_id AS row, first_id AS first, tag_id AS tagId, page_id AS postId,
    tags.id IS NOT NULL AS hasTag, blogs.id IS NOT NULL AS hasPost
  FROM joined LEFT JOIN tags ON tags.id = tag_id LEFT JOIN blogs ON blogs.id = page_id
  WHERE first_id < row_id OR tags.id IS NULL OR blogs.id IS NULL ORDER BY row_id`

const TERMS: Readonly<Record<VocabularyKind, string>> = {
  tag: 'SELECT id, CAST(name AS TEXT) AS name FROM tags WHERE id > ? ORDER BY id LIMIT 500',
  category:
    'SELECT id, CAST(name AS TEXT) AS name FROM categories WHERE id > ? ORDER BY id LIMIT 500',
}

const ADDRESSES: Readonly<Record<VocabularyKind, string>> = {
  tag: 'SELECT rowid AS id, * FROM tag_addresses WHERE rowid > ? ORDER BY rowid LIMIT 200',
  category:
    'SELECT rowid AS id, * FROM category_addresses WHERE rowid > ? ORDER BY rowid LIMIT 200',
}

const OWNERLESS =
  'SELECT COUNT(*) AS count FROM blogs WHERE author_id IS NULL OR author_id NOT IN (SELECT id FROM users)'

function describeSource(file: ForeignSqlite): OldBlext {
  const count = (statement: string, ...values: string[]) =>
    file.list<{ count: number }>(statement, ...values)[0]?.count ?? 0
  return {
    modifiedAt: file.modifiedAt,
    countPosts: () => count('SELECT COUNT(*) AS count FROM blogs'),
    countOwnerless: () => count(OWNERLESS),
    hasUser: username =>
      count('SELECT COUNT(*) AS count FROM users WHERE username = ?', username) > 0,
    users: () => readPages<OldUser>(file, USERS),
    posts: () => readPosts(file),
    terms: kind => readPages<OldTerm>(file, TERMS[kind]),
    addresses: kind => readPages<OldAddress>(file, ADDRESSES[kind]),
    listDamagedRows: () => file.list<DamagedRow>(DAMAGED_ROWS),
    close: file.close,
  }
}

function* readPosts(file: ForeignSqlite): Generator<OldPost[], undefined> {
  for (const page of readPages<Omit<OldPost, 'tags'>>(file, POSTS)) {
    const ids = JSON.stringify(page.map(({ id }) => id))
    const rows = file.list<{ postId: number; name: string | null }>(TAGS_OF_POSTS, ids)
    yield page.map(post => ({
      ...post,
      tags: rows.filter(({ postId }) => postId === post.id).map(({ name }) => name),
    }))
  }
}

function* readPages<Row extends { id: number }>(
  file: ForeignSqlite,
  statement: string,
): Generator<Row[]> {
  let page = file.list<Row>(statement, Number.MIN_SAFE_INTEGER)
  while (page.length > 0) {
    yield page
    page = file.list<Row>(statement, page.at(-1)?.id ?? 0)
  }
}
