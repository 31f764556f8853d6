import { expect, onTestFinished, test } from 'vitest'
import { makeFolder } from '../../support/folder.ts'
import { writeFiles } from '../../support/imports.ts'
import { runProgram } from '../../support/program.ts'
import { openSite } from '../../support/site.ts'
import { makeTwoBlogs } from '../blext/old-database.ts'

test('the command line shows the plan, imports as one operation, and takes it back', async () => {
  const site = await openSite()
  const { path, remove } = makeFolder('import')
  onTestFinished(remove)
  writeFiles(path, { 'one.md': '---\ntitle: One\ntags: [river]\ndate: 2024-01-02\n---\nOne.\n' })
  const first = await runProgram(site, 'import', path)
  const changed = '---\ntitle: One\ntags: [river, 湖]\ndate: 2024-01-02\n---\nOne more.\n'
  writeFiles(path, {
    'one.md': changed,
    'two.md': '---\ntitle: Two\ndate: 2024-01-03\n---\nTwo.\n',
  })

  const plan = await runProgram(site, 'import', path, '--dry-run')
  const json = await runProgram(site, 'import', path, '--dry-run', '--json')
  const second = await runProgram(site, 'import', path)
  const third = await runProgram(site, 'import', path)
  const undo = await runProgram(site, 'undo', '2')

  expect(first.stdout).toContain('Take it back with: blext undo 1')
  expect(plan.stdout).toContain('changed one.md: One (body; tags river → river, 湖)')
  expect(plan.stdout).toContain('new     two.md: Two')
  expect(plan.stdout).toContain('New tags: 湖')
  expect(json.json()).toMatchObject({ added: 1, updated: 1, operation: null })
  expect(second.stdout).toContain('Take it back with: blext undo 2')
  expect(third.stdout).toContain('0 added, 0 updated, 2 unchanged')
  expect(third.stdout).not.toContain('Take it back')
  expect(undo).toMatchObject({ status: 0 })
  const posts = await site.db.read.post.findMany({ orderBy: { id: 'asc' } })
  expect(posts.map(({ body }) => body)).toEqual(['One.\n'])
  expect(await site.db.read.importRun.count()).toBe(3)
})

test('an import of an old BLEXT is taken back with its people, names and addresses', async () => {
  const site = await openSite()
  const people = await site.db.read.user.count()
  const run = await runProgram(site, 'import', makeTwoBlogs().path, '--json')

  const undo = await runProgram(site, 'undo', '1')

  expect(run.json()).toMatchObject({ added: 3, people: 2, operation: 1 })
  expect(undo).toMatchObject({ status: 0, stderr: '' })
  const { read } = site.db
  expect(await read.post.count()).toBe(0)
  expect(await read.user.count()).toBe(people)
  expect([await read.tag.count(), await read.category.count()]).toEqual([0, 0])
  expect([await read.redirect.count(), await read.forward.count()]).toEqual([0, 0])
  expect(await read.import.count()).toBe(0)
})
