import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { join, sql, type Sql, type Tx } from '../../db/doors.ts'
import { identifier } from '../../db/identifier.ts'
import { columnOfJson } from '../../db/json-row.ts'
import { undoOperation } from '../../history/undo.ts'
import { mark } from '../../i18n/translate.ts'
import type { RepairedRow, RepairedRows } from './finding.ts'
import { tryInside } from './savepoint.ts'
import { writeReport, type NamedReport, type NotUndone } from './report.ts'

const CHANGED = mark('It was changed since.')
const REFUSED = mark('The rules of the database refuse it.')

/** How many things were put back, and in words what was not. */
export type UndoneRepair = { restored: number; notUndone: NotUndone[] }

/**
 * Takes a repair back as far as the rules of the database allow: its operations of the history one
 * by one, then its rows in one transaction, always the last first. What was changed since, or what
 * the rules refuse now (the second copy of a pair, a reference to nothing), stays as it is and is
 * listed. The rules themselves stay; who wants the damaged SQLite file back has its copy. Null: there
 * is nothing to take back, as the report is of a repair that was undone already or never ended.
 */
export async function undoRepair(
  { config, db, now }: Pick<Context, 'config' | 'db' | 'now'>,
  { name, ...report }: NamedReport,
  actorId: number | null,
): Promise<UndoneRepair | null> {
  if (report.state !== 'done') return null
  const notUndone: NotUndone[] = []
  for (const id of [...report.operations].reverse()) {
    const outcome = await undoOperation(db, id, { id: actorId }, now())
    if (!outcome.ok) notUndone.push({ what: `operations: id ${id}`, why: outcome.reason })
  }
  const operations = report.operations.length - notUndone.length
  const rows = await db.write(tx => restoreAll(tx, report.repairs))
  const undone = {
    restored: operations + rows.restored,
    notUndone: [...notUndone, ...rows.notUndone],
  }
  writeReport(config.dataDir, name, { ...report, state: 'undone', notUndone: undone.notUndone })
  return undone
}

async function restoreAll(tx: Tx, repairs: RepairedRows[]): Promise<UndoneRepair> {
  const result: UndoneRepair = { restored: 0, notUndone: [] }
  for (const repair of [...repairs].reverse()) await restoreRows(tx, repair, result)
  await bumpContentVersion(tx)
  return result
}

async function restoreRows(tx: Tx, { table, rows }: RepairedRows, result: UndoneRepair) {
  for (const row of [...rows].reverse()) {
    const tried = await tryInside(tx, () => restoreRow(tx, table, row))
    if (tried && tried.result > 0) result.restored += 1
    else
      result.notUndone.push({
        what: `${table}: ${row.before ?? row.after ?? ''}`,
        why: { text: tried ? CHANGED : REFUSED },
      })
  }
}

function restoreRow(tx: Tx, table: string, { key, before, after }: RepairedRow): Promise<number> {
  const rows = identifier(table)
  if (before === null) return tx.execute(sql`DELETE FROM ${rows} WHERE ${isThis(tx, table, key)}`)
  const columns = Object.keys(JSON.parse(before) as object)
  const values = columns.map(column => columnOfJson(tx.dialect, { table, column, json: before }))
  if (after === null) {
    const names = join(columns.map(identifier))
    return tx.execute(sql`INSERT INTO ${rows} (${names}) VALUES (${join(values)})`)
  }
  const assignments = columns.map((column, at) => sql`${identifier(column)} = ${values[at]}`)
  return tx.execute(sql`
    UPDATE ${rows} SET ${join(assignments)}
    WHERE ${isThis(tx, table, key)} AND ${isThis(tx, table, after)}`)
}

/** The row that has these values. */
function isThis(tx: Tx, table: string, json: string): Sql {
  const columns = Object.entries(JSON.parse(json) as Record<string, unknown>)
  return join(
    columns.map(([column, value]) =>
      value === null
        ? sql`${identifier(column)} IS NULL`
        : sql`${identifier(column)} = ${columnOfJson(tx.dialect, { table, column, json })}`,
    ),
    ' AND ',
  )
}
