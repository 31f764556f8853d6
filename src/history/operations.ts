import { join, sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'

/** A sentence with its parameters, stored as it was meant and translated where it is shown. */
export type Summary = { text: string } & Record<string, string | number>

export type OperationStart = { kind: string; summary: Summary; actorId: number | null }

/** One cell that an operation changes; see `OperationRow` in the schema. */
export type RowChange = {
  entity: Entity
  entityId: number
  otherId?: number
  field: string
  before: string | null
  after: string | null
}

export type Entity =
  | 'post'
  | 'draft'
  | 'blog_tag'
  | 'tag'
  | 'tag_alias'
  | 'tag_redirect'
  | 'category'
  | 'category_alias'
  | 'category_redirect'
  | 'post_redirect'
  | 'series'
  | 'series_post'
  | 'import'
  | 'forward'
  | 'media'
  | 'user'
  | 'setting'

const CHUNK = 500

/** Opens an operation; its rows say what it changes, `applyRows` changes it. Gives its id. */
export async function startOperation(
  tx: Tx,
  { kind, summary, actorId }: OperationStart,
  now: Date,
): Promise<number> {
  const operation = await tx.operation.create({
    data: { kind, summary: JSON.stringify(summary), actorId, createdAt: now },
  })
  return operation.id
}

/** Adds rows one by one, for the few that SQL cannot compute in a set. */
export async function recordRows(tx: Tx, operationId: number, changes: RowChange[]): Promise<void> {
  for (let start = 0; start < changes.length; start += CHUNK) {
    const rows = changes.slice(start, start + CHUNK).map(
      ({ entity, entityId, otherId = 0, field, before, after }) => sql`(
        ${integer(operationId)}, ${entity}, ${integer(entityId)}, ${integer(otherId)},
        ${field}, ${before}, ${after})`,
    )
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      VALUES ${join(rows)}`)
  }
}

/** Writes the final sentence of an operation, when its numbers are known at last. */
export async function summarise(tx: Tx, operationId: number, summary: Summary): Promise<void> {
  await tx.operation.update({
    where: { id: operationId },
    data: { summary: JSON.stringify(summary) },
  })
}

/** Forgets an operation that turned out to change nothing. */
export async function dropOperation(tx: Tx, operationId: number): Promise<void> {
  await tx.operation.delete({ where: { id: operationId } })
}
