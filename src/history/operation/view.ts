import type { Read } from '../../db/doors.ts'
import type { Translate } from '../../i18n/translate.ts'
import { readSummary } from '../list.ts'
import { firstLine } from '../kept-row.ts'
import type { Summary } from '../operations.ts'
import { listRestorable } from '../restore.ts'
import {
  findOperation,
  listLeftPosts,
  listNameCells,
  listPostCells,
  nameTerms,
  type OperationCell,
} from './detail.ts'

type Manner = { t: Translate; language: string; timeZone: string }

type Operation = NonNullable<Awaited<ReturnType<typeof findOperation>>>

/** The page of one operation: its sentence, its parts, what it changed, and what an undo left alone. */
export async function viewOperation(read: Read, operation: Operation, manner: Manner) {
  const { t, language, timeZone } = manner
  const ids = idsOf(operation)
  const { total, posts } = await listPostCells(read, ids)
  const say = await openVocabulary(read, [...posts.flatMap(post => post.cells)])
  const dates = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  })
  const names = await listNameCells(read, ids)
  return {
    operation: {
      id: operation.id,
      summary: saySummary(operation, t),
      actor: operation.actor?.displayName ?? t('Somebody'),
      date: dates.format(operation.createdAt),
      dateTime: operation.createdAt.toISOString(),
      mayUndo: operation.undone === null,
      undoneUrl: addressOf(operation.undone),
      undoOfUrl: addressOf(operation.undoOf),
      planUrl: addressOf(operation.parent),
    },
    parts: operation.parts.map(part => ({ url: addressOf(part), summary: saySummary(part, t) })),
    total,
    posts: posts.map(post => ({
      title: post.title ?? t('A post that was removed for good'),
      editUrl: post.title === null ? null : `/admin/posts/${post.id}/edit`,
      cells: post.cells.map(cell => sayCell(cell, say, t)),
    })),
    names: names.map(cell => sayName(cell, t)),
    left: await viewLeft(read, operation, t),
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

type Said = { before: string; after: string; note: string }

type Names = { tags: Map<number, string>; categories: Map<number, string> }

async function openVocabulary(read: Read, cells: OperationCell[]): Promise<Names> {
  const tags = cells.filter(({ entity }) => entity === 'blog_tag').map(({ otherId }) => otherId)
  const categories = cells
    .filter(({ field }) => field === 'category_id')
    .flatMap(({ before, after }) => [Number(before ?? 0), Number(after ?? 0)])
  return {
    tags: await nameTerms(read, 'tag', tags),
    categories: await nameTerms(read, 'category', categories),
  }
}

// What stands in `before` went, what stands in `after` came.
function sayCell(
  { entity, otherId, field, before, after }: OperationCell,
  { tags, categories }: Names,
  t: Translate,
): Said {
  if (entity === 'blog_tag') {
    const name = tags.get(otherId) ?? String(otherId)
    if (before !== null && after !== null)
      return { before: '', after: '', note: `${name}: ${t('moved')}` }
    return { before: before === null ? '' : name, after: after === null ? '' : name, note: '' }
  }
  const value = (text: string | null) =>
    field === 'category_id' && text !== null ? (categories.get(Number(text)) ?? text) : (text ?? '')
  return { before: value(before), after: value(after), note: fieldLabel(field, t) }
}

function fieldLabel(field: string, t: Translate): string {
  const labels: Record<string, string> = {
    category_id: t('Category'),
    status: t('Status'),
    published_at: t('Date'),
    deleted_at: t('In the trash since'),
  }
  return labels[field] ?? field
}

function sayName({ entity, before, after }: OperationCell, t: Translate): Said {
  const isTerm = entity === 'tag' || entity === 'category'
  const value = (text: string | null) =>
    text === null || !isTerm ? firstLine(text ?? '') : (JSON.parse(text) as { name: string }).name
  const labels: Record<string, string> = {
    tag: t('Tag'),
    category: t('Category'),
    tag_alias: t('Other name'),
    category_alias: t('Other name'),
  }
  const said = { before: value(before), after: value(after) }
  const isSame = said.before === said.after
  return {
    ...(isSame ? { before: '', after: '' } : said),
    note: `${labels[entity] ?? t('Old address')}${isSame ? `: ${said.after}` : ''}`,
  }
}

async function viewLeft(read: Read, operation: Operation, t: Translate) {
  const pair = await findUndoPair(read, operation)
  if (!pair) return []
  const left = []
  for (const { id, title } of await listLeftPosts(read, pair)) {
    const cells = await listRestorable(read, pair.undone, id)
    const names = await openVocabulary(read, cells.map(withIds))
    left.push({
      title,
      editUrl: `/admin/posts/${id}/edit`,
      restoreUrl: `/admin/operations/${pair.id}/posts/${id}/restore`,
      cells: cells.map(cell => sayCell(withIds(cell), names, t)),
    })
  }
  return left
}

const withIds = (
  cell: Omit<OperationCell, 'id' | 'otherId'> & { otherId?: number },
): OperationCell => ({
  id: 0,
  otherId: 0,
  ...cell,
})

// The undone operation and its undo, whichever of the two this is.
async function findUndoPair(read: Read, operation: Operation) {
  const other = operation.undone ?? operation.undoOf
  const found = other && (await findOperation(read, { id: other.id }))
  if (!found) return null
  const [undone, undo] = operation.undone ? [operation, found] : [found, operation]
  return { id: undone.id, undone: idsOf(undone), undo: idsOf(undo) }
}
