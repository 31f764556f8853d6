import { OBJECTS, type Blueprint, type Column, type SchemaObject } from './blueprint.ts'
import { join, sql, type Read, type Sql, type Tx } from './doors.ts'
import { identifier, statement } from './identifier.ts'
import type { StructureFault } from './structure.ts'

type Door = Pick<Read, 'query'>

/** Compares each statement of `sqlite_master` with that of the migrations, a table part by part. */
export async function findSqliteFaults(
  read: Door,
  { objects }: Blueprint,
): Promise<StructureFault[]> {
  const present = await listObjects(read)
  return objects.flatMap(object =>
    listLost(object, present.get(object.name)).map(detail => ({
      ...{ name: object.table, detail },
    })),
  )
}

/** Makes the tables that are missing; they are empty. */
export async function addSqliteTables(tx: Tx, { objects }: Blueprint): Promise<void> {
  const present = await listObjects(tx)
  for (const object of objects) {
    if (object.type === 'table' && !present.has(object.name))
      await tx.execute(statement(object.sql))
  }
}

/** Makes damaged tables anew around their rows, then what belongs to them. */
export async function mendSqlite(tx: Tx, { objects, columns }: Blueprint): Promise<void> {
  const damaged = await listObjects(tx)
  for (const table of objects.filter(({ type }) => type === 'table')) {
    const present = damaged.get(table.name)
    if (listLost(table, present).length === 0) continue
    const known = columns.get(table.name)
    if (present && known) await rebuildTable(tx, table, known)
    else await replaceObject(tx, table, present)
  }
  const left = await listObjects(tx)
  for (const object of objects) {
    const present = left.get(object.name)
    if (listLost(object, present).length > 0) await replaceObject(tx, object, present)
  }
}

async function listObjects(read: Door): Promise<Map<string, SchemaObject>> {
  const rows = await read.query<SchemaObject>(statement(OBJECTS))
  return new Map(rows.map(row => [row.name, row]))
}

// A table may have more than ours, such as a column of somebody's own: only what is lost counts.
function listLost(object: SchemaObject, present: SchemaObject | undefined): string[] {
  if (!present) return [oneLine(object.sql)]
  if (object.type === 'table' && !object.sql.includes('VIRTUAL')) {
    const kept = new Set(listParts(present.sql))
    return listParts(object.sql).filter(part => !kept.has(part))
  }
  return oneLine(object.sql) === oneLine(present.sql) ? [] : [oneLine(object.sql)]
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** The columns and rules of a CREATE TABLE, one line each. */
function listParts(create: string): string[] {
  const body = create.slice(create.indexOf('(') + 1, create.lastIndexOf(')'))
  const parts = ['']
  let depth = 0
  for (const char of body) {
    if (char === '(') depth += 1
    if (char === ')') depth -= 1
    if (char === ',' && depth === 0) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${char}`)
  }
  return parts.map(oneLine)
}

async function replaceObject(
  tx: Tx,
  object: SchemaObject,
  present: SchemaObject | undefined,
): Promise<void> {
  if (present) {
    const kinds: Record<string, Sql> = {
      table: sql`TABLE`,
      index: sql`INDEX`,
      trigger: sql`TRIGGER`,
    }
    await tx.execute(sql`DROP ${kinds[present.type] ?? sql`VIEW`} ${identifier(object.name)}`)
  }
  await tx.execute(statement(object.sql))
}

// Renaming would have SQLite look at every trigger that names the table; copying there and back does not.
async function rebuildTable(tx: Tx, { name, sql: create }: SchemaObject, known: Column[]) {
  const table = identifier(name)
  const present = await tx.query<{ name: string; type: string }>(
    sql`SELECT name, type FROM pragma_table_info(${name})`,
  )
  const [sequence] = await tx.query<{ seq: number | bigint }>(
    sql`SELECT seq FROM sqlite_sequence WHERE name = ${name}`,
  )
  await tx.execute(sql`CREATE TABLE doctor_copy AS SELECT * FROM ${table}`)
  await tx.execute(sql`DROP TABLE ${table}`)
  await tx.execute(statement(create))
  await copyRowsBack(tx, { table, known, present })
  await tx.execute(sql`DROP TABLE doctor_copy`)
  if (sequence) {
    await tx.execute(sql`
      UPDATE sqlite_sequence SET seq = max(seq, ${Number(sequence.seq)}) WHERE name = ${name}`)
  }
}

async function copyRowsBack(
  tx: Tx,
  {
    table,
    known,
    present,
  }: { table: Sql; known: Column[]; present: { name: string; type: string }[] },
): Promise<void> {
  const theirs = present.filter(({ name }) => !known.some(column => column.name === name))
  for (const { name, type } of theirs) {
    await tx.execute(sql`ALTER TABLE ${table} ADD COLUMN ${quoted(name)} ${statement(type)}`)
  }
  const shared = known.filter(column => present.some(({ name }) => name === column.name))
  const missing = known.filter(column => column.required && !shared.includes(column))
  const names = [
    ...[...shared, ...missing].map(({ name }) => name),
    ...theirs.map(({ name }) => name),
  ]
  const values = [
    ...shared.map(({ name }) => quoted(name)),
    ...missing.map(({ fallback }) => statement(fallback)),
    ...theirs.map(({ name }) => quoted(name)),
  ]
  await tx.execute(sql`
    INSERT INTO ${table} (${join(names.map(quoted))}) SELECT ${join(values)} FROM doctor_copy`)
}

const quoted = (name: string): Sql => statement(`"${name.replaceAll('"', '""')}"`)
