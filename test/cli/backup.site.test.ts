import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { copyPrepared } from '../support/databases.ts'
import { makeFolder } from '../support/folder.ts'
import { runProgram } from '../support/program.ts'
import { openSite } from '../support/site.ts'

function openFolder(): string {
  const folder = makeFolder('backups')
  onTestFinished(() => folder.remove())
  return folder.path
}

test('blext backup writes one file, backup verify opens it, restore refuses to write over a blog', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tides' })
  const path = join(openFolder(), 'blog.zip')

  const made = await runProgram(site, 'backup', path, '--json')
  const again = await runProgram(site, 'backup', path)
  const verified = await runProgram(site, 'backup', 'verify', path)
  const restored = await runProgram(site, 'restore', path)

  expect([made, again, verified, restored].map(({ status }) => status)).toEqual([0, 1, 0, 1])
  expect(made.json()).toMatchObject({ path, posts: 1, media: 0 })
  expect(again.stderr).toContain('is there already')
  expect(verified.stdout).toContain('Restorable: 1 post and 0 files')
  expect(restored.stderr).toBe(
    'blext: There is a blog already: nothing was restored. With --replace it is backed up and replaced.\n',
  )
})

test('a path of none, or two, is a wrong usage; a file that is no backup is refused in one sentence', async () => {
  const site = await openSite()

  const none = await runProgram(site, 'backup')
  const two = await runProgram(site, 'backup', 'verify', 'a', 'b')
  const missing = await runProgram(site, 'restore', join(openFolder(), 'none.zip'))

  expect([none, two, missing].map(({ status }) => status)).toEqual([2, 2, 1])
  expect(missing.stderr).toMatch(/^blext: There is no file .*none\.zip\.\n$/)
})

test('blext copy moves a blog into another database and says that both are equal', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tides 🌊', tags: ['C++', '海'], category: 'Nature' })
  const target = await copyPrepared('empty')
  onTestFinished(() => target.remove())
  const addresses = ['--from', site.context.config.databaseUrl, '--to', target.databaseUrl]

  const copied = await runProgram(site, 'copy', ...addresses, '--json')
  const again = await runProgram(site, 'copy', ...addresses)

  expect([copied.status, again.status]).toEqual([0, 1])
  const { tables } = copied.json() as { tables: { name: string; to: number; equal: boolean }[] }
  expect(tables.filter(({ equal }) => !equal)).toEqual([])
  expect(tables.find(({ name }) => name === 'posts')).toMatchObject({ to: 1 })
  expect(again.stderr).toContain('There is a blog at the other address already')
})

test('a copy into a SQLite file from any database finds the posts again in the search', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tides', body: 'Low water at noon.' })
  const path = join(openFolder(), 'deep', 'copy.db')
  const addresses = ['--from', site.context.config.databaseUrl, '--to', `file:${path}`]

  const { status } = await runProgram(site, 'copy', ...addresses)

  expect(status).toBe(0)
  expect(existsSync(path)).toBe(true)
})

test('dry runs of backup, restore and copy say what they would do, refuse what they would refuse, and write nothing', async () => {
  const site = await openSite()
  await addPost(site, { title: 'Tides' })
  const folder = openFolder()
  const [path, copy] = [join(folder, 'blog.zip'), join(folder, 'deep', 'copy.db')]
  const addresses = ['--from', site.context.config.databaseUrl, '--to', `file:${copy}`]
  const dry = (...args: string[]) => runProgram(site, ...args, '--dry-run')

  const backup = await dry('backup', path)
  const copied = await dry('copy', ...addresses, '--json')
  expect(backup.stdout).toBe(
    `A dry run, nothing was written: would be backed up to ${path}: 1 post and 0 files.\n`,
  )
  const { dryRun, tables } = copied.json() as { dryRun: boolean; tables: object[] }
  expect(dryRun).toBe(true)
  expect(tables).toContainEqual({ name: 'posts', rows: 1 })
  expect(readdirSync(folder)).toEqual([])

  await runProgram(site, 'backup', path)
  const counted = await site.db.read.post.count()
  const refused = await dry('restore', path)
  const replaced = await dry('restore', path, '--replace')
  const taken = await dry('copy', '--from', addresses[1] ?? '', '--to', addresses[1] ?? '')
  const lost = await dry('copy', '--from', `file:${copy}`, '--to', `file:${copy}.2`)
  expect([refused, replaced, taken, lost].map(({ status }) => status)).toEqual([1, 0, 1, 1])
  expect(refused.stderr).toContain('There is a blog already: nothing would be restored.')
  expect(replaced.stdout).toContain('would be restored: 1 post and 0 files')
  expect(replaced.stdout).toContain('The present blog would be backed up first.')
  expect(lost.stderr).toBe('blext: There is no blog at the address to copy from.\n')
  expect(await site.db.read.post.count()).toBe(counted)
  expect(readdirSync(folder)).toEqual(['blog.zip'])
})
