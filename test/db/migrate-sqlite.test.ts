import { chmodSync, copyFileSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { addMigration } from './next-migration.ts'
import { copyPrepared } from '../support/databases.ts'

const DIRECTORY = 'prisma/migrations'

async function openCopy(which: 'empty' | 'peopled') {
  const copy = await copyPrepared(which)
  onTestFinished(() => copy.remove())
  return copy
}

test('what was written last, and still stands in the log beside the SQLite file, is migrated too', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')
  const directory = addMigration(folder, 'CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);')
  const open = new SQLite(sqlitePath(databaseUrl))
  open.prepare("INSERT INTO settings (name, value) VALUES ('colour', 'blue')").run()
  // As a process leaves both that is killed.
  const left = join(folder, 'left.db')
  for (const suffix of ['', '-wal'])
    copyFileSync(`${sqlitePath(databaseUrl)}${suffix}`, `${left}${suffix}`)
  open.close()
  const hasLog = existsSync(`${left}-wal`)

  await migrateDatabase(`file:${left}`, directory)

  const db = await openDatabase(`file:${left}`)
  const settings = await db.read.setting.findMany()
  await db.close()
  expect(hasLog).toBe(true)
  expect(settings).toEqual([{ name: 'colour', value: 'blue' }])
})

test('a migration that would lose rows is refused and changes nothing', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')
  const directory = addMigration(folder, 'DELETE FROM "users" WHERE "id" = 2;')

  const migrating = migrateDatabase(databaseUrl, directory)

  await expect(migrating).rejects.toThrow('lose rows of users (4 before, 3 after)')
  const db = await openDatabase(databaseUrl)
  expect(await db.read.user.count()).toBe(4)
  await db.close()
})

test('a SQLite file that is missing is made, with its folder', async () => {
  const { folder } = await openCopy('empty')
  const url = `file:${join(folder, 'deep', 'new.db')}`

  const { applied, backup } = await migrateDatabase(url, DIRECTORY)

  const db = await openDatabase(url)
  expect(await db.contentVersion()).toBe(1)
  await db.close()
  const migrations = readdirSync(join(DIRECTORY, 'sqlite'))
  expect([applied, backup]).toEqual([migrations.sort(), null])
})

test('a file that another process has open is left to it, in one sentence', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')
  const path = sqlitePath(databaseUrl)
  const directory = addMigration(folder, 'CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);')
  const other = await openDatabase(databaseUrl)

  const migrating = migrateDatabase(databaseUrl, directory)

  await expect(migrating).rejects.toThrow(
    `Another Blext has ${path} open, and this version must migrate it: stop the other one first.`,
  )
  await other.write(tx => tx.setting.create({ data: { name: 'colour', value: 'blue' } }))
  await other.close()
  expect((await migrateDatabase(databaseUrl, directory)).applied).toEqual(['20990101000000_next'])
})

test('a migrated file keeps who may read it', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')
  const path = sqlitePath(databaseUrl)
  const directory = addMigration(folder, 'CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);')
  chmodSync(path, 0o600)

  await migrateDatabase(databaseUrl, directory)

  expect(statSync(path).mode & 0o777).toBe(0o600)
})
