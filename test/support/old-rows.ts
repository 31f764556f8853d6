import SQLite from 'better-sqlite3'
import pg from 'pg'
import { hashPassword } from '../../src/accounts/password.ts'
import { isPostgresql } from '../../src/db/open.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { PASSWORD } from './people.ts'

const AT = "'2026-01-02T03:04:05.000+00:00'"

/** Rows as the first release could write them; each later one must take them over. */
export async function writeOldRows(databaseUrl: string): Promise<void> {
  const hash = await hashPassword(PASSWORD)
  await runScript(
    databaseUrl,
    [...rows(hash), ...searchRows(isPostgresql(databaseUrl))].join(';\n'),
  )
}

/** Runs statements on a database beside everything that the program does. */
export async function runScript(databaseUrl: string, script: string): Promise<void> {
  if (!isPostgresql(databaseUrl)) {
    const database = new SQLite(sqlitePath(databaseUrl))
    database.exec(script)
    database.close()
    return
  }
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(script)
  await client.end()
}

const rows = (hash: string): string[] => [
  `INSERT INTO users (username, email, email_key, password_hash, role, display_name, created_at)
   VALUES ('olga', 'olga@example.com', 'olga@example.com', '${hash}', 'admin', 'Olga', ${AT})`,
  `INSERT INTO categories (name, key, slug, curated, created_at) VALUES ('Rivers', 'rivers', 'rivers', true, ${AT})`,
  `INSERT INTO tags (name, key, slug, curated, created_at)
   VALUES ('C++', 'c++', 'c-plus-plus', false, ${AT}), ('水', '水', '水', true, ${AT})`,
  `INSERT INTO tag_aliases (name, key, tag_id, created_at) VALUES ('water', 'water', 2, ${AT})`,
  `INSERT INTO posts (title, slug, status, published_at, author_id, category_id, created_at,
     content_updated_at, version, renderer_version, excerpt_html, body, html)
   VALUES ('An old post', 'an-old-post', 'published', ${AT}, 1, 1, ${AT}, ${AT}, 2, 2, '', 'High water.', '<p>High water.</p>'),
     ('A draft', 'a-draft', 'draft', NULL, 1, NULL, ${AT}, ${AT}, 1, 2, '', 'Low.', '<p>Low.</p>')`,
  `INSERT INTO blog_tag (post_id, tag_id, position, added_at)
   VALUES (1, 1, 0, ${AT}), (1, 2, 1, ${AT}), (2, 2, 0, ${AT})`,
  `INSERT INTO revisions (post_id, number, version, editor_id, created_at, title, slug, body, excerpt, category, tags, status, published_at)
   VALUES (1, 1, 1, 1, ${AT}, 'An older title', 'an-old-post', 'Water.', '', '', '[]', 'published', ${AT}),
     (1, 2, 2, 1, ${AT}, 'An old post', 'an-old-post', 'High water.', '', 'Rivers', '["C++","水"]', 'published', ${AT}),
     (2, 1, 1, 1, ${AT}, 'A draft', 'a-draft', 'Low.', '', '', '["水"]', 'draft', NULL)`,
  `INSERT INTO redirects (path, post_id, created_at) VALUES ('/posts/before', 1, ${AT})`,
  `INSERT INTO redirects (path, tag_id, created_at) VALUES ('/tags/water', 2, ${AT})`,
  `INSERT INTO settings (name, value) VALUES ('title', 'Old waters')`,
]

const searchRows = (inPostgresql: boolean): string[] =>
  [
    [1, 'An old post', 'High water'],
    [2, 'A draft', 'Low'],
  ].map(([id, title, body]) =>
    inPostgresql
      ? `INSERT INTO post_search (post_id, document) VALUES (${id}, to_tsvector('simple', '${title} ${body}'))`
      : `INSERT INTO post_search (rowid, title, body) VALUES (${id}, '${title}', '${body}')`,
  )
