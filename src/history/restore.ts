import { sql, type Read, type Tx } from '../db/doors.ts'
import type { OperationRow } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import { applyRows } from './apply.ts'
import { ADDED_FIELD } from './added-posts.ts'
import { dismissFinding, restoreFinding } from './dismissals.ts'
import { joinAsCell } from './kept-row.ts'
import {
  recordRows,
  startOperation,
  summarise,
  type RowChange,
  type Summary,
} from './operations.ts'
import { removeLostTerms } from './orphans.ts'
import { columnsAsCells } from './post-columns.ts'
import { readTextCell, TEXT_FIELD } from './texts.ts'

/** A post that the undo of an operation left alone; `operationIds` are those whose rows are its own. */
export type LeftAlone = { id: number; operationIds: number[]; postId: number }

type Actor = { id: number; role: string }

export type Restored = { operationId: number; summary: Summary } | null

/**
 * Brings back what one post had before an operation (or before all parts of a plan), whatever
 * happened to it since, as an operation of its own. Tags and categories that are gone cannot come
 * back; null when nothing is left to change.
 */
export async function restorePost(
  tx: Tx,
  left: LeftAlone,
  actor: Actor,
  now: Date,
): Promise<Restored> {
  const { post, changes } = await findLeftPost(tx, left, actor)
  if (!post || changes.length === 0) return null
  const summary = { text: mark('“{name}” was put back as it was before'), name: post.title }
  const operationId = await startOperation(tx, { kind: 'restore', summary, actorId: actor.id }, now)
  await recordRows(tx, operationId, changes)
  await applyRows(tx, operationId, now)
  await removeLostTerms(tx, operationId)
  await summarise(tx, operationId, summary)
  await restoreFinding(tx, keptKey(left.id, left.postId))
  return { operationId, summary }
}

/** Remembers that a post is to stay as it is; null when there is nothing to decide. */
export async function keepPost(
  tx: Tx,
  left: LeftAlone,
  actor: Actor,
  now: Date,
): Promise<{ title: string } | null> {
  const { post, changes } = await findLeftPost(tx, left, actor)
  if (!post || changes.length === 0) return null
  await dismissFinding(tx, keptKey(left.id, left.postId), actor.id, now)
  return post
}

/** The key of the decision to keep a post as it is, after the undo of an operation. */
export const keptKey = (operationId: number, postId: number): string =>
  `${keptPrefix(operationId)}${postId}`

export const keptPrefix = (operationId: number): string => `kept:${operationId}:`

// An author decides only about posts of their own.
async function findLeftPost(tx: Tx, { operationIds, postId }: LeftAlone, { id, role }: Actor) {
  const own = role === 'author' ? { authorId: id } : {}
  const post = await tx.post.findFirst({ where: { id: postId, ...own }, select: { title: true } })
  return { post, changes: post ? await listRestorable(tx, operationIds, postId) : [] }
}

/** The cells of a post that differ from what they were before these operations and can be put back. */
export async function listRestorable(
  read: Read,
  operationIds: number[],
  postId: number,
): Promise<RowChange[]> {
  const rows = await read.operationRow.findMany({
    where: {
      operationId: { in: operationIds },
      ...{ entityId: postId, entity: { in: ['post', 'blog_tag'] } },
    },
    orderBy: { id: 'asc' },
  })
  // What was not there before cannot be put back as it was: whoever does not want it deletes it.
  if (rows.some(row => row.field === ADDED_FIELD)) return []
  const first = new Map<string, OperationRow>()
  for (const row of rows) {
    const cell = `${row.entity} ${row.otherId} ${row.field}`
    if (!first.has(cell)) first.set(cell, row)
  }
  const changes: RowChange[] = []
  for (const row of first.values()) {
    const change = await findChange(read, row)
    if (change) changes.push(change)
  }
  return changes
}

async function findChange(read: Read, row: OperationRow): Promise<RowChange | null> {
  const present = await readCell(read, row)
  const isSame =
    row.entity === 'blog_tag'
      ? (present === null) === (row.before === null)
      : present === row.before
  if (isSame || (row.before !== null && !(await canComeBack(read, row)))) return null
  const { entity, entityId, otherId, field, before } = row
  return {
    ...{ entity: entity === 'blog_tag' ? 'blog_tag' : 'post', entityId, otherId, field },
    ...{ before: present, after: before },
  }
}

async function readCell(
  read: Read,
  { entity, entityId, otherId, field }: OperationRow,
): Promise<string | null> {
  if (entity === 'blog_tag') {
    const [joined] = await read.query<{ cell: string }>(sql`
      SELECT ${joinAsCell(read.dialect)} AS cell FROM blog_tag b
      WHERE b.post_id = ${entityId} AND b.tag_id = ${otherId}`)
    return joined?.cell ?? null
  }
  if (field === TEXT_FIELD) return readTextCell(read, entityId)
  const [row] = await read.query<Record<string, string | null>>(sql`
    SELECT ${columnsAsCells(read.dialect)} FROM posts p WHERE p.id = ${entityId}`)
  return row?.[field] ?? null
}

async function canComeBack(
  read: Read,
  { entity, otherId, field, before }: OperationRow,
): Promise<boolean> {
  if (entity === 'blog_tag') return (await read.tag.count({ where: { id: otherId } })) > 0
  if (field === 'slug') return (await read.post.count({ where: { slug: before ?? '' } })) === 0
  if (field !== 'category_id') return true
  return (await read.category.count({ where: { id: Number(before) } })) > 0
}
