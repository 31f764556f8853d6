import { join, sql, type Read, type Tx } from '../db/doors.ts'
import type { Category, Tag } from '../db/generated/sqlite/client.ts'
import { applyRows } from '../history/apply.ts'
import {
  startOperation,
  summarise,
  type Entity,
  type RowChange,
  type Summary,
} from '../history/operations.ts'
import { joinAsCell } from '../history/kept-row.ts'
import { termAsText } from '../history/terms.ts'
import { integer } from '../db/moment.ts'
import type { Vocabulary } from './vocabulary.ts'

export type Term = Tag | Category

/** Who does something, and when. */
export type Who = { actor: { id: number | null }; now: Date }

export type Done = { operationId: number; summary: Summary }

/** Runs one vocabulary operation: `record` adds its rows and gives its sentence, then it is applied. */
export async function runOperation(
  tx: Tx,
  { kind, actorId, movesVersion }: { kind: string; actorId: number | null; movesVersion: boolean },
  now: Date,
  record: (operationId: number) => Promise<Summary>,
): Promise<Done> {
  const operationId = await startOperation(tx, { kind, summary: { text: '' }, actorId }, now)
  const summary = await record(operationId)
  await applyRows(tx, operationId, now, { movesVersion })
  await summarise(tx, operationId, summary)
  return { operationId, summary }
}

/** Finds a tag or a category by its id. */
export function findTermById(
  read: Pick<Read, 'tag' | 'category'>,
  { kind }: Vocabulary,
  id: number,
): Promise<Term | null> {
  const where = { id }
  return kind === 'tag' ? read.tag.findUnique({ where }) : read.category.findUnique({ where })
}

/** The row of a term changed, added (`before` null) or removed (`after` null). */
export function termChange(
  { kind }: Vocabulary,
  id: number,
  before: Term | null,
  after: Term | null,
): RowChange {
  return {
    entity: kind,
    entityId: id,
    field: 'row',
    before: before && termAsText(before),
    after: after && termAsText(after),
  }
}

export const aliasEntity = ({ kind }: Vocabulary): Entity =>
  kind === 'tag' ? 'tag_alias' : 'category_alias'

export const redirectEntity = ({ kind }: Vocabulary): Entity =>
  kind === 'tag' ? 'tag_redirect' : 'category_redirect'

type Former = { key: string; name: string }

/** The other names and the former addresses that lead to a term. */
export async function listFormer(
  tx: Tx,
  { aliases, termId }: Vocabulary,
  id: number,
): Promise<{ names: Former[]; paths: string[] }> {
  const names = await tx.query<Former>(
    sql`SELECT key, name FROM ${aliases} WHERE ${termId} = ${id} ORDER BY id`,
  )
  const redirects = await tx.query<{ path: string }>(
    sql`SELECT path FROM redirects WHERE ${termId} = ${id} ORDER BY id`,
  )
  return { names, paths: redirects.map(({ path }) => path) }
}

/** Lets go of all names and addresses of some terms, or hands them to another one. */
export async function recordFormer(
  tx: Tx,
  vocabulary: Vocabulary,
  operationId: number,
  { from, to }: { from: number[]; to: number | null },
): Promise<void> {
  const { aliases, termId } = vocabulary
  const operation = integer(operationId)
  const owned = sql`${termId} IN (${join(from)}) ORDER BY id`
  for (const [entity, key, name, table] of [
    [aliasEntity(vocabulary), sql`"key"`, sql`name`, aliases],
    [redirectEntity(vocabulary), sql`path`, sql`path`, sql`redirects`],
  ] as const) {
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      SELECT ${operation}, ${entity}, ${termId}, 0, ${key}, ${name}, NULL
      FROM ${table} WHERE ${owned}`)
    if (to === null) continue
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      SELECT ${operation}, ${entity}, ${integer(to)}, 0, ${key}, NULL, ${name}
      FROM ${table} WHERE ${owned}`)
  }
}

/** Takes tags off every post, or categories; the posts keep everything else. */
export async function recordLeaving(
  tx: Tx,
  { kind }: Vocabulary,
  operationId: number,
  ids: number[],
): Promise<void> {
  const operation = integer(operationId)
  await tx.execute(
    kind === 'tag'
      ? sql`
        INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
        SELECT ${operation}, 'blog_tag', b.post_id, b.tag_id, 'position', ${joinAsCell(tx.dialect)}, NULL
        FROM blog_tag b WHERE b.tag_id IN (${join(ids)})`
      : sql`
        INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
        SELECT ${operation}, 'post', id, 0, 'category_id', CAST(category_id AS TEXT), NULL
        FROM posts WHERE category_id IN (${join(ids)})`,
  )
}

/** How many posts an operation touches. */
export async function countOperationPosts(tx: Tx, operationId: number): Promise<number> {
  const rows = await tx.query<{ count: number | bigint }>(sql`
    SELECT count(DISTINCT entity_id) AS count FROM operation_rows
    WHERE operation_id = ${operationId} AND entity IN ('post', 'blog_tag')`)
  return Number(rows[0]?.count ?? 0)
}
