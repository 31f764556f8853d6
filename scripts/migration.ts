/**
 * `npm run migration NAME` writes prisma/migrations/{sqlite,postgresql}/TIMESTAMP_NAME/migration.sql:
 * what leads from the migrations so far to prisma/schema.prisma. Read the SQL before you commit it:
 * a redefined table loses its CHECK constraints. PostgreSQL needs MIGRATION_POSTGRESQL_URL, an empty database.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Dialect } from '../src/db/doors.ts'
import {
  applyMigrations,
  listMigrations,
  readSchema,
  unmanagedTables,
} from '../src/db/migrations.ts'
import { withSchemaEngine } from '../src/db/schema-engine.ts'

const directory = resolve('prisma/migrations')
const name = process.argv[2]
if (!name) throw new Error('Usage: npm run migration NAME')

const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const temporary = mkdtempSync(join(tmpdir(), 'blext-migration-'))
await writeMigration('sqlite', join(temporary, 'empty.db'))
const postgresql = process.env['MIGRATION_POSTGRESQL_URL']
if (postgresql) await writeMigration('postgresql', postgresql)
else console.warn('MIGRATION_POSTGRESQL_URL is not set: no migration for PostgreSQL was written.')
rmSync(temporary, { recursive: true })

async function writeMigration(dialect: Dialect, url: string): Promise<void> {
  const schema = readSchema(directory, dialect)
  const folder = join(directory, dialect, `${stamp}_${String(name)}`)
  mkdirSync(join(directory, dialect), { recursive: true })
  const script = await withSchemaEngine({ dialect, url, schema }, async engine => {
    const files = [{ path: 'schema.prisma', content: schema }]
    const first = listMigrations(directory, dialect).length === 0
    if (!first) await applyMigrations(engine, directory, dialect)
    const { stdout } = await engine.diff({
      from: first ? { tag: 'empty' } : { tag: 'schemaDatasource', files, configDir: directory },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: { externalTables: unmanagedTables(dialect), externalEnums: [] },
    })
    return stdout ?? ''
  })
  mkdirSync(folder)
  writeFileSync(join(folder, 'migration.sql'), script)
  console.log(`${folder}/migration.sql`)
}
