import { expect, test } from 'vitest'
import { runProgram } from '../../support/program.ts'
import { openSite } from '../../support/site.ts'
import { documentOf, makeTwoBlogs } from './old-database.ts'

test('imports an old database from the command line and says how much', async () => {
  const site = await openSite()
  const { path } = makeTwoBlogs()

  const dry = await runProgram(site, 'import', path, '--format', 'blext', '--dry-run')
  const before = await site.db.read.post.count()
  const run = await runProgram(site, 'import', path, '--format', 'blext', '--admin', 'ann')

  expect(before).toBe(0)
  expect(dry).toMatchObject({ status: 0, stderr: '' })
  expect(dry.stdout).toContain('A dry run, nothing was written: 3 added, 0 updated, 0 unchanged')
  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.stdout).toContain(
    'People: 2; tags and categories added on their own: 0; rows left out: 0.',
  )
  expect(run.stdout).toContain('tags/6: “river” is one with “river” of row 1 now.')
  const ann = await site.db.read.user.findUnique({ where: { username: 'ann' } })
  expect(ann?.role).toBe('admin')
})

test('prints one JSON value and nothing else with --json', async () => {
  const site = await openSite()

  const run = await runProgram(site, 'import', makeTwoBlogs().path, '--format', 'blext', '--json')

  expect(run).toMatchObject({ status: 0, stderr: '' })
  expect(run.json()).toMatchObject({ dryRun: false, files: 3, added: 3, people: 2, redirects: 27 })
})

test('ends with 1 and one sentence when a post stays out', async () => {
  const site = await openSite()
  const old = makeTwoBlogs()
  const body = documentOf('Long', 'Walks', '', 'x'.repeat(1024 * 1024 + 1))
  old.addPost({ id: 9, title: 'Long', body })

  const run = await runProgram(site, 'import', old.path, '--format', 'blext')

  expect(run).toMatchObject({ status: 1, stderr: 'blext: 1 of 4 posts was not imported.\n' })
})

test.each([
  [['--format', 'blext'], 1, 'is no SQLite database.'],
  [['--format', 'blext', '--author', 'alice'], 2, '--author is not for an old BLEXT'],
  [['--admin', 'alice'], 2, '--admin is for --format blext.'],
])('refuses a text with %j', async (args, status, sentence) => {
  const site = await openSite()

  const run = await runProgram(site, 'import', 'README.md', ...args)

  expect(run).toMatchObject({ status, stdout: '' })
  expect(run.stderr).toContain(sentence)
  expect(await site.db.read.post.count()).toBe(0)
})

test('refuses an admin whom the old database does not know', async () => {
  const site = await openSite()

  const { path } = makeTwoBlogs()
  const run = await runProgram(site, 'import', path, '--format', 'blext', '--admin', 'nobody')

  const stderr = 'blext: Nobody in the old database has the username nobody.\n'
  expect(run).toMatchObject({ status: 1, stdout: '', stderr })
  expect(await site.db.read.user.count()).toBe(4)
})

test('asks for an admin when posts belong to nobody and there is none yet', async () => {
  const site = await openSite({ empty: true })
  const old = makeTwoBlogs()
  old.run('UPDATE blogs SET author_id = 99 WHERE id = 3')

  const run = await runProgram(site, 'import', old.path, '--format', 'blext')

  expect(run.status).toBe(1)
  expect(run.stderr).toContain('name one with --admin.')
  expect(await site.db.read.user.count()).toBe(0)
})
