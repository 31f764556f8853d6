import { sql, type Sql, type Tx } from '../db/doors.ts'
import type { RowChange } from './operations.ts'

/** Makes settings what an operation's rows say; one that had no value has its default again. */
export async function applySettings(tx: Tx, operationId: number): Promise<void> {
  const rows = sql`FROM operation_rows WHERE operation_id = ${operationId} AND entity = 'setting'`
  await tx.execute(sql`DELETE FROM settings WHERE name IN (SELECT field ${rows} AND after IS NULL)`)
  await tx.execute(sql`
    INSERT INTO settings (name, value) SELECT field, after ${rows} AND after IS NOT NULL
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
}

/** A row of an operation whose setting has another value by now than the operation gave it. */
export const isSettingMoved: Sql = sql`(entity = 'setting' AND COALESCE(after, '') <> COALESCE((
  SELECT s.value FROM settings s WHERE s.name = field), ''))`

/** Does something, and gives the settings that it changed, as cells. */
export async function watchSettings(tx: Tx, change: () => Promise<void>): Promise<RowChange[]> {
  const before = await readValues(tx)
  await change()
  const after = await readValues(tx)
  return [...new Set([...before.keys(), ...after.keys()])].map(field => ({
    ...{ entity: 'setting', entityId: 0, field },
    ...{ before: before.get(field) ?? null, after: after.get(field) ?? null },
  }))
}

async function readValues(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.setting.findMany()
  return new Map(rows.map(({ name, value }) => [name, value]))
}
