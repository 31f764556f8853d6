import { expect, onTestFinished, test } from 'vitest'
import { choosePages } from '../../bench/pages.ts'
import { generateBlog } from '../../bench/generate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { copyPrepared } from '../support/databases.ts'

test('makes a blog of the wanted size whose pages can be measured', async () => {
  const copy = await copyPrepared('empty')
  onTestFinished(copy.remove)

  await generateBlog(copy.databaseUrl, 600)

  const db = await openDatabase(copy.databaseUrl)
  onTestFinished(db.close)
  expect(await db.read.post.count()).toBe(600)
  expect(await db.read.tag.count()).toBe(60)
  expect(await db.read.revision.count()).toBe(600)
  expect(await db.read.post.count({ where: { html: '' } })).toBe(0)
  expect((await choosePages(db.read)).map(({ name }) => name)).toEqual([
    'home',
    'post',
    'tag',
    'archive',
    'feed',
  ])
})
