import { join, sql, type Read, type Sql } from '../../db/doors.ts'
import { readFacts } from '../../db/facts.ts'
import { identifier, rowIdentity } from '../../db/identifier.ts'
import { asJson, columnOfJson, rowAsJson } from '../../db/json-row.ts'
import type { Finding, Patient, RepairedRow, RepairedRows, Symptom, Treatment } from './finding.ts'

/** Rows of one table that are wrong, and what becomes of them. */
export type RowRepair = {
  code: string
  text: string
  plan: string
  table: string
  /** Which rows; the table is called `t`. */
  where: Sql
  /** The new values by column; without it the rows are removed. */
  set?: Record<string, Sql>
  /** True: the rows are nobody's to read, so neither the page nor the report shows them. */
  isSecret?: boolean
}

const SHOWN = 5
const TELLING =
  'id post_id tag_id category_id operation_id name key slug path number title source'.split(' ')

/** A symptom that consists of wrong rows; `list` says which could be there. */
export function rowSymptom(
  list: (patient: Patient) => RowRepair[] | Promise<RowRepair[]>,
): Symptom {
  return { find, repair }

  async function find(patient: Patient): Promise<Finding[]> {
    const found: Finding[] = []
    for (const repair of await listPossible(patient)) {
      const finding = await findRows(patient, repair)
      if (finding.count > 0) found.push(finding)
    }
    return sumUp(found)
  }

  async function repair(treatment: Treatment): Promise<void> {
    const patient = await lookAgain(treatment)
    for (const each of await listPossible(patient)) {
      const done = await repairRows(treatment, each, listColumns(patient, each.table))
      if (done.count > 0) treatment.repairs.push(done)
    }
  }

  async function listPossible(patient: Patient): Promise<RowRepair[]> {
    const repairs = await list(patient)
    return repairs.filter(({ table }) => patient.facts.tables.has(table))
  }
}

/** The database as it is in the middle of its treatment. */
export async function lookAgain(treatment: Treatment): Promise<Patient> {
  const { tx, expected, now, files } = treatment
  const { blueprint } = expected
  return { read: tx, facts: await readFacts(tx), blueprint, expected, now, files }
}

/** Adds up what several repairs found of one code. */
export function sumUp(found: Finding[]): Finding[] {
  const byCode = new Map<string, Finding>()
  for (const finding of found) {
    const known = byCode.get(finding.code)
    const rows = [...(known?.rows ?? []), ...finding.rows].slice(0, SHOWN)
    byCode.set(finding.code, { ...finding, count: (known?.count ?? 0) + finding.count, rows })
  }
  return [...byCode.values()]
}

/** The columns of a table that are there and that the program knows. */
export function listColumns(
  { facts, blueprint }: Pick<Patient, 'facts' | 'blueprint'>,
  table: string,
): string[] {
  const known = blueprint.columns.get(table) ?? []
  return known.map(({ name }) => name).filter(name => facts.columns.has(`${table}.${name}`))
}

async function findRows(
  patient: Patient,
  { code, text, plan, table, where, isSecret = false }: RowRepair,
): Promise<Finding> {
  const { read } = patient
  const [counted] = await read.query<{ count: number | bigint }>(
    sql`SELECT count(*) AS count FROM ${identifier(table)} AS t WHERE ${where}`,
  )
  const count = Number(counted?.count ?? 0)
  const columns = listColumns(patient, table).filter(name => TELLING.includes(name))
  const rows = count === 0 || isSecret ? [] : await listSamples(read, { table, where, columns })
  return { code, text, plan, count, rows }
}

async function listSamples(
  read: Pick<Read, 'dialect' | 'query'>,
  { table, where, columns }: { table: string; where: Sql; columns: string[] },
): Promise<string[]> {
  const rows = await read.query<{ json: string }>(sql`
    SELECT ${rowAsJson(read.dialect, columns)} AS json FROM ${identifier(table)} AS t
    WHERE ${where} LIMIT ${SHOWN}`)
  return rows.map(({ json }) => describeRow(table, JSON.parse(json) as Record<string, unknown>))
}

function describeRow(table: string, row: Record<string, unknown>): string {
  const parts = Object.entries(row).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return `${table}: ${parts.slice(0, 4).join(', ')}`
}

async function repairRows(
  treatment: Treatment,
  repair: RowRepair,
  columns: string[],
): Promise<RepairedRows> {
  const { code, table, isSecret = false } = repair
  if (isSecret) {
    const { tx } = treatment
    const count = await tx.execute(sql`DELETE FROM ${identifier(table)} AS t WHERE ${repair.where}`)
    return { code, table, rows: [], count }
  }
  const rows = repair.set
    ? await changeRows(treatment, { ...repair, set: repair.set })
    : await removeRows(treatment, repair, columns)
  return { code, table, rows, count: rows.length }
}

async function removeRows(
  { tx }: Treatment,
  { table, where }: RowRepair,
  columns: string[],
): Promise<RepairedRow[]> {
  const rows = await tx.query<{ json: string }>(sql`
    SELECT ${rowAsJson(tx.dialect, columns)} AS json FROM ${identifier(table)} AS t WHERE ${where}`)
  if (rows.length > 0) {
    await tx.execute(sql`DELETE FROM ${identifier(table)} AS t WHERE ${where}`)
  }
  return rows.map(({ json }) => ({ key: '{}', before: json, after: null }))
}

// One row after another: what one becomes may depend on what the others still are.
async function changeRows(
  treatment: Treatment,
  { table, where, set }: RowRepair & { set: Record<string, Sql> },
): Promise<RepairedRow[]> {
  const { tx, expected } = treatment
  const { dialect } = tx
  const columns = Object.keys(set)
  const keys = expected.blueprint.keys.find(key => key.table === table)?.columns ?? []
  const rows = await tx.query<
    { rid: number | string } & Record<'key' | 'before' | 'after', string>
  >(sql`
    SELECT ${dialect === 'sqlite' ? rowIdentity(dialect) : sql`t.ctid::text`} AS rid,
      ${rowAsJson(dialect, keys)} AS key, ${rowAsJson(dialect, columns)} AS before,
      ${asJson(dialect, set)} AS after
    FROM ${identifier(table)} AS t WHERE ${where}`)
  for (const { rid, after } of rows) {
    const values = columns.map(
      column =>
        sql`${identifier(column)} = ${columnOfJson(dialect, { table, column, json: after })}`,
    )
    const which = dialect === 'sqlite' ? sql`rowid = ${rid}` : sql`ctid = CAST(${rid} AS tid)`
    await tx.execute(sql`UPDATE ${identifier(table)} SET ${join(values)} WHERE ${which}`)
  }
  return rows.map(({ key, before, after }) => ({ key: keyNow(key, after), before, after }))
}

function keyNow(key: string, after: string): string {
  const now = { ...(JSON.parse(key) as object) } as Record<string, unknown>
  for (const [column, value] of Object.entries(JSON.parse(after) as object)) {
    if (column in now) now[column] = value
  }
  return JSON.stringify(now)
}
