import { sql, type Read } from '../../db/doors.ts'
import { identifier } from '../../db/identifier.ts'
import { mark } from '../../i18n/translate.ts'
import type { Patient, Symptom } from './finding.ts'
import { lookAgain } from './rows.ts'

/**
 * Rows with numbers that PostgreSQL has not given out yet: it would give them to the next rows, which
 * are then refused. SQLite looks at the rows themselves.
 */
export const numbers: Symptom = {
  find: async patient => {
    const behind = await listBehind(patient)
    const rows = behind.map(({ table, last, top }) => `${table}: ${last} < ${top}`)
    const text = mark(
      'A table holds numbers that are still to be given out, so new rows are refused.',
    )
    const plan = mark('The next number follows the highest one.')
    return rows.length > 0 ? [{ code: 'numbers-behind', text, plan, count: rows.length, rows }] : []
  },
  repair: async treatment => {
    const { tx, repairs } = treatment
    for (const { table, top } of await listBehind(await lookAgain(treatment))) {
      await tx.query(
        sql`SELECT setval(pg_get_serial_sequence(${table}, 'id'), CAST(${top} AS BIGINT))::int AS set`,
      )
      repairs.push({ code: 'numbers-behind', table, rows: [], count: 1 })
    }
  },
}

type Behind = { table: string; last: number; top: number }

async function listBehind({ read, blueprint }: Patient): Promise<Behind[]> {
  if (read.dialect === 'sqlite') return []
  const numbered = blueprint.keys.filter(({ columns }) => columns.join() === 'id')
  const found = await Promise.all(numbered.map(({ table }) => compareNumbers(read, table)))
  return found.filter(({ last, top }) => top > last)
}

async function compareNumbers(read: Pick<Read, 'query'>, table: string): Promise<Behind> {
  const [sequence] = await read.query<{ name: string | null }>(
    sql`SELECT pg_get_serial_sequence(${table}, 'id') AS name`,
  )
  if (!sequence?.name) return { table, last: 0, top: 0 }
  const [row] = await read.query<{ last: number | bigint; top: number | bigint }>(sql`
    SELECT COALESCE(max(id), 0) AS top,
      COALESCE(pg_sequence_last_value(CAST(${sequence.name} AS regclass)), 0) AS last
    FROM ${identifier(table)}`)
  return { table, last: Number(row?.last ?? 0), top: Number(row?.top ?? 0) }
}
