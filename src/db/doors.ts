import type { PrismaClient } from './generated/sqlite/client.ts'
import type * as Prisma from './generated/sqlite/internal/prismaNamespace.ts'

export type Dialect = 'sqlite' | 'postgresql'

export { empty, join, sql } from './generated/sqlite/internal/prismaNamespace.ts'
export type Sql = Prisma.Sql

type Models = Exclude<keyof Prisma.TransactionClient, `$${string}` | symbol>

type Finders =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'findMany'
  | 'count'
  | 'aggregate'
  | 'groupBy'

/** Runs a SELECT (or a statement with RETURNING) and gives its rows. */
export type Query = <Row>(statement: Sql) => Promise<Row[]>

/** The door for reading: finders and raw queries; sees the last committed state, or its own transaction's. */
export type Read = {
  readonly [Model in Models]: Pick<PrismaClient[Model], Finders>
} & {
  readonly dialect: Dialect
  query: Query
}

/** The door for writing: one transaction, given by `db.write` and `db.record` only. */
export type Tx = {
  readonly [Model in Models]: PrismaClient[Model]
} & Pick<Read, 'dialect' | 'query'> & {
    /** Runs one statement and gives the number of rows that it changed. */
    execute: (statement: Sql) => Promise<number>
  }

export type Database = {
  readonly dialect: Dialect
  readonly read: Read
  /**
   * Runs `verb` in one transaction, after all content writes before it. `verb` awaits nothing but
   * its `tx` and may be run again when the database was busy, so it has no other effect.
   */
  write: <Result>(verb: (tx: Tx) => Promise<Result>) => Promise<Result>
  /** As `write`, for what is not content (sessions, limits, audit): does not wait for other instances. */
  record: <Result>(verb: (tx: Tx) => Promise<Result>) => Promise<Result>
  /**
   * As `write`, for the doctor alone: on SQLite foreign keys are off while it runs, so that tables
   * can be made anew; nothing is committed while a reference leads to nothing.
   */
  repair: <Result>(verb: (tx: Tx) => Promise<Result>) => Promise<Result>
  /**
   * As `read.query`, for a search: on SQLite beside the thread that serves, so that nobody else
   * waits. Throws an AsideError when it takes too long or too many wait.
   */
  aside: Query
  /** The number that every committed content transaction increments; cheap enough for each request. */
  contentVersion: () => Promise<number>
  close: () => Promise<void>
}

const MODELS = [
  'user',
  'post',
  'tag',
  'tagAlias',
  'category',
  'categoryAlias',
  'blogTag',
  'revision',
  'operation',
  'operationRow',
  'stagedOperation',
  'dismissal',
  'tagRequest',
  'redirect',
  'import',
  'importRun',
  'importLine',
  'forward',
  'draft',
  'opening',
  'token',
  'keptAnswer',
  'webhook',
  'webhookDelivery',
  'link',
  'series',
  'seriesPost',
  'relatedPost',
  'session',
  'media',
  'setting',
  'audit',
  'siteState',
  'attempt',
] as const satisfies readonly Models[]

/** Narrows a Prisma client (or its transaction) to a door, so that the bare client never leaves `db/`. */
export function openDoor(client: Prisma.TransactionClient, dialect: Dialect): Tx {
  const delegates = Object.fromEntries(MODELS.map(model => [model, client[model]]))
  return {
    ...(delegates as Pick<PrismaClient, Models>),
    dialect,
    query: statement => client.$queryRaw(statement),
    execute: statement => client.$executeRaw(statement),
  }
}
