import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import SQLite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { sql, type Database } from '../../src/db/doors.ts'
import { isBusy } from '../../src/db/failure.ts'
import { PrismaClient } from '../../src/db/generated/sqlite/client.ts'
import { openDatabase } from '../../src/db/open.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { copyPrepared } from '../support/databases.ts'

type Copy = Awaited<ReturnType<typeof copyPrepared>>

async function openCopy(): Promise<Copy & { db: Database }> {
  const copy = await copyPrepared('peopled')
  const db = await openDatabase(copy.databaseUrl)
  onTestFinished(async () => {
    await db.close()
    await copy.remove()
  })
  return { ...copy, db }
}

const setting = (name: string) => ({ data: { name, value: 'x' } })

/** A promise and what settles it. */
function openGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}

test('every connection to SQLite guards foreign keys and survives a power cut', async () => {
  const { db } = await openCopy()
  const pragmas = sql`
    SELECT f.foreign_keys AS keys, s.synchronous AS synchronous, j.journal_mode AS journal, t.timeout AS timeout
    FROM pragma_foreign_keys f, pragma_synchronous s, pragma_journal_mode j, pragma_busy_timeout t`

  const reader = await db.read.query<Record<string, unknown>>(pragmas)
  const writer = await db.write(tx => tx.query<Record<string, unknown>>(pragmas))

  for (const [row] of [reader, writer]) {
    const { keys, synchronous, journal, timeout } = row ?? {}
    expect([Number(keys), Number(synchronous), journal, Number(timeout)]).toEqual([1, 2, 'wal', 0])
  }
})

test('with one client for all, an answered write would be lost when another transaction rolls back', async () => {
  const { databaseUrl } = await openCopy()
  const client = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: sqlitePath(databaseUrl) }),
  })
  const started = openGate()
  const answered = openGate()

  const failing = client.$transaction(async tx => {
    await tx.setting.create(setting('lost'))
    started.open()
    await answered.opened
    throw new Error('rolled back')
  })
  await started.opened
  const saved = await client.setting.create(setting('answered'))
  answered.open()
  await expect(failing).rejects.toThrow('rolled back')
  const names = await client.setting.findMany()
  await client.$disconnect()

  expect(saved.name).toBe('answered')
  expect(names).toEqual([])
})

test('a file that another process has locked delays a write but freezes nothing', async () => {
  const { databaseUrl, db } = await openCopy()
  const other = new SQLite(sqlitePath(databaseUrl))
  other.exec('BEGIN IMMEDIATE')
  const lockedMs = 300
  let longestMs = 0
  let last = performance.now()
  const watch = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - last)
    last = performance.now()
  }, 5)

  const begun = performance.now()
  setTimeout(() => other.exec('COMMIT').close(), lockedMs)
  await db.write(tx => tx.setting.create(setting('late')))
  const waitedMs = performance.now() - begun
  clearInterval(watch)

  expect(waitedMs).toBeGreaterThanOrEqual(lockedMs - 10)
  expect(longestMs).toBeLessThan(lockedMs - 50)
  expect(await db.read.setting.count()).toBe(1)
})

test('a busy file is told from other failures', async () => {
  const { databaseUrl } = await openCopy()
  const other = new SQLite(sqlitePath(databaseUrl))
  other.exec('BEGIN IMMEDIATE')
  const client = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: sqlitePath(databaseUrl), timeout: 0 }),
  })

  const error: unknown = await client.setting.create(setting('late')).catch((e: unknown) => e)
  other.exec('ROLLBACK').close()
  await client.$disconnect()

  expect(isBusy(error)).toBe(true)
  expect(isBusy(new Error('no such table'))).toBe(false)
})
