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
  const codes = /SQLITE_(FULL|READONLY|IOERR|CANTOPEN)|^57P0|^25006$|^08|^53/
  return (
    ['P1001', 'P1002', 'P1017', 'P2024'].includes(codeOf(error)) ||
    isBusy(error) ||
    error instanceof AsideError ||
    driverErrors(error).some(
      cause =>
        codes.test(String(cause.originalCode)) ||
        ['DatabaseNotReachable', 'ConnectionClosed', 'TooManyConnections'].includes(
          String(cause.kind),
        ),
    )
  )
}

/** True when PostgreSQL cannot hold a text: it contains U+0000. */
export function isUnstorableText(error: unknown): boolean {
  return driverErrors(error).some(cause => cause.originalCode === '22021')
}

type DriverCause = { kind?: unknown; originalCode?: unknown }

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
