import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { sql, type Dialect } from '../../src/db/doors.ts'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { listMigrations, readSchema, unmanagedTables } from '../../src/db/migrations.ts'
import { isPostgresql, openDatabase } from '../../src/db/open.ts'
import { withSchemaEngine } from '../../src/db/schema-engine.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { copyPrepared } from '../support/databases.ts'
import { addMigration } from './next-migration.ts'

const DIRECTORY = 'prisma/migrations'

async function openCopy(which: 'empty' | 'peopled') {
  const copy = await copyPrepared(which)
  onTestFinished(() => copy.remove())
  const dialect = isPostgresql(copy.databaseUrl) ? ('postgresql' as const) : ('sqlite' as const)
  return { ...copy, dialect }
}

test('the migrations make exactly what the schema says', async () => {
  const { databaseUrl, dialect } = await openCopy('empty')
  const schema = readSchema(DIRECTORY, dialect)
  const url = dialect === 'sqlite' ? sqlitePath(databaseUrl) : databaseUrl

  const { stdout, exitCode } = await withSchemaEngine({ dialect, url, schema }, engine =>
    engine.diff({
      from: {
        tag: 'schemaDatasource',
        files: [{ path: 'schema.prisma', content: schema }],
        configDir: '.',
      },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters: { externalTables: unmanagedTables(dialect), externalEnums: [] },
    }),
  )

  expect(stdout ?? '').toMatch(/^(-- This is an empty migration.)?\s*$/)
  expect(exitCode).toBe(0)
})

test('a database checks all that the migrations of both databases say', async () => {
  const { databaseUrl, dialect } = await openCopy('empty')
  const db = await openDatabase(databaseUrl)
  const checks =
    dialect === 'sqlite'
      ? sql`SELECT sql AS text FROM sqlite_master WHERE type = 'table'`
      : sql`SELECT conname AS text FROM pg_constraint WHERE contype = 'c'`
  const present = await db.read.query<{ text: string }>(checks)
  await db.close()

  const names = listChecks(present.map(({ text }) => text).join('\n'))
  expect(names).toContain('posts_check_6')
  expect(names).toEqual(listChecks(readMigrations('sqlite')))
  expect(names).toEqual(listChecks(readMigrations('postgresql')))
})

const listChecks = (text: string): string[] => [...new Set(text.match(/\w+_check_\d/g))].sort()

function readMigrations(dialect: Dialect): string {
  const files = listMigrations(DIRECTORY, dialect).map(name =>
    join(DIRECTORY, dialect, name, 'migration.sql'),
  )
  return files.map(file => readFileSync(file, 'utf8')).join('\n')
}

test('a database that is up to date is left alone', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')

  const migrated = await migrateDatabase(databaseUrl, DIRECTORY)

  const others = readdirSync(folder).filter(name => !/^blext\.db(-shm|-wal)?$/.test(name))
  expect(migrated).toEqual({ applied: [], backup: null })
  expect(others).toEqual([])
})

test('a database with data keeps its rows through a migration; a SQLite file leaves a backup', async () => {
  const { databaseUrl, dialect, folder } = await openCopy('peopled')
  const directory = addMigration(folder, 'CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);')

  const { applied, backup } = await migrateDatabase(databaseUrl, directory)

  const db = await openDatabase(databaseUrl)
  const people = await db.read.user.findMany({ orderBy: { id: 'asc' } })
  const shelves = await db.read.query(sql`SELECT * FROM shelves`)
  await db.close()
  expect(applied).toEqual(['20990101000000_next'])
  expect(people.map(({ username }) => username)).toEqual(['alice', 'bob', 'edith', 'adam'])
  expect(shelves).toEqual([])
  if (dialect === 'postgresql') expect(backup).toBeNull()
  else {
    const old = new SQLite(backup ?? '', { readonly: true })
    expect(old.prepare('SELECT count(*) FROM users').pluck().get()).toBe(4)
    old.close()
  }
})

test('a migration that fails leaves the database as it was', async () => {
  const { databaseUrl, folder } = await openCopy('peopled')
  const directory = addMigration(
    folder,
    'DELETE FROM "settings"; CREATE TABLE "users" ("id" INTEGER);',
  )

  await expect(migrateDatabase(databaseUrl, directory)).rejects.toThrow()

  const db = await openDatabase(databaseUrl)
  expect(await db.read.user.count()).toBe(4)
  await db.close()
})

test('a database of a newer program is refused with one sentence', async () => {
  const { databaseUrl } = await openCopy('peopled')
  const db = await openDatabase(databaseUrl)
  await db.write(tx =>
    tx.execute(sql`UPDATE _prisma_migrations SET migration_name = '20990101000000_later'`),
  )
  await db.close()

  await expect(migrateDatabase(databaseUrl, DIRECTORY)).rejects.toThrow(
    /^The database has the migration 20990101000000_later, which this version of Blext does not know\. Start the newer version that made it\.$/,
  )
})
