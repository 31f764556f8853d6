import { sayWho } from '../accounts/who.ts'
import type { Read } from '../db/doors.ts'
import type { Translate } from '../i18n/translate.ts'
import type { Summary } from './operations.ts'
import { UNDO_IMPORT } from './undo.ts'

type Manner = { t: Translate; language: string; timeZone: string }

/** A summary in the reader's language. */
export function readSummary({ text, ...parameters }: Summary, t: Translate): string {
  return t(text, parameters)
}

/** One page of what was done, the newest first, as the history shows it. */
export async function listOperations(
  read: Read,
  where: { actorId?: number; parentId: null },
  { t, language, timeZone }: Manner,
  window: { take: number; skip: number },
) {
  const operations = await read.operation.findMany({
    where,
    orderBy: { id: 'desc' },
    ...window,
    include: { actor: { select: { displayName: true } }, undone: { select: { id: true } } },
  })
  const dates = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  })
  return operations.map(operation => {
    const summary = readSummary(JSON.parse(operation.summary) as Summary, t)
    return {
      id: operation.id,
      summary: operation.undoOfId === null ? summary : t('Undone: {summary}', { summary }),
      note: operation.undone ? t('undone since') : '',
      actor: sayWho(operation.actor, operation.actorName, t),
      date: dates.format(operation.createdAt),
      dateTime: operation.createdAt.toISOString(),
      mayUndo: operation.undone === null && operation.kind !== UNDO_IMPORT,
      isUndone: operation.undone !== null,
    }
  })
}
