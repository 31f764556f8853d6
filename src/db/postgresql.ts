import { PrismaPg } from '@prisma/adapter-pg'
import type { PoolConfig } from 'pg'
import { ASIDE_LIMIT_MS, AsideError, limitWaiting } from './aside-limits.ts'
import { openDoor, sql, type Database, type Query, type Sql, type Tx } from './doors.ts'
import { DatabaseBusyError, isCancelled } from './failure.ts'
import { PrismaClient } from './generated/postgresql/client.ts'
import type { PrismaClient as SqliteClient } from './generated/sqlite/client.ts'
import { watchNotifiedVersion } from './notified-version.ts'
import { tryAgain } from './patience.ts'
import { shareConnections } from './pools.ts'
import { createQueue } from './queue.ts'
import { commit } from './settling.ts'

/** Any constant: all instances of one database must use the same. */
const CONTENT_LOCK = 2016_11_21
const TRANSACTION = { timeout: 120_000, maxWait: 10_000 }
const WAIT_MS = 30_000

// A verb awaits nothing but the database: an instance that is silent in the midst of one is frozen,
// and must not keep the others from writing.
const WRITING = `-c lock_timeout=${WAIT_MS} -c idle_in_transaction_session_timeout=${WAIT_MS}`
const READING = '-c default_transaction_read_only=on'

/** Opens a migrated PostgreSQL database: one pool that writes, one that may only read. */
export async function openPostgresql(databaseUrl: string): Promise<Database> {
  const shares = await shareConnections(databaseUrl)
  const writer = connect(databaseUrl, { max: shares.write, options: WRITING })
  const reader = connect(databaseUrl, { max: shares.read, options: READING })
  const searcher = connect(databaseUrl, {
    max: shares.search,
    options: `${READING} -c statement_timeout=${ASIDE_LIMIT_MS}`,
  })
  const read = openDoor(readAgain(reader), 'postgresql')
  const version = watchNotifiedVersion(databaseUrl, async () => {
    const state = await read.siteState.findUniqueOrThrow({ where: { id: 1 } })
    return state.contentVersion
  })
  const enqueue = createQueue()
  // Who waits for the lock waits here, not on a connection: fifty waiting writers would take all.
  const write = <Result>(verb: (tx: Tx) => Promise<Result>): Promise<Result> => {
    const asked = performance.now()
    return enqueue(() => {
      if (performance.now() - asked > WAIT_MS) throw new DatabaseBusyError('Too many writers wait.')
      return tryAgain(() => transact(writer, verb, true))
    }).finally(version.forget)
  }

  return {
    dialect: 'postgresql',
    read,
    write,
    record: verb => tryAgain(() => transact(writer, verb, false)),
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
      return await tryAgain(() => client.$queryRaw<Row[]>(statement))
    } catch (error) {
      if (isCancelled(error)) throw new AsideError('A search took too long.', { cause: error })
      throw error
    }
  }
}

// Both clients are generated from one schema, so one stands for both in the types.
function connect(connectionString: string, pool: PoolConfig): SqliteClient {
  const client = new PrismaClient({
    adapter: new PrismaPg({
      ...{ connectionString, connectionTimeoutMillis: 5_000, keepAlive: true },
      ...pool,
    }),
    transactionOptions: TRANSACTION,
  })
  return client as unknown as SqliteClient
}

// Reading changes nothing, so it may always be tried again.
function readAgain(client: SqliteClient): SqliteClient {
  const patient = client.$extends({
    query: { $allOperations: ({ args, query }) => tryAgain(() => query(args)) },
  })
  return patient as unknown as SqliteClient
}

// One writer across all instances: without the lock, one transaction's removal of unused tags can
// cascade away a join row that another has just committed.
function transact<Result>(
  client: SqliteClient,
  verb: (tx: Tx) => Promise<Result>,
  locked: boolean,
): Promise<Result> {
  return commit(client, async (transaction, begin) => {
    const tx = openDoor(transaction, 'postgresql')
    await begin(locked ? sql`pg_advisory_xact_lock(${CONTENT_LOCK}::bigint)` : sql`NULL`)
    return verb(tx)
  })
}
