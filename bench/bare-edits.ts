import SQLite from 'better-sqlite3'
import { sqlitePath } from '../src/db/sqlite.ts'
import { percentiles, type Load } from './load.ts'

const TAGS_A_POST = 5

/**
 * What there is to reach: a re-edit's changes alone, in a transaction of better-sqlite3 with the same
 * durability. Nothing is read, resolved, checked or rendered.
 */
export function measureBareEdits(databaseUrl: string, seconds: number): Load {
  const database = new SQLite(sqlitePath(databaseUrl))
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  const ids = database.prepare('SELECT id FROM posts LIMIT 500').pluck().all() as number[]
  const tags = database.prepare('SELECT id FROM tags LIMIT 500').pluck().all() as number[]
  const edit = prepareEdit(database)
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  for (let number = 0; performance.now() < end; number += 1) {
    const started = performance.now()
    edit(
      ids[number % ids.length] ?? 0,
      (index: number) => tags[(number * 11 + index * 37) % tags.length] ?? 0,
    )
    times.push(performance.now() - started)
  }
  database.close()
  return { perSecond: times.length / seconds, ...percentiles(times) }
}

function prepareEdit(database: SQLite.Database) {
  const update = database.prepare('UPDATE posts SET version = version + 1 WHERE id = ?')
  const clear = database.prepare('DELETE FROM blog_tag WHERE post_id = ?')
  const add = database.prepare(
    "INSERT OR IGNORE INTO blog_tag (post_id, tag_id, position, added_at) VALUES (?, ?, ?, '')",
  )
  const remember = database.prepare(`INSERT INTO revisions (post_id, number, version, created_at,
      title, slug, body, excerpt, category, tags, status)
    SELECT id, (SELECT max(number) + 1 FROM revisions WHERE post_id = posts.id), version, created_at,
      title, slug, body, excerpt, '', '[]', status FROM posts WHERE id = ?`)
  const index = database.prepare(
    'INSERT OR REPLACE INTO post_search (rowid, title, body) SELECT id, title, body FROM posts WHERE id = ?',
  )
  const bump = database.prepare('UPDATE site_state SET content_version = content_version + 1')
  return database.transaction((id: number, tagAt: (index: number) => number) => {
    update.run(id)
    clear.run(id)
    for (let position = 0; position < TAGS_A_POST; position += 1)
      add.run(id, tagAt(position), position)
    remember.run(id)
    index.run(id)
    bump.run()
  })
}
