import { AsideError } from './aside-limits.ts'

/** True when another process holds the file's write lock (SQLITE_BUSY), whatever Prisma wraps it in. */
export function isBusy(error: unknown): boolean {
  return driverErrors(error).some(
    cause => cause.kind === 'SocketTimeout' || String(cause.originalCode).includes('SQLITE_BUSY'),
  )
}

/** True for PostgreSQL's serialisation failures and deadlocks: nothing was committed, try again. */
export function isRetryable(error: unknown): boolean {
  return driverErrors(error).some(
    cause =>
      cause.kind === 'TransactionWriteConflict' ||
      ['40001', '40P01'].includes(String(cause.originalCode)),
  )
}

/**
 * True when the connection to PostgreSQL broke, or could not be made: what had begun on it is rolled
 * back, unless it was just being committed.
 */
export function isConnectionLost(error: unknown): boolean {
  return (
    ['P1001', 'P1002', 'P1017'].includes(codeOf(error)) ||
    driverErrors(error).some(
      ({ kind, originalCode, code, message }) =>
        ['DatabaseNotReachable', 'ConnectionClosed'].includes(String(kind)) ||
        LOST_CODES.test(String(originalCode ?? code)) ||
        LOST_WORDS.test(String(message)),
    )
  )
}

// Stopped, crashed or starting; cut by a limit of its own; broken below PostgreSQL.
const LOST_CODES = /^(57P0[1-5]|08|25P03|ECONN|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/

// The driver's own errors have no code.
const LOST_WORDS =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|timeout expired$)/

/** True when nothing answers where PostgreSQL should be, or it still starts: trying again at once is no use. */
export function isAway(error: unknown): boolean {
  return driverErrors(error).some(
    ({ kind, originalCode, code }) =>
      kind === 'DatabaseNotReachable' ||
      originalCode === '57P03' ||
      /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/.test(String(code)),
  )
}

/** True when PostgreSQL takes no further connection. */
export function isCrowded(error: unknown): boolean {
  return driverErrors(error).some(
    ({ kind, originalCode }) => kind === 'TooManyConnections' || originalCode === '53300',
  )
}

/** True when PostgreSQL gave a statement up that took too long. */
export function isCancelled(error: unknown): boolean {
  return driverErrors(error).some(cause => cause.originalCode === '57014')
}

/** True when a unique constraint refused the row. */
export function isUniqueViolation(error: unknown): boolean {
  return (
    codeOf(error) === 'P2002' ||
    driverErrors(error).some(
      cause => cause.kind === 'UniqueConstraintViolation' || cause.originalCode === '23505',
    )
  )
}

/** True when the database cannot do it now: full disk, read-only file, lost connection, too many searches. */
export function isUnavailable(error: unknown): boolean {
  return (
    codeOf(error) === 'P2024' ||
    isBusy(error) ||
    isConnectionLost(error) ||
    isCrowded(error) ||
    error instanceof AsideError ||
    error instanceof DatabaseBusyError ||
    driverErrors(error).some(
      ({ originalCode, message }) =>
        UNAVAILABLE_CODES.test(String(originalCode)) || WAITED_WORDS.test(String(message)),
    )
  )
}

/** Thrown where something waited too long for its turn, or nobody can say whether it was done. */
export class DatabaseBusyError extends Error {}

// 55P03: another instance held the lock for too long.
const UNAVAILABLE_CODES = /SQLITE_(FULL|READONLY|IOERR|CANTOPEN)|^25006$|^53|^55P03$/

// Whoever waits for a connection of the pool, or for its transaction to begin, waits for so long only.
const WAITED_WORDS =
  /timeout exceeded when trying to connect|Unable to start a transaction in the given time/

/** True when PostgreSQL cannot hold a text: it contains U+0000. */
export function isUnstorableText(error: unknown): boolean {
  return driverErrors(error).some(cause => cause.originalCode === '22021')
}

/** The codes that the database, or the system below it, gives for a failure. */
export function failureCodes(error: unknown): string[] {
  return driverErrors(error).flatMap(({ code, originalCode }) =>
    [code, originalCode].filter(each => typeof each === 'string'),
  )
}

type DriverCause = { kind?: unknown; originalCode?: unknown; code?: unknown; message?: unknown }

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Prisma hides the driver's error in `cause` or in `meta.driverAdapterError`, sometimes twice. */
function driverErrors(error: unknown): DriverCause[] {
  const found: DriverCause[] = []
  let current = error
  for (let depth = 0; depth < 6 && typeof current === 'object' && current !== null; depth += 1) {
    const value = current as Record<string, unknown>
    found.push(value)
    const meta = value['meta'] as Record<string, unknown> | undefined
    current = meta?.['driverAdapterError'] ?? value['cause']
  }
  return found
}
