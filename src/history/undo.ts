import { empty, sql, type Database, type Sql, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { mark } from '../i18n/translate.ts'
import { tellAsOne } from '../outbox/operations.ts'
import { ADDED_FIELD } from './added-posts.ts'
import { applyRows } from './apply.ts'
import { keptPosts, listKeptPosts, type Undoer } from './changed.ts'
import { findTermConflict } from './conflicts.ts'
import { findImportConflict, leftByImportUndo, removeMade } from './import-undo.ts'
import { findUseConflict } from './in-use.ts'
import { joinAsCell } from './kept-row.ts'
import { startOperation, type Summary } from './operations.ts'
import { removeLostTerms } from './orphans.ts'
import { findSeriesConflict } from './series.ts'

type Done = {
  ok: true
  operationId: number
  /** Posts that were left alone: changed since in what the operation had changed, or not the undoer's. */
  keptPosts: number[]
  restoredPosts: number
  /** True when this undo cannot be undone in its turn: it removed posts that an import had added. */
  isFinal: boolean
}

export type Undone = Done | { ok: false; reason: Summary }

/** The kind of an undo that cannot be undone: it removed posts. */
export const UNDO_IMPORT = 'undo-import'

/** Thrown inside the transaction when a part cannot be taken back, so that nothing of it stays. */
class UndoRefused extends Error {
  readonly reason: Summary

  constructor(reason: Summary) {
    super(reason.text)
    this.reason = reason
  }
}

/**
 * Takes an operation back exactly, in one transaction: its rows turned round, as a new operation
 * that can be undone in its turn; a plan part by part, the last first. What no longer is as the
 * operation left it stays as it is and is listed.
 */
export async function undoOperation(
  db: Pick<Database, 'write'>,
  operationId: number,
  actor: Undoer,
  now: Date,
): Promise<Undone> {
  try {
    return await db.write(tx => takeBack(tx, operationId, actor, now))
  } catch (error) {
    if (error instanceof UndoRefused) return { ok: false, reason: error.reason }
    throw error
  }
}

async function takeBack(tx: Tx, operationId: number, actor: Undoer, now: Date): Promise<Done> {
  const operation = await tx.operation.findUnique({
    where: { id: operationId },
    include: { undone: true, parts: { orderBy: { id: 'desc' }, select: { id: true } } },
  })
  if (!operation) throw new UndoRefused({ text: mark('This operation does not exist.') })
  if (operation.kind === UNDO_IMPORT) {
    const text = mark('Posts of an import do not come back by an undo: import them again.')
    throw new UndoRefused({ text })
  }
  if (operation.undone) {
    throw new UndoRefused({ text: mark('This operation was undone already.') })
  }
  const summary = JSON.parse(operation.summary) as Summary
  const undoId = await startOperation(tx, { kind: 'undo', summary, actorId: actor.id }, now)
  await tx.operation.update({ where: { id: undoId }, data: { undoOfId: operationId } })
  const keptPosts =
    operation.parts.length > 0
      ? await takeBackParts(tx, { parts: operation.parts, undoId }, actor, now)
      : await takeBackRows(tx, { operation, undoId }, actor, now)
  const restoredPosts = await countPosts(tx, undoId)
  const isFinal = await closeRemoval(tx, undoId)
  return { ok: true, operationId: undoId, keptPosts, restoredPosts, isFinal }
}

async function takeBackParts(
  tx: Tx,
  { parts, undoId }: { parts: { id: number }[]; undoId: number },
  actor: Undoer,
  now: Date,
): Promise<number[]> {
  const kept = new Set<number>()
  for (const part of parts) {
    const undone = await takeBack(tx, part.id, actor, now)
    await tx.operation.update({ where: { id: undone.operationId }, data: { parentId: undoId } })
    for (const id of undone.keptPosts) kept.add(id)
  }
  await tellAsOne(tx, undoId, now)
  return [...kept]
}

async function takeBackRows(
  tx: Tx,
  { operation, undoId }: { operation: { id: number; kind: string }; undoId: number },
  actor: Undoer,
  now: Date,
): Promise<number[]> {
  const { id: operationId, kind } = operation
  const isImport = kind === 'import'
  const posts = await listKeptPosts(tx, operationId, actor)
  const kept = posts.length > 0 ? keptPosts(tx.dialect, operationId, actor) : null
  const conflict = isImport
    ? await findImportConflict(tx, operationId, now)
    : ((await findTermConflict(tx, operationId)) ??
      (await findSeriesConflict(tx, operationId)) ??
      (await findUseConflict(tx, operationId, kept)))
  if (conflict) throw new UndoRefused(conflict)
  const left = isImport ? leftByImportUndo(kept) : null
  await turnRows(tx, { from: operationId, to: undoId, kept, left })
  await applyRows(tx, undoId, now)
  if (isImport) await removeMade(tx, { operationId, undoId }, now)
  else await removeLostTerms(tx, undoId)
  return posts
}

// What an import added is not kept in the history: it comes back by importing it again.
async function closeRemoval(tx: Tx, undoId: number): Promise<boolean> {
  const removed = await tx.operationRow.findFirst({
    where: { operationId: undoId, entity: 'post', field: ADDED_FIELD },
  })
  if (removed) await tx.operation.update({ where: { id: undoId }, data: { kind: UNDO_IMPORT } })
  return removed !== null
}

async function countPosts(tx: Tx, operationId: number): Promise<number> {
  const rows = await tx.query<{ posts: number | bigint }>(sql`
    SELECT count(DISTINCT entity_id) AS posts FROM operation_rows
    WHERE operation_id IN (SELECT id FROM operations
        WHERE id = ${operationId} OR parent_id = ${operationId})
      AND entity IN ('post', 'blog_tag')`)
  return Number(rows[0]?.posts ?? 0)
}

// The rows of the posts that are left alone are left out.
async function turnRows(
  tx: Tx,
  { from, to, kept, left }: { from: number; to: number; kept: Sql | null; left: Sql | null },
): Promise<void> {
  const taken = kept
    ? sql`(entity NOT IN ('post', 'blog_tag', 'post_redirect', 'import')
        OR entity_id NOT IN (${kept}))`
    : sql`1 = 1`
  const turned = left ? sql`AND NOT (${left})` : empty
  // A tag may have got another place on its post since: a redo puts it back as it stands now.
  const present = sql`CASE WHEN entity = 'blog_tag' AND after IS NOT NULL THEN (
    SELECT ${joinAsCell(tx.dialect)} FROM blog_tag b WHERE b.post_id = entity_id AND b.tag_id = other_id)
    ELSE after END`
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(to)}, entity, entity_id, other_id, field, ${present}, before
    FROM operation_rows
    WHERE operation_id = ${from} AND ${taken} ${turned} ORDER BY id`)
}
