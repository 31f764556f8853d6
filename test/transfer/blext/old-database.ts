import { pbkdf2Sync } from 'node:crypto'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { makeFolder } from '../../support/folder.ts'

/** What everyone in an old database signs in with: shorter than a new password may be. */
export const OLD_PASSWORD = 'old words'

type Value = string | number | null

export type OldDatabase = {
  path: string
  /** Adds a row; what is not given is as BLEXT left it. */
  addUser: (row: { id: number } & Record<string, Value>) => void
  addPost: (row: { id: number } & Record<string, Value>) => void
  addRow: (table: string, ...values: Value[]) => void
  run: (statements: string) => void
  list: (statement: string) => unknown[]
}

const SCHEMA = `
  CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
  CREATE TABLE users (id INTEGER NOT NULL, username VARCHAR(64), email VARCHAR(64),
    password_hash VARCHAR(128), confirmed BOOLEAN, bio VARCHAR(64), about_me_text TEXT,
    about_me TEXT, avatar_url VARCHAR(256), blog_title VARCHAR(32), PRIMARY KEY (id),
    CHECK (confirmed IN (0, 1)));
  CREATE UNIQUE INDEX ix_users_email ON users (email);
  CREATE UNIQUE INDEX ix_users_username ON users (username);
  CREATE TABLE categories (id INTEGER NOT NULL, name VARCHAR(20), author_id INTEGER,
    PRIMARY KEY (id), FOREIGN KEY(author_id) REFERENCES users (id));
  CREATE TABLE tags (id INTEGER NOT NULL, name VARCHAR(20), author_id INTEGER,
    PRIMARY KEY (id), FOREIGN KEY(author_id) REFERENCES users (id));
  CREATE TABLE blogs (id INTEGER NOT NULL, title VARCHAR(128), summary_text TEXT, summary TEXT,
    category_id INTEGER, body TEXT, html TEXT, timestamp DATETIME, author_id INTEGER,
    draft BOOLEAN, PRIMARY KEY (id), FOREIGN KEY(author_id) REFERENCES users (id),
    FOREIGN KEY(category_id) REFERENCES categories (id), CHECK (draft IN (0, 1)));
  CREATE INDEX ix_blogs_timestamp ON blogs (timestamp);
  CREATE TABLE blog_tag (tag_id INTEGER, page_id INTEGER,
    FOREIGN KEY(page_id) REFERENCES blogs (id), FOREIGN KEY(tag_id) REFERENCES tags (id));`

/** Makes an empty database as the old BLEXT had it, which goes away when the test ends. */
export function makeOldDatabase(): OldDatabase {
  const folder = makeFolder('old-blext')
  const path = join(folder.path, 'old.sqlite')
  const database = new SQLite(path)
  database.pragma('foreign_keys = OFF')
  database.exec(SCHEMA)
  onTestFinished(() => {
    database.close()
    folder.remove()
  })
  const addRow = (table: string, ...values: Value[]) => {
    const places = values.map(() => '?').join(', ')
    database.prepare(`INSERT INTO ${table} VALUES (${places})`).run(...values)
  }
  return {
    path,
    addRow,
    addUser: row => {
      addRow('users', ...Object.values({ ...USER, ...row }))
    },
    addPost: row => {
      addRow('blogs', ...Object.values({ ...POST, ...row }))
    },
    run: statements => {
      database.exec(statements)
    },
    list: statement => database.prepare(statement).all(),
  }
}

/** The two bloggers of most tests, with two posts each as BLEXT would have stored them. */
export function makeTwoBlogs(): OldDatabase {
  const old = makeOldDatabase()
  const about = '# Ann\n\nI *walk*.'
  old.addUser({
    id: 1,
    username: 'ann',
    email: 'ann@example.org',
    bio: 'Walks',
    about_me_text: about,
  })
  old.addUser({
    id: 2,
    username: 'ben',
    email: 'ben@example.org',
    password_hash: hashOld('sha256:50000'),
  })
  old.addRow('categories', 1, 'Walks', 1)
  old.addRow('categories', 2, 'ML', 2)
  for (const [index, name] of ['river', 'hill', 'sea', 'rain'].entries()) {
    old.addRow('tags', index + 1, name, 1)
  }
  old.addRow('tags', 5, 'Python', 2)
  old.addRow('tags', 6, 'river', 2)
  old.addPost({
    id: 2,
    title: 'By the river',
    category_id: 1,
    body: documentOf('By the river', 'Walks', 'river, hill, rain, sea'),
  })
  old.addPost({
    id: 3,
    title: 'A draft',
    category_id: 1,
    draft: 1,
    body: documentOf('A draft', 'Walks', ''),
  })
  old.addPost({
    id: 7,
    title: '机器学习',
    category_id: 2,
    author_id: 2,
    body: documentOf('机器学习', 'ML', 'Python,river'),
  })
  for (const tag of [1, 2, 4, 3]) old.addRow('blog_tag', tag, 2)
  old.addRow('blog_tag', 5, 7)
  old.addRow('blog_tag', 6, 7)
  return old
}

/** A document as people wrote it in the old editor. */
export function documentOf(title: string, category: string, tags: string, text = TEXT): string {
  return `---\r\ntitle: ${title}\r\ncategory: ${category}\r\ntags: [${tags}]\r\n\r\n---\r\n${text}`
}

/** A hash of OLD_PASSWORD as werkzeug wrote it. */
export function hashOld(method = 'sha1:1000', salt = 'gT5hJk8s'): string {
  const [digest = '', iterations] = method.split(':')
  const bytes = digest === 'sha1' ? 20 : 32
  const key = pbkdf2Sync(OLD_PASSWORD, salt, Number(iterations ?? 1_000), bytes, digest)
  return `pbkdf2:${method}$${salt}$${key.toString('hex')}`
}

const TEXT = 'A summary.\r\n<!-- more -->\r\nThe whole *text*.'

const USER: Record<string, Value> = {
  id: 0,
  username: null,
  email: null,
  password_hash: hashOld(),
  confirmed: 1,
  bio: null,
  about_me_text: null,
  about_me: null,
  avatar_url: null,
  blog_title: null,
}

const POST: Record<string, Value> = {
  id: 0,
  title: null,
  summary_text: 'A summary.',
  summary: '<p>A summary.</p>',
  category_id: null,
  body: null,
  html: '<p>The whole <em>text</em>.</p>',
  timestamp: '2016-11-27 03:12:45.123456',
  author_id: 1,
  draft: 0,
}
