import type { Read } from '../db/doors.ts'
import type { OperationRow } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import { firstLine } from './kept-row.ts'
import { findPresent, type Present } from './present.ts'
import type { Summary } from './operations.ts'
import { termAsText, type StoredTerm } from './terms.ts'

/**
 * Why the names and terms that an operation changed cannot be put back, as one sentence; null when
 * they can: each is still as the operation left it, and what it would get back is free. `which` says
 * that only those are asked for that it removed.
 */
export async function findTermConflict(
  read: Read,
  operationId: number,
  which: { after?: null } = {},
): Promise<Summary | null> {
  const rows = await read.operationRow.findMany({
    where: {
      ...{ operationId, entity: { in: ['tag', 'category', 'tag_alias', 'category_alias'] } },
      ...which,
    },
    orderBy: { id: 'asc' },
  })
  for (const kind of ['tag', 'category'] as const) {
    const own = rows.filter(row => row.entity.startsWith(kind))
    const conflict = findConflict(own, await findPresent(read, kind, own))
    if (conflict) return conflict
  }
  return null
}

type Others = {
  present: Present
  /** The terms that the operation changed: what they hold is not in the way. */
  changed: Set<number>
  /** The keys of the aliases that the operation added: an undo lets go of them. */
  letGo: Set<string>
  /** The aliases that the operation handed over, as `aliasOf` says it. */
  handed: Set<string>
}

function findConflict(rows: OperationRow[], present: Present): Summary | null {
  const others = {
    present,
    changed: new Set(rows.filter(isTerm).map(row => row.entityId)),
    letGo: new Set(rows.filter(row => row.before === null).map(row => row.field)),
    handed: new Set(rows.filter(row => !isTerm(row)).map(row => aliasOf(row.entityId, row.field))),
  }
  for (const row of rows) {
    const conflict = isTerm(row) ? checkTerm(row, others) : checkAlias(row, others)
    if (conflict) return conflict
  }
  return null
}

const aliasOf = (termId: number, key: string): string => `${termId} ${key}`

const isTerm = ({ entity }: OperationRow): boolean => !entity.endsWith('_alias')

function checkTerm({ entityId, before, after }: OperationRow, others: Others): Summary | null {
  const now = others.present.byId.get(entityId)
  const name = nameOf(before ?? after)
  if ((now ? termAsText(now) : null) !== after) {
    return { text: mark('“{name}” was changed since; undo that first.'), name }
  }
  return before === null ? null : checkName(entityId, JSON.parse(before) as StoredTerm, others)
}

function checkName(
  id: number,
  { name, key, slug }: StoredTerm,
  { present, changed, letGo }: Others,
): Summary | null {
  const holders = [present.byKey.get(key), present.bySlug.get(slug)]
  const taken = holders.find(term => term && term.id !== id && !changed.has(term.id))
  if (taken) return sayTaken(taken.name)
  return present.aliases.has(key) && !letGo.has(key)
    ? { text: mark('“{name}” is an alias of something else now; remove it first.'), name }
    : null
}

function checkAlias(
  { entityId, field, before, after }: OperationRow,
  { present, changed, handed }: Others,
): Summary | null {
  const owner = present.aliases.get(field)
  if (after !== null && owner !== entityId) {
    const name = firstLine(after)
    return { text: mark('“{name}” was changed since; undo that first.'), name }
  }
  if (before === null) return null
  if (owner !== undefined) {
    return handed.has(aliasOf(owner, field))
      ? null
      : {
          text: mark('“{name}” is an alias of something else now; remove it first.'),
          name: firstLine(before),
        }
  }
  const taken = present.byKey.get(field)
  return taken && !changed.has(taken.id) ? sayTaken(taken.name) : null
}

const sayTaken = (name: string): Summary => ({
  text: mark('Something else is called “{name}” now; rename it first.'),
  name,
})

function nameOf(text: string | null): string {
  return text === null ? '' : (JSON.parse(text) as StoredTerm).name
}
