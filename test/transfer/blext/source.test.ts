import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { openBlext } from '../../../src/transfer/blext/source.ts'
import { sayRemark } from '../../../src/transfer/report.ts'
import { makeOldDatabase, makeTwoBlogs, type OldDatabase } from './old-database.ts'

test.each<[string, (old: OldDatabase) => string, string]>([
  ['nothing', old => `${old.path}.gone`, 'There is no file at'],
  ['a folder', old => dirname(old.path), 'There is no file at'],
  ['a text', old => writeText(old, 'Just a text, and no database.\n'.repeat(100)), 'is no SQLite'],
  ['an empty file', old => writeText(old, ''), 'is no database of the old BLEXT: it has no users.'],
  ['half a file', cutInHalf, 'is damaged or not whole'],
  ['another schema', dropJoins, 'is no database of the old BLEXT: it has no blog_tag.'],
  ['a column less', dropDraft, 'is no database of the old BLEXT: it has no blogs.draft.'],
  ['a locked file', lock, 'is in use by another program'],
  ['a half-written file', leaveUnfinished, 'was left in the middle of a write'],
])('says in one sentence why it does not read %s', (_name, prepare, sentence) => {
  const opened = openBlext(prepare(makeTwoBlogs()))

  expect(opened.ok ? '' : sayRemark(opened)).toContain(sentence)
})

test('reads what breaks the rules of its tables', () => {
  const old = makeOldDatabase()
  old.run('PRAGMA ignore_check_constraints = ON')
  old.addUser({ id: 1, username: 'ann', confirmed: 7 })
  old.addPost({ id: 1, draft: 'true', body: 'Text.' })

  const opened = openBlext(old.path)

  const posts = opened.ok ? [...opened.old.posts()].flat() : []
  expect(posts).toMatchObject([{ id: 1, draft: 'true', body: 'Text.' }])
  if (opened.ok) opened.old.close()
})

test('reads more posts than one page, each once and with its own tags', () => {
  const old = makeOldDatabase()
  old.addRow('tags', 1, 'odd', 1)
  const ids = Array.from({ length: 100 }, (_each, index) => index * 3 - 9)
  for (const id of ids) {
    old.addPost({ id, body: `Text ${id}` })
    if (id % 2 !== 0) old.addRow('blog_tag', 1, id)
  }

  const opened = openBlext(old.path)

  const posts = opened.ok ? [...opened.old.posts()].flat() : []
  expect(posts.map(({ id }) => id)).toEqual(ids)
  expect(posts.filter(({ tags }) => tags.length > 0).map(({ id }) => id)).toEqual(
    ids.filter(id => id % 2 !== 0),
  )
  if (opened.ok) opened.old.close()
})

function writeText({ path }: OldDatabase, text: string): string {
  const other = join(dirname(path), 'other')
  writeFileSync(other, text)
  return other
}

function cutInHalf(old: OldDatabase): string {
  const copy = join(dirname(old.path), 'half.sqlite')
  copyFileSync(old.path, copy)
  truncateSync(copy, Math.floor(readFileSync(old.path).length / 2))
  return copy
}

function dropJoins(old: OldDatabase): string {
  old.run('DROP TABLE blog_tag')
  return old.path
}

function dropDraft(old: OldDatabase): string {
  old.run('ALTER TABLE blogs RENAME COLUMN draft TO is_draft')
  return old.path
}

function lock(old: OldDatabase): string {
  old.run('BEGIN EXCLUSIVE')
  return old.path
}

// What a program that was killed in the middle of a write leaves behind: pages changed, and the journal to take them back.
function leaveUnfinished(old: OldDatabase): string {
  const copy = join(dirname(old.path), 'unfinished.sqlite')
  old.run(`PRAGMA cache_size = 5; CREATE TABLE filler (text);
    INSERT INTO filler WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count
      WHERE n < 2000) SELECT hex(randomblob(200)) FROM count;
    BEGIN; UPDATE filler SET text = text || 'x'`)
  for (const end of ['', '-journal']) copyFileSync(old.path + end, copy + end)
  return copy
}
