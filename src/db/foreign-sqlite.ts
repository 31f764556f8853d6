import { statSync } from 'node:fs'
import SQLite from 'better-sqlite3'

/** A SQLite file of another program, read as it stood when it was opened; nothing is ever written into it. */
export type ForeignSqlite = {
  /** When the file was last changed. */
  modifiedAt: Date
  /** Runs one SELECT and gives its rows. */
  list: <Row>(statement: string, ...values: (string | number)[]) => Row[]
  /** Runs statements that make temporary tables; they live beside the file, not in it. */
  prepare: (statements: string) => void
  close: () => void
}

/** Why a file cannot be read: it is not there, is none of SQLite, is in use, was left in the middle of a write, or has damaged pages. */
export type ForeignFault = 'missing' | 'foreign' | 'locked' | 'unfinished' | 'damaged'

export type OpenedForeign = { ok: true; file: ForeignSqlite } | { ok: false; fault: ForeignFault }

const LOCK_WAIT_MS = 1_000

/** Opens a SQLite file for reading only, after every page of it was looked at. */
export function openForeignSqlite(path: string): OpenedForeign {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) return { ok: false, fault: 'missing' }
  let client: SQLite.Database | undefined
  try {
    client = new SQLite(path, { readonly: true, fileMustExist: true, timeout: LOCK_WAIT_MS })
    // One transaction from here to the end: whoever still writes there cannot make two halves of it.
    client.exec('BEGIN')
    if (findsDamage(client)) throw new SQLite.SqliteError('The check failed.', 'SQLITE_CORRUPT')
    return { ok: true, file: openFile(client, stat.mtime) }
  } catch (error) {
    client?.close()
    return { ok: false, fault: faultOf(error) }
  }
}

function openFile(client: SQLite.Database, modifiedAt: Date): ForeignSqlite {
  return {
    modifiedAt,
    list: <Row>(statement: string, ...values: (string | number)[]) =>
      client.prepare<unknown[], Row>(statement).all(...values),
    prepare: statements => {
      client.exec(statements)
    },
    close: () => {
      client.close()
    },
  }
}

// Rows that break a rule of their table are no damage: they can be read, and repaired on the way.
const BROKEN_RULE =
  /^(?:ok|CHECK constraint failed|NULL value|(?:NUMERIC|TEXT) value|non-unique entry)/u

function findsDamage(client: SQLite.Database): boolean {
  const findings = client.pragma('quick_check(1000)') as { quick_check: string }[]
  return findings.some(finding => !BROKEN_RULE.test(finding.quick_check))
}

const FAULTS: readonly [RegExp, ForeignFault][] = [
  [/^SQLITE_(?:BUSY|LOCKED)/u, 'locked'],
  [/^SQLITE_(?:READONLY|CANTOPEN)/u, 'unfinished'],
  [/^SQLITE_(?:CORRUPT|IOERR)/u, 'damaged'],
  [/^SQLITE_NOTADB/u, 'foreign'],
]

function faultOf(error: unknown): ForeignFault {
  const code = error instanceof SQLite.SqliteError ? error.code : ''
  const fault = FAULTS.find(([pattern]) => pattern.test(code))?.[1]
  if (fault === undefined) throw error
  return fault
}
