import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Dialect } from './doors.ts'

/** The tables that the search keeps for itself; no models of the schema. */
export function unmanagedTables(dialect: Dialect): string[] {
  return dialect === 'postgresql'
    ? ['public.post_search']
    : ['', '_config', '_data', '_docsize', '_idx'].map(part => `post_search${part}`)
}

/** The names of the migrations that this program brings, oldest first. */
export function listMigrations(directory: string, dialect: Dialect): string[] {
  return readdirSync(join(directory, dialect), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
}

/** The Prisma schema as it is for one kind of database: only the provider differs. */
export function readSchema(directory: string, dialect: Dialect): string {
  const schema = readFileSync(join(directory, '..', 'schema.prisma'), 'utf8')
  return schema.replace('provider = "sqlite"', `provider = "${dialect}"`)
}

/** Asks a database for the names of the migrations that it has. */
export const APPLIED =
  'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'

/** Applies to the database at an address every migration that it does not have yet; gives their names. */
export async function runMigrations(
  dialect: Dialect,
  url: string,
  directory: string,
): Promise<string[]> {
  // The engine is large, and most starts have nothing to migrate.
  const { withSchemaEngine } = await import('./schema-engine.ts')
  const schema = readSchema(directory, dialect)
  return withSchemaEngine({ dialect, url, schema }, engine =>
    applyMigrations(engine, directory, dialect),
  )
}

/** Applies, through the engine, every migration that its database does not have yet; gives their names. */
export async function applyMigrations(
  engine: SchemaEngine,
  directory: string,
  dialect: Dialect,
): Promise<string[]> {
  const { appliedMigrationNames } = await engine.applyMigrations({
    migrationsList: migrationsList(directory, dialect),
    filters: { externalTables: unmanagedTables(dialect), externalEnums: [] },
  })
  return appliedMigrationNames
}

function migrationsList(directory: string, dialect: Dialect) {
  const baseDir = join(directory, dialect)
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: `provider = "${dialect}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: listMigrations(directory, dialect).map(name => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: {
          tag: 'ok' as const,
          value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8'),
        },
      },
    })),
  }
}
