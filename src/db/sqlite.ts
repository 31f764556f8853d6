import SQLite from 'better-sqlite3'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { limitWaiting } from './aside-limits.ts'
import { openAside } from './aside.ts'
import { openDoor, sql, type Database, type Tx } from './doors.ts'
import { isBusy } from './failure.ts'
import { PrismaClient } from './generated/sqlite/client.ts'
import { createQueue } from './queue.ts'

const BUSY_PAUSE_MS = 20
const BUSY_LIMIT_MS = 5_000
const TRANSACTION = { timeout: 120_000, maxWait: 120_000 }

/** The file that a `file:` address names. */
export function sqlitePath(databaseUrl: string): string {
  return databaseUrl.replace(/^file:(\/\/)?/, '')
}

/** Opens a migrated SQLite file: one connection that writes, one that reads, one that watches. */
export async function openSqlite(databaseUrl: string): Promise<Database> {
  const path = sqlitePath(databaseUrl)
  const writer = await connect(path)
  const reader = await connect(path)
  await reader.$queryRaw(sql`PRAGMA query_only=ON`)
  const watcher = new SQLite(path, { readonly: true, timeout: 0 })
  const aside = openAside(path)
  const enqueue = createQueue()

  const write = <Result>(verb: (tx: Tx) => Promise<Result>): Promise<Result> =>
    enqueue(() => retryWhileBusy(() => transact(writer, verb)))

  return {
    dialect: 'sqlite',
    read: openDoor(reader, 'sqlite'),
    write,
    record: write,
    repair: verb => enqueue(() => retryWhileBusy(() => repair(writer, verb))),
    aside: limitWaiting(aside.query),
    contentVersion: watchContentVersion(watcher),
    close: async () => {
      await aside.close()
      watcher.close()
      await reader.$disconnect()
      await writer.$disconnect()
    },
  }
}

// The server never lets better-sqlite3 wait for a lock: it waits by freezing the event loop.
async function connect(path: string): Promise<PrismaClient> {
  const client = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: path, timeout: 0, fileMustExist: true }),
    transactionOptions: TRANSACTION,
  })
  await client.$queryRaw(sql`PRAGMA journal_mode=WAL`)
  await client.$queryRaw(sql`PRAGMA synchronous=FULL`)
  await client.$queryRaw(sql`PRAGMA foreign_keys=ON`)
  await assertPragma(client, 'foreign_keys', 1)
  await assertPragma(client, 'synchronous', 2)
  await assertPragma(client, 'journal_mode', 'wal')
  return client
}

async function assertPragma(client: PrismaClient, name: string, expected: unknown): Promise<void> {
  const rows = await client.$queryRaw<{ value: unknown }[]>(
    sql`SELECT * FROM (SELECT foreign_keys AS value, 'foreign_keys' AS name FROM pragma_foreign_keys
      UNION ALL SELECT synchronous, 'synchronous' FROM pragma_synchronous
      UNION ALL SELECT journal_mode, 'journal_mode' FROM pragma_journal_mode) WHERE name = ${name}`,
  )
  const value = rows[0]?.value
  if (String(value) !== String(expected)) {
    throw new Error(`SQLite's ${name} is ${String(value)}, it must be ${String(expected)}`)
  }
}

// The adapter begins with a plain BEGIN. A write as the first statement takes the lock before
// anything is read, so that no transaction has to be upgraded (and refused) half way.
function transact<Result>(
  writer: PrismaClient,
  verb: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return writer.$transaction(async client => {
    const tx = openDoor(client, 'sqlite')
    await tx.execute(sql`UPDATE site_state SET content_version = content_version WHERE id = 1`)
    return verb(tx)
  })
}

// The pragma does nothing within a transaction, so it stands around it.
async function repair<Result>(
  writer: PrismaClient,
  verb: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  await writer.$queryRaw(sql`PRAGMA foreign_keys=OFF`)
  try {
    return await transact(writer, async tx => {
      const result = await verb(tx)
      await refuseBrokenReferences(tx)
      return result
    })
  } finally {
    await writer.$queryRaw(sql`PRAGMA foreign_keys=ON`)
    await assertPragma(writer, 'foreign_keys', 1)
  }
}

async function refuseBrokenReferences(tx: Tx): Promise<void> {
  const broken = await tx.query<{ table: string }>(
    sql`SELECT DISTINCT "table" FROM pragma_foreign_key_check`,
  )
  if (broken.length === 0) return
  const tables = broken.map(({ table }) => table).join(', ')
  throw new Error(`References of ${tables} would still lead to nothing; nothing was changed.`)
}

async function retryWhileBusy<Result>(task: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + BUSY_LIMIT_MS
  for (;;) {
    try {
      return await task()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await new Promise(resolve => setTimeout(resolve, BUSY_PAUSE_MS))
    }
  }
}

// `data_version` changes when another connection has committed: 3 µs, so the row itself is read
// only after a change.
function watchContentVersion(watcher: SQLite.Database): () => Promise<number> {
  const select = watcher.prepare('SELECT content_version FROM site_state WHERE id = 1').pluck()
  const look = watcher.prepare('PRAGMA data_version').pluck()
  let seen: unknown
  let version = 0
  return () => {
    const now = look.get()
    if (now !== seen) {
      version = Number(select.get())
      seen = now
    }
    return Promise.resolve(version)
  }
}
