import { sayWho } from '../../accounts/who.ts'
import type { Read } from '../../db/doors.ts'
import type { Translate } from '../../i18n/translate.ts'
import { readSummary } from '../list.ts'
import type { Summary } from '../operations.ts'
import { openVocabulary, sayCell, sayName, sayPost, type Manner } from './cells.ts'
import { findOperation, listNameCells, listPostCells } from './detail.ts'
import { UNDO_IMPORT } from '../undo.ts'
import { viewLeft } from './left-view.ts'

type Operation = NonNullable<Awaited<ReturnType<typeof findOperation>>>

/** The page of one operation: its sentence, its parts, what it changed, and what an undo left alone. */
export async function viewOperation(read: Read, operation: Operation, manner: Manner) {
  const { t, dates } = manner
  const ids = idsOf(operation)
  const { total, posts } = await listPostCells(read, ids)
  const terms = await openVocabulary(
    read,
    posts.flatMap(post => post.cells),
  )
  const pair = await findUndoPair(read, operation)
  const names = await listNameCells(read, ids)
  return {
    operation: {
      id: operation.id,
      summary: saySummary(operation, t),
      actor: sayWho(operation.actor, operation.actorName, t),
      date: dates.format(operation.createdAt),
      dateTime: operation.createdAt.toISOString(),
      mayUndo: operation.undone === null && operation.kind !== UNDO_IMPORT,
      undoneUrl: addressOf(operation.undone),
      undoOfUrl: addressOf(operation.undoOf),
      planUrl: addressOf(operation.parent),
    },
    parts: operation.parts.map(part => ({ url: addressOf(part), summary: saySummary(part, t) })),
    total,
    posts: posts.map(post => ({
      ...sayPost(post, manner),
      cells: post.cells.map(cell => sayCell(cell, terms, manner)),
    })),
    names: names.map(cell => sayName(cell, t)),
    left: pair && (await viewLeft(read, pair, manner)),
  }
}

/** The operations whose rows are this one's: its parts, or itself. */
export function idsOf({ id, parts }: { id: number; parts: { id: number }[] }): number[] {
  return parts.length > 0 ? parts.map(part => part.id) : [id]
}

const addressOf = (operation: { id: number } | null): string | null =>
  operation && `/admin/operations/${operation.id}`

function saySummary(
  { summary, undoOfId }: { summary: string; undoOfId: number | null },
  t: Translate,
): string {
  const said = readSummary(JSON.parse(summary) as Summary, t)
  return undoOfId === null ? said : t('Undone: {summary}', { summary: said })
}

// The undone operation and its undo, whichever of the two this is.
async function findUndoPair(read: Read, operation: Operation) {
  const other = operation.undone ?? operation.undoOf
  const found = other && (await findOperation(read, { id: other.id }))
  if (!found) return null
  const [undone, undo] = operation.undone ? [operation, found] : [found, operation]
  return { id: undone.id, undone: idsOf(undone), undo: idsOf(undo) }
}
