import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateDatabase } from '../migrate.ts'
import { listMigrations } from '../migrations.ts'
import { isPostgresql } from '../open.ts'
import type { Row } from './cells.ts'
import { loadIntoSqlite } from './load-sqlite.ts'
import { openSqliteSnapshot } from './snapshot-sqlite.ts'

/** Rows to be put into an empty database of the same tables. */
export type Load = {
  migrations: string[]
  tables: { name: string; batches: () => AsyncIterable<Row[]> }[]
  sequences: Record<string, number>
}

/**
 * Replaces everything in a database by what is loaded, in one transaction that nothing leaves half
 * done; foreign keys are checked at its end. Rows of an older program go through the migrations
 * since. Throws when they come from a newer one. A SQLite file is to be new.
 */
export async function loadDatabase(
  databaseUrl: string,
  load: Load,
  migrations: string,
): Promise<void> {
  const known = listMigrations(migrations, 'sqlite')
  const unknown = load.migrations.find(name => !known.includes(name))
  if (unknown !== undefined) {
    throw new Error(
      `It was made by a newer version of Blext (migration ${unknown}). Use that version or a newer one.`,
    )
  }
  if (!isPostgresql(databaseUrl)) await loadOldRows(databaseUrl, load, migrations)
  else if (load.migrations.length === known.length) {
    await migrateDatabase(databaseUrl, migrations)
    const { loadIntoPostgresql } = await import('./load-postgresql.ts')
    await loadIntoPostgresql(databaseUrl, load)
  } else await loadThroughFile(databaseUrl, load, migrations)
}

async function loadOldRows(databaseUrl: string, load: Load, migrations: string): Promise<void> {
  await withMigrations(migrations, load.migrations, directory =>
    migrateDatabase(databaseUrl, directory),
  )
  await loadIntoSqlite(databaseUrl, load)
  const { backup } = await migrateDatabase(databaseUrl, migrations)
  if (backup) rmSync(backup, { force: true })
}

// A server cannot be taken back to older tables; a file can be made with them.
async function loadThroughFile(databaseUrl: string, load: Load, migrations: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-load-'))
  const file = `file:${join(folder, 'blext.db')}`
  try {
    await loadOldRows(file, load, migrations)
    const snapshot = openSqliteSnapshot(file)
    const { tables, sequences } = snapshot
    await loadDatabase(
      databaseUrl,
      {
        ...{ migrations: snapshot.migrations, sequences },
        tables: tables.map(table => ({ name: table.name, batches: () => snapshot.batches(table) })),
      },
      migrations,
    ).finally(() => snapshot.close())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// The migrations up to those of the rows, in a folder of their own.
async function withMigrations(
  directory: string,
  names: string[],
  run: (directory: string) => Promise<unknown>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-migrations-'))
  try {
    const copy = join(folder, 'migrations')
    cpSync(join(directory, '..', 'schema.prisma'), join(folder, 'schema.prisma'))
    for (const dialect of ['sqlite', 'postgresql'] as const) {
      mkdirSync(join(copy, dialect), { recursive: true })
      for (const name of names) {
        cpSync(join(directory, dialect, name), join(copy, dialect, name), { recursive: true })
      }
    }
    await run(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
