import { sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'

/** Makes the memory of what was imported, addresses that lead elsewhere, and files that came with an import what an operation's rows say. */
export async function applyImportMemory(tx: Tx, operationId: number, now: Date): Promise<void> {
  const rows = (entity: string) => sql`operation_rows r
    WHERE r.operation_id = ${operationId} AND r.entity = ${entity}`
  await tx.execute(sql`
    DELETE FROM imports WHERE (source, post_id) IN (
      SELECT r.field, r.entity_id FROM ${rows('import')} AND r.after IS NULL)`)
  await tx.execute(sql`
    INSERT INTO imports (source, checksum, post_id)
    SELECT r.field, r.after, r.entity_id FROM ${rows('import')} AND r.after IS NOT NULL
    ON CONFLICT (source) DO UPDATE SET checksum = excluded.checksum, post_id = excluded.post_id`)
  await tx.execute(sql`
    DELETE FROM forwards WHERE (path, target) IN (
      SELECT r.field, r.before FROM ${rows('forward')} AND r.after IS NULL)`)
  await tx.execute(sql`
    INSERT INTO forwards (path, target, created_at)
    SELECT r.field, r.after, ${moment(tx.dialect, now)} FROM ${rows('forward')} AND r.after IS NOT NULL
    ON CONFLICT (path) DO NOTHING`)
  await tx.execute(sql`
    UPDATE media SET deleted_at = NULL WHERE id IN (
      SELECT r.entity_id FROM ${rows('media')} AND r.after IS NOT NULL)`)
}
