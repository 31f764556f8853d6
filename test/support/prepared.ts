import type { Dialect } from '../../src/db/doors.ts'

/** What a global set-up prepared once for a whole run: two databases to copy, and where. */
export type PreparedDatabases = {
  dialect: Dialect
  /** Migrated, with nobody in it. SQLite: a path; PostgreSQL: a name. */
  empty: string
  /** Migrated, with the four people. */
  peopled: string
  /** PostgreSQL: the address of the server. */
  server: string
  /** Where each site of the run has its own folder. */
  folder: string
}

declare module 'vitest' {
  // Vitest asks for an interface here: it is merged with its own.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  export interface ProvidedContext {
    databases: PreparedDatabases
    chromium: string
  }
}
