import { existsSync, readdirSync } from 'node:fs'
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
  const hasLog = existsSync(`${sqlitePath(databaseUrl)}-wal`)

  await migrateDatabase(databaseUrl, directory)
  open.close()

  const db = await openDatabase(databaseUrl)
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
