import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backupFolder, listBackups } from '../../../src/operations/backup/folder.ts'
import {
  isNightlyDue,
  lookForNightly,
  makeNightly,
} from '../../../src/operations/backup/nightly.ts'
import { takeTurn } from '../../../src/operations/backup/turn.ts'
import { addPost } from '../../support/builders.ts'
import { openSite } from '../../support/site.ts'

test('a nightly backup is due once a night, after ten past three in the site’s time zone', async () => {
  const site = await openSite()
  await site.db.write(tx =>
    tx.setting.create({ data: { name: 'timeZone', value: 'Asia/Shanghai' } }),
  )
  const dueAt = (moment: string) => {
    site.setNow(moment)
    return isNightlyDue(site.context)
  }

  const early = await dueAt('2026-03-03T19:09:00Z')
  const night = await dueAt('2026-03-03T19:10:00Z')
  await makeNightly(site.context)
  const done = await dueAt('2026-03-04T15:59:00Z')
  const beforeNext = await dueAt('2026-03-04T16:01:00Z')
  const next = await dueAt('2026-03-04T19:10:00Z')

  expect({ early, night, done, beforeNext, next }).toEqual({
    ...{ early: false, night: true, done: false, beforeNext: false, next: true },
  })
})

test('R5: of two instances, each with a folder of its own, one makes the backup of the night', async () => {
  const site = await openSite({ now: '2026-03-04T04:00:00Z' })
  const { config } = site.context
  const folders = ['one', 'two'].map(name => join(config.dataDir, name))
  const look = () =>
    Promise.all(
      folders.map(dataDir => lookForNightly({ ...site.context, config: { ...config, dataDir } })),
    )
  const count = async () => (await Promise.all(folders.map(listBackups))).flat().length

  await look()
  const first = await count()
  await look()
  const again = await count()
  site.setNow('2026-03-05T04:00:00Z')
  await look()
  const nextNight = await count()

  expect([first, again, nextNight]).toEqual([1, 1, 2])
})

test('R5: a backup that fails, or whose instance dies, is tried again by another', async () => {
  const site = await openSite({ now: '2026-03-04T04:00:00Z' })
  const { config } = site.context
  writeFileSync(backupFolder(config.dataDir), 'a file where the folder should be')

  await lookForNightly(site.context)
  rmSync(backupFolder(config.dataDir))
  const isMine = await takeTurn(site.context, '2026-03-04')
  await lookForNightly(site.context)
  const meanwhile = await listBackups(config.dataDir)
  site.setNow('2026-03-04T06:01:00Z')
  await lookForNightly(site.context)

  expect([isMine, meanwhile]).toEqual([true, []])
  expect(await listBackups(config.dataDir)).toHaveLength(1)
})

test('as many nightly backups as configured are kept; those made by hand stay', async () => {
  const site = await openSite({ config: { backupsKept: 2 } })
  const adam = await site.signIn('adam')
  await adam.post('/admin/backups').type('form').send({})

  for (const day of ['05', '06', '07']) {
    site.setNow(`2026-03-${day}T04:00:00Z`)
    await makeNightly(site.context)
  }

  const names = (await listBackups(site.context.config.dataDir)).map(({ name }) => name)
  expect(names).toEqual([
    'nightly-20260307-040000.zip',
    'nightly-20260306-040000.zip',
    'by-hand-20260304-050607.zip',
  ])
})

test('the page says whether the last backup can be restored, and why not', async () => {
  const site = await openSite()
  await addPost(site)
  const adam = await site.signIn('adam')

  const none = await site.page('/admin/backups', adam)
  await adam.post('/admin/backups').type('form').send({})
  const good = await site.page('/admin/backups', adam)
  const { dataDir } = site.context.config
  rmSync(backupFolder(dataDir), { recursive: true })
  writeFileSync(backupFolder(dataDir), 'a file where the folder should be')
  const failed = await adam.post('/admin/backups').type('form').send({})

  expect(none.text).toContain('No backup was made yet')
  expect(good.text).toContain('Restorable: the last backup, of March 4, 2026')
  expect(good.text).toContain('1 post')
  expect(failed.status).toBe(303)
  expect((await site.page('/admin/backups', adam)).text).toContain('The backup failed')
})

test('an admin takes a backup away; no other file can be had under its address', async () => {
  const site = await openSite()
  const adam = await site.signIn('adam')
  await adam.post('/admin/backups').type('form').send({})

  const backup = await adam.get('/admin/backups/by-hand-20260304-050607.zip')
  const others = [
    await adam.get('/admin/backups/last.json'),
    await adam.get('/admin/backups/..%2Fsession-secret'),
    await adam.get('/admin/backups/nightly-20260304-050607.zip'),
  ]

  expect(backup.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-disposition': 'attachment; filename=by-hand-20260304-050607.zip',
  })
  expect(others.map(({ status }) => status)).toEqual([404, 404, 404])
  expect(existsSync(join(backupFolder(site.context.config.dataDir), 'last.json'))).toBe(true)
})
