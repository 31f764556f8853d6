import { PrismaPg } from '@prisma/adapter-pg'
import type { PoolConfig } from 'pg'
import { ASIDE_LIMIT_MS, AsideError, limitWaiting } from './aside-limits.ts'
import { openDoor, sql, type Database, type Query, type Sql, type Tx } from './doors.ts'
import { isCancelled, isRetryable } from './failure.ts'
import { PrismaClient } from './generated/postgresql/client.ts'
import type { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'
import { watchNotifiedVersion } from './notified-version.ts'
import { createQueue } from './queue.ts'

/** Any constant: all instances of one database must use the same. */
const CONTENT_LOCK = 2016_11_21
const TRIES = 5
const SEARCH_CONNECTIONS = 4
const TRANSACTION = { timeout: 120_000, maxWait: 10_000 }

/** Opens a migrated PostgreSQL database: one pool that writes, one that may only read. */
export async function openPostgresql(databaseUrl: string): Promise<Database> {
  const writer = connect(databaseUrl, {})
  const reader = connect(databaseUrl, { options: '-c default_transaction_read_only=on' })
  const searcher = connect(databaseUrl, {
    max: SEARCH_CONNECTIONS,
    options: `-c default_transaction_read_only=on -c statement_timeout=${ASIDE_LIMIT_MS}`,
  })
  await reader.$queryRaw(sql`SELECT 1`)
  const read = openDoor(reader, 'postgresql')
  const version = watchNotifiedVersion(databaseUrl, async () => {
    const state = await read.siteState.findUniqueOrThrow({ where: { id: 1 } })
    return state.contentVersion
  })
  const enqueue = createQueue()
  // Who waits for the lock waits here, not on a connection: fifty waiting writers would take all.
  const write = <Result>(verb: (tx: Tx) => Promise<Result>): Promise<Result> =>
    enqueue(() => retry(() => transact(writer, verb, true))).finally(version.forget)

  return {
    dialect: 'postgresql',
    read,
    write,
    record: verb => retry(() => transact(writer, verb, false)),
    repair: write,
    aside: limitWaiting(queryAside(searcher)),
    contentVersion: version.get,
    close: async () => {
      await version.close()
      await searcher.$disconnect()
      await reader.$disconnect()
      await writer.$disconnect()
    },
  }
}

// Its own few connections, so that searches never take those that reading needs.
function queryAside(client: SqliteClient): Query {
  return async <Row>(statement: Sql) => {
    try {
      return await client.$queryRaw<Row[]>(statement)
    } catch (error) {
      if (isCancelled(error)) throw new AsideError('A search took too long.', { cause: error })
      throw error
    }
  }
}

// Both clients are generated from one schema, so one stands for both in the types.
function connect(connectionString: string, pool: PoolConfig): SqliteClient {
  const client = new PrismaClient({
    adapter: new PrismaPg({ connectionString, max: 10, connectionTimeoutMillis: 5_000, ...pool }),
    transactionOptions: TRANSACTION,
  })
  return client as unknown as SqliteClient
}

// One writer across all instances: without the lock, one transaction's removal of unused tags can
// cascade away a join row that another has just committed.
function transact<Result>(
  client: SqliteClient,
  verb: (tx: Tx) => Promise<Result>,
  locked: boolean,
): Promise<Result> {
  return client.$transaction(async transaction => {
    const tx = openDoor(transaction, 'postgresql')
    if (locked) await tx.execute(sql`SELECT pg_advisory_xact_lock(${CONTENT_LOCK}::bigint)`)
    return verb(tx)
  })
}

async function retry<Result>(task: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await task()
    } catch (error) {
      if (!isRetryable(error) || attempt === TRIES) throw error
    }
  }
}
