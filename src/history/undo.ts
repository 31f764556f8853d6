import { sql, type Database, type Read, type Tx } from '../db/doors.ts'
import { integer, momentAsText } from '../db/moment.ts'
import { mark } from '../i18n/translate.ts'
import { applyRows } from './apply.ts'
import { findTermConflict } from './conflicts.ts'
import { findUseConflict } from './in-use.ts'
import { startOperation, type Summary } from './operations.ts'
import { removeLostTerms } from './orphans.ts'

type Done = {
  ok: true
  operationId: number
  /** Posts that were changed since in what the operation had changed: left alone. */
  keptPosts: number[]
  restoredPosts: number
}

export type Undone = Done | { ok: false; reason: Summary }

/** Thrown inside the transaction when a part cannot be taken back, so that nothing of it stays. */
class UndoRefused extends Error {
  readonly reason: Summary

  constructor(reason: Summary) {
    super(reason.text)
    this.reason = reason
  }
}

type Actor = { id: number | null }

/**
 * Takes an operation back exactly, in one transaction: its rows turned round, as a new operation
 * that can be undone in its turn; a plan part by part, the last first. What no longer is as the
 * operation left it stays as it is and is listed.
 */
export async function undoOperation(
  db: Pick<Database, 'write'>,
  operationId: number,
  actor: Actor,
  now: Date,
): Promise<Undone> {
  try {
    return await db.write(tx => takeBack(tx, operationId, actor, now))
  } catch (error) {
    if (error instanceof UndoRefused) return { ok: false, reason: error.reason }
    throw error
  }
}

async function takeBack(tx: Tx, operationId: number, actor: Actor, now: Date): Promise<Done> {
  const operation = await tx.operation.findUnique({
    where: { id: operationId },
    include: { undone: true, parts: { orderBy: { id: 'desc' }, select: { id: true } } },
  })
  if (!operation) throw new UndoRefused({ text: mark('This operation does not exist.') })
  if (operation.undone) {
    throw new UndoRefused({ text: mark('This operation was undone already.') })
  }
  const summary = JSON.parse(operation.summary) as Summary
  const undoId = await startOperation(tx, { kind: 'undo', summary, actorId: actor.id }, now)
  await tx.operation.update({ where: { id: undoId }, data: { undoOfId: operationId } })
  const keptPosts =
    operation.parts.length > 0
      ? await takeBackParts(tx, { parts: operation.parts, undoId }, actor, now)
      : await takeBackRows(tx, { operationId, undoId }, now)
  return { ok: true, operationId: undoId, keptPosts, restoredPosts: await countPosts(tx, undoId) }
}

async function takeBackParts(
  tx: Tx,
  { parts, undoId }: { parts: { id: number }[]; undoId: number },
  actor: Actor,
  now: Date,
): Promise<number[]> {
  const kept = new Set<number>()
  for (const part of parts) {
    const undone = await takeBack(tx, part.id, actor, now)
    await tx.operation.update({ where: { id: undone.operationId }, data: { parentId: undoId } })
    for (const id of undone.keptPosts) kept.add(id)
  }
  return [...kept]
}

async function takeBackRows(
  tx: Tx,
  { operationId, undoId }: { operationId: number; undoId: number },
  now: Date,
): Promise<number[]> {
  const keptPosts = await listChangedPosts(tx, operationId)
  const conflict =
    (await findTermConflict(tx, operationId)) ?? (await findUseConflict(tx, operationId, keptPosts))
  if (conflict) throw new UndoRefused(conflict)
  await turnRows(tx, { from: operationId, to: undoId, keptPosts })
  await applyRows(tx, undoId, now)
  await removeLostTerms(tx, undoId)
  return keptPosts
}

async function countPosts(tx: Tx, operationId: number): Promise<number> {
  const rows = await tx.query<{ posts: number | bigint }>(sql`
    SELECT count(DISTINCT r.entity_id) AS posts FROM operation_rows r
    JOIN operations o ON o.id = r.operation_id
    WHERE (o.id = ${operationId} OR o.parent_id = ${operationId})
      AND r.entity IN ('post', 'blog_tag')`)
  return Number(rows[0]?.posts ?? 0)
}

/** The posts of an operation whose tags, category, status or dates are no longer what it made of them. */
export async function listChangedPosts(read: Read, operationId: number): Promise<number[]> {
  const publishedAt = momentAsText(read.dialect, sql`p.published_at`)
  const deletedAt = momentAsText(read.dialect, sql`p.deleted_at`)
  const rows = await read.query<{ id: number }>(sql`
    SELECT r.entity_id AS id FROM operation_rows r
    LEFT JOIN posts p ON p.id = r.entity_id
    LEFT JOIN blog_tag b ON b.post_id = r.entity_id AND b.tag_id = r.other_id
    LEFT JOIN tags t ON t.id = r.other_id
    WHERE r.operation_id = ${operationId} AND r.entity = 'blog_tag' AND (
      p.id IS NULL
      OR (r.after IS NULL AND b.post_id IS NOT NULL)
      OR (r.after IS NOT NULL AND b.post_id IS NULL)
      OR (r.before IS NOT NULL AND t.id IS NULL AND NOT EXISTS (
        SELECT 1 FROM operation_rows back WHERE back.operation_id = ${operationId}
          AND back.entity = 'tag' AND back.entity_id = r.other_id AND back.after IS NULL)))
    UNION
    SELECT r.entity_id AS id FROM operation_rows r
    LEFT JOIN posts p ON p.id = r.entity_id
    WHERE r.operation_id = ${operationId} AND r.entity = 'post' AND (
      p.id IS NULL
      OR COALESCE(r.after, '') <> COALESCE(CASE r.field
        WHEN 'category_id' THEN CAST(p.category_id AS TEXT)
        WHEN 'status' THEN p.status
        WHEN 'published_at' THEN ${publishedAt}
        WHEN 'deleted_at' THEN ${deletedAt} END, '')
      OR (r.field = 'category_id' AND r.before IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM categories c WHERE CAST(c.id AS TEXT) = r.before)
        AND NOT EXISTS (
          SELECT 1 FROM operation_rows back WHERE back.operation_id = ${operationId}
            AND back.entity = 'category' AND CAST(back.entity_id AS TEXT) = r.before
            AND back.after IS NULL)))
    ORDER BY id`)
  return rows.map(row => row.id)
}

async function turnRows(
  tx: Tx,
  { from, to, keptPosts }: { from: number; to: number; keptPosts: number[] },
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(to)}, entity, entity_id, other_id, field, after, before FROM operation_rows
    WHERE operation_id = ${from} ORDER BY id`)
  const chunk = 5_000
  for (let start = 0; start < keptPosts.length; start += chunk) {
    await tx.operationRow.deleteMany({
      where: {
        operationId: to,
        entity: { in: ['post', 'blog_tag'] },
        entityId: { in: keptPosts.slice(start, start + chunk) },
      },
    })
  }
}
