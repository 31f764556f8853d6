import type { Read } from '../db/doors.ts'
import type { OperationRow } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import type { Summary } from './operations.ts'
import { termAsText, type StoredTerm } from './terms.ts'

/**
 * Why the names and terms that an operation changed cannot be put back, as one sentence; null when
 * they can: each is still as the operation left it, and what it would get back is free.
 */
export async function findTermConflict(read: Read, operationId: number): Promise<Summary | null> {
  const rows = await read.operationRow.findMany({
    where: { operationId, entity: { notIn: ['post', 'blog_tag'] } },
  })
  const letGo = new Set(rows.filter(row => row.before === null).map(row => row.field))
  for (const row of rows) {
    const conflict = await findRowConflict(read, row, { rows, letGo })
    if (conflict) return conflict
  }
  return null
}

type Others = { rows: OperationRow[]; letGo: Set<string> }

async function findRowConflict(
  read: Read,
  row: OperationRow,
  others: Others,
): Promise<Summary | null> {
  if (row.entity === 'tag' || row.entity === 'category')
    return findTermRowConflict(read, row, others)
  if (row.entity.endsWith('_alias')) return findAliasConflict(read, row, others)
  return null
}

async function findTermRowConflict(
  read: Read,
  { entity, entityId, before, after }: OperationRow,
  { rows, letGo }: Others,
): Promise<Summary | null> {
  const present = await findTerm(read, entity, { id: entityId })
  const name = nameOf(before ?? after)
  if ((present ? termAsText(present) : null) !== after) {
    return { text: mark('“{name}” was changed since; undo that first.'), name }
  }
  return before === null
    ? null
    : findTakenName(
        read,
        { entity, id: entityId, ...(JSON.parse(before) as StoredTerm) },
        { rows, letGo },
      )
}

async function findTakenName(
  read: Read,
  { entity, id, name, key, slug }: StoredTerm & { entity: string; id: number },
  { rows, letGo }: Others,
): Promise<Summary | null> {
  const taken = await findTerm(read, entity, { OR: [{ key }, { slug }], id: { not: id } })
  const isFreed = taken && rows.some(row => row.entity === entity && row.entityId === taken.id)
  if (taken && !isFreed) {
    return {
      text: mark('Something else is called “{name}” now; rename it first.'),
      name: taken.name,
    }
  }
  return (await findAlias(read, entity, key)) && !letGo.has(key)
    ? { text: mark('“{name}” is an alias of something else now; remove it first.'), name }
    : null
}

async function findAliasConflict(
  read: Read,
  { entity, entityId, field, before, after }: OperationRow,
  { rows }: Others,
): Promise<Summary | null> {
  const kind = entity === 'tag_alias' ? 'tag' : 'category'
  const alias = await findAlias(read, kind, field)
  const stands = alias !== null && alias.ownerId === entityId
  if (after !== null && !stands) {
    return { text: mark('“{name}” was changed since; undo that first.'), name: after }
  }
  const isHanded = rows.some(
    row => row.entity === entity && row.field === field && row.entityId === alias?.ownerId,
  )
  if (before === null || isHanded) return null
  return alias
    ? { text: mark('“{name}” is an alias of something else now; remove it first.'), name: before }
    : findTakenKey(read, { kind, key: field }, rows)
}

async function findTakenKey(
  read: Read,
  { kind, key }: { kind: string; key: string },
  rows: OperationRow[],
): Promise<Summary | null> {
  const taken = await findTerm(read, kind, { key })
  const isFreed = taken && rows.some(row => row.entity === kind && row.entityId === taken.id)
  return taken && !isFreed
    ? { text: mark('Something else is called “{name}” now; rename it first.'), name: taken.name }
    : null
}

function findTerm(read: Read, entity: string, where: object) {
  return entity === 'tag' ? read.tag.findFirst({ where }) : read.category.findFirst({ where })
}

async function findAlias(
  read: Read,
  kind: string,
  key: string,
): Promise<{ ownerId: number } | null> {
  if (kind === 'tag') {
    const alias = await read.tagAlias.findUnique({ where: { key } })
    return alias && { ownerId: alias.tagId }
  }
  const alias = await read.categoryAlias.findUnique({ where: { key } })
  return alias && { ownerId: alias.categoryId }
}

function nameOf(text: string | null): string {
  return text === null ? '' : (JSON.parse(text) as StoredTerm).name
}
