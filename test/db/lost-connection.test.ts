import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sql, type Database, type Tx } from '../../src/db/doors.ts'
import { isUnavailable } from '../../src/db/failure.ts'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { share } from '../../src/db/pools.ts'
import { startPostgresql, type PostgresqlServer } from '../support/postgresql.ts'
import { openWire, type Fate, type Wire } from '../support/wire.ts'

let server: PostgresqlServer

beforeAll(async () => {
  server = await startPostgresql()
  await ask(`CREATE DATABASE blog`, 'postgres')
  await migrateDatabase(`${server.url}/blog`, 'prisma/migrations')
})
afterAll(() => server.stop())

test.each<Fate>(['lost', 'unanswered'])(
  'R8: whatever came of a COMMIT that was %s, the write is done once and said to be done',
  async fate => {
    const { db, wire } = await openBroken()
    const name = `commit ${fate}`
    let runs = 0

    wire.next(fate)
    const answer = await db.write(async tx => {
      runs += 1
      await addSetting(tx, name)
      return `done ${runs}`
    })

    expect(answer).toBe(`done ${runs}`)
    expect(runs).toBe(fate === 'lost' ? 2 : 1)
    expect(await db.read.setting.count({ where: { name } })).toBe(1)
  },
)

test('R8: a connection that breaks in the midst of a transaction has it done again', async () => {
  const { db, wire } = await openBroken()
  let runs = 0

  await db.write(async tx => {
    runs += 1
    await addSetting(tx, 'in the midst')
    if (runs === 1) wire.cut()
    await tx.setting.count()
  })

  expect(runs).toBe(2)
  expect(await db.read.setting.count({ where: { name: 'in the midst' } })).toBe(1)
})

test('R8: who reads does not notice that every connection was cut', async () => {
  const { db, wire } = await openBroken()
  const read = () => Promise.all(Array.from({ length: 30 }, () => db.read.setting.count()))
  await read()

  wire.cut()
  const counts = await read()

  expect(counts).toHaveLength(30)
})

test('R8: of two that block each other, one is done again, and both are done', async () => {
  const { db } = await openBroken()
  await db.write(async tx => {
    await addSetting(tx, 'left')
    await addSetting(tx, 'right')
  })
  const before = await countDeadlocks()
  const started = [openGate(), openGate()]

  const swap = (mine: number, first: string, second: string) =>
    db.record(async tx => {
      await append(tx, first)
      started[mine]?.open()
      await Promise.all(started.map(({ opened }) => opened))
      await append(tx, second)
    })
  await Promise.all([swap(0, 'left', 'right'), swap(1, 'right', 'left')])

  const rows = await db.read.setting.findMany({ where: { name: { in: ['left', 'right'] } } })
  expect(rows.map(({ value }) => value)).toEqual(['x++', 'x++'])
  await expect.poll(countDeadlocks, { timeout: 10_000 }).toBe(before + 1)
})

test('R8: a conflict that PostgreSQL asks to try again is tried again', async () => {
  const { db } = await openBroken()
  let runs = 0

  await db.write(async tx => {
    runs += 1
    await addSetting(tx, 'conflict')
    if (runs < 3) await tx.execute(sql`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`)
  })

  expect(runs).toBe(3)
})

test('R8: what fails for its own reasons is not done again', async () => {
  const { db } = await openBroken()
  let runs = 0

  const twice = db.write(async tx => {
    runs += 1
    await addSetting(tx, 'same')
    await addSetting(tx, 'same')
  })

  await expect(twice).rejects.toThrow(/unique/i)
  expect(runs).toBe(1)
})

test('R8: where a role may have few connections, many wait for them', async () => {
  await ask(`CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 5; GRANT blext TO few`, 'blog')
  const { db } = await openBroken('few:few')
  const once = (at: number) =>
    at % 4 === 0 ? db.record(tx => addSetting(tx, `few ${at}`)) : db.read.setting.count()

  const ended = await Promise.allSettled(Array.from({ length: 200 }, (_, at) => once(at)))

  const failed = ended.filter(({ status }) => status === 'rejected')
  expect(failed).toEqual([])
  expect(await db.read.setting.count({ where: { name: { startsWith: 'few ' } } })).toBe(50)
})

test('R8: an instance that is silent in the midst of a save does not keep the others from theirs', async () => {
  const { db } = await openBroken()

  const limits = await db.write(tx =>
    tx.query<{ setting: string }>(sql`
      SELECT setting FROM pg_settings
      WHERE name IN ('idle_in_transaction_session_timeout', 'lock_timeout') ORDER BY name`),
  )

  expect(limits.map(({ setting }) => setting)).toEqual(['30000', '30000'])
})

test('each way to the database has a connection, however few there are', () => {
  expect(share(Infinity)).toEqual({ read: 10, write: 6, search: 3 })
  expect(share(4)).toEqual({ read: 1, write: 1, search: 1 })
  expect(share(12)).toEqual({ read: 7, write: 3, search: 1 })
})

test('S83: a database that is away, and one that went away, is unavailable and no fault of ours', async () => {
  const { db, wire } = await openBroken()
  await db.read.setting.count()

  await wire.close()
  const ended = await Promise.allSettled([
    db.read.setting.count(),
    db.read.query(sql`SELECT 1`),
    db.write(tx => addSetting(tx, 'away')),
    db.record(tx => addSetting(tx, 'away')),
    db.aside(sql`SELECT 1`),
    db.contentVersion(),
  ])

  const reasons = ended.map(end => end.status === 'rejected' && isUnavailable(end.reason))
  expect(reasons).toEqual([true, true, true, true, true, true])
})

async function openBroken(user = 'blext:blext'): Promise<{ db: Database; wire: Wire }> {
  const wire = await openWire(Number(new URL(server.url).port))
  const db = await openDatabase(`postgresql://${user}@127.0.0.1:${wire.port}/blog`)
  onTestFinished(async () => {
    await db.close()
    await wire.close()
  })
  return { db, wire }
}

const addSetting = (tx: Tx, name: string) => tx.setting.create({ data: { name, value: 'x' } })

const append = (tx: Tx, name: string) =>
  tx.execute(sql`UPDATE settings SET value = value || '+' WHERE name = ${name}`)

async function countDeadlocks(): Promise<number> {
  const rows = await ask(`SELECT deadlocks FROM pg_stat_database WHERE datname = 'blog'`, 'blog')
  return Number(rows[0]?.['deadlocks'])
}

async function ask(statement: string, database: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: `${server.url}/${database}` })
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement)
    return rows
  } finally {
    await client.end()
  }
}

function openGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}
