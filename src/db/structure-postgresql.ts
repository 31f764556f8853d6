import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { sql, type Read, type Sql, type Tx } from './doors.ts'
import { identifier, statement } from './identifier.ts'
import { listMigrations } from './migrations.ts'
import type { StructureFault } from './structure.ts'

/** A rule, index, trigger, function or column as PostgreSQL itself writes it. */
export type PostgresqlObject = {
  type: string
  name: string
  owner: string
  definition: string
  /** How a table is made; empty for all else. */
  create: string
}

const SCRATCH = 'blext_expected'

/** What the migrations make, tried out in a schema of its own that is rolled back. */
export async function readPostgresqlObjects(
  connectionString: string,
  directory: string,
): Promise<PostgresqlObject[]> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 })
  await client.connect()
  try {
    await client.query(`BEGIN; CREATE SCHEMA ${SCRATCH}; SET LOCAL search_path TO ${SCRATCH}`)
    const scripts = listMigrations(directory, 'postgresql').map(name =>
      readFileSync(join(directory, 'postgresql', name, 'migration.sql'), 'utf8'),
    )
    for (const script of scripts) await client.query(script)
    const { rows } = await client.query<Omit<PostgresqlObject, 'create'>>(OBJECTS.text)
    const creates = findCreates(scripts.join('\n'))
    return rows.map(row => ({
      ...row,
      definition: unqualified(row.definition),
      create: row.type === 'table' ? (creates.get(row.name) ?? '') : '',
    }))
  } finally {
    await client.query('ROLLBACK')
    await client.end()
  }
}

/** Makes the tables that are missing; they are empty, and their columns and rules follow. */
export async function addPostgresqlTables(tx: Tx, expected: PostgresqlObject[]): Promise<void> {
  const present = await listObjects(tx)
  for (const object of expected) {
    if (object.create !== '' && !present.has(keyOf(object)))
      await tx.execute(statement(object.create))
  }
}

/** Compares the catalogue with what the migrations make. */
export async function findPostgresqlFaults(
  read: Pick<Read, 'query'>,
  expected: PostgresqlObject[],
): Promise<StructureFault[]> {
  const present = await listObjects(read)
  return expected
    .filter(object => present.get(keyOf(object)) !== object.definition)
    .map(({ type, name, owner, definition }) => ({
      name: owner === '' ? name : owner,
      detail: ['table', 'column'].includes(type) ? `${name} ${definition}` : definition,
    }))
}

/** Puts back what is missing or differs, in the order in which one needs the other. */
export async function mendPostgresql(tx: Tx, expected: PostgresqlObject[]): Promise<void> {
  let present = await listObjects(tx)
  for (const object of expected) {
    const key = keyOf(object)
    const mend = MENDERS[object.type]
    if (present.get(key) === object.definition || !mend) continue
    for (const step of mend(object, present.has(key))) await tx.execute(step)
    // A key that goes takes along the references to it.
    if (object.type === 'constraint' && present.has(key)) present = await listObjects(tx)
  }
}

async function listObjects(read: Pick<Read, 'query'>): Promise<Map<string, string>> {
  const rows = await read.query<PostgresqlObject & { place: string }>(
    sql`SELECT o.*, current_schema()::text AS place FROM (${OBJECTS}) o`,
  )
  return new Map(rows.map(row => [keyOf(row), unqualified(row.definition, row.place)]))
}

const findCreates = (script: string): Map<string, string> =>
  new Map(
    [...script.matchAll(/^CREATE TABLE "(\w+)" \([^]*?\n\);/gm)].map(found => [
      found[1] ?? '',
      found[0],
    ]),
  )

const keyOf = ({ type, name, owner }: Pick<PostgresqlObject, 'type' | 'name' | 'owner'>): string =>
  `${type} ${owner} ${name}`

// A function is always written with its schema.
const unqualified = (definition: string, schema = SCRATCH): string =>
  definition.replaceAll(`${schema}.`, '')

// A foreign key is kept by triggers of its own, which a superuser can switch off.
const OBJECTS = sql`
  SELECT * FROM (
    SELECT 'function' AS type, p.proname::text AS name, '' AS owner, pg_get_functiondef(p.oid) AS definition, 1 AS place
    FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind = 'f'
    UNION ALL
    SELECT 'table', r.relname::text, r.relname::text, '', 0
    FROM pg_class r WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind = 'r'
    UNION ALL
    SELECT 'column', a.attname::text, r.relname::text,
      format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || COALESCE(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), 2
    FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT 'constraint', c.conname::text, r.relname::text, pg_get_constraintdef(c.oid, true)
      || CASE WHEN EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = c.oid AND t.tgenabled = 'D')
        THEN ' (switched off)' ELSE '' END,
      CASE c.contype WHEN 'p' THEN 3 WHEN 'u' THEN 4 WHEN 'c' THEN 5 ELSE 6 END
    FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    WHERE r.relnamespace = current_schema()::regnamespace AND c.contype IN ('p', 'u', 'c', 'f')
    UNION ALL
    SELECT 'index', x.relname::text, r.relname::text, pg_get_indexdef(i.indexrelid, 0, true)
      || CASE WHEN i.indisvalid THEN '' ELSE ' (not valid)' END, 5
    FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid JOIN pg_class x ON x.oid = i.indexrelid
    WHERE r.relnamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
    UNION ALL
    SELECT 'trigger', t.tgname::text, r.relname::text, pg_get_triggerdef(t.oid, true)
      || CASE WHEN t.tgenabled = 'O' THEN '' ELSE ' (switched off)' END, 7
    FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid
    WHERE r.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
  ) all_objects ORDER BY place, owner, name`

type Mender = (object: PostgresqlObject, isPresent: boolean) => Sql[]

const MENDERS: Record<string, Mender> = {
  function: ({ definition }) => [statement(definition)],
  column: mendColumn,
  constraint: mendConstraint,
  index: ({ name, definition }) => [
    sql`DROP INDEX IF EXISTS ${identifier(name)}`,
    statement(definition),
  ],
  trigger: ({ name, owner, definition }) => [
    sql`DROP TRIGGER IF EXISTS ${identifier(name)} ON ${identifier(owner)}`,
    statement(definition),
  ],
}

function mendConstraint({ name, owner, definition }: PostgresqlObject): Sql[] {
  const [table, rule] = [identifier(owner), identifier(name)]
  return [
    sql`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${rule} CASCADE`,
    sql`ALTER TABLE ${table} ADD CONSTRAINT ${rule} ${statement(definition)}`,
  ]
}

function mendColumn({ name, owner, definition }: PostgresqlObject, isPresent: boolean): Sql[] {
  const [table, column] = [identifier(owner), identifier(name)]
  if (!isPresent) return [sql`ALTER TABLE ${table} ADD COLUMN ${column} ${statement(definition)}`]
  const [, fallback] = definition.split(' DEFAULT ')
  const steps =
    fallback === undefined
      ? []
      : [sql`ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT ${statement(fallback)}`]
  if (definition.includes(' NOT NULL')) {
    steps.push(sql`ALTER TABLE ${table} ALTER COLUMN ${column} SET NOT NULL`)
  }
  return steps
}
