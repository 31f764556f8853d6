import type { Read } from '../../db/doors.ts'
import type { Translate } from '../../i18n/translate.ts'
import { ADDED_FIELD } from '../added-posts.ts'
import { firstLine } from '../kept-row.ts'
import { nameTerms, type OperationCell } from './detail.ts'

/** Who looks, in which language. */
export type Manner = {
  t: Translate
  dates: Intl.DateTimeFormat
  viewer: { id: number; role: string }
}

/** A post by its title with its address; of one that is gone, or not the viewer's, neither. */
export function sayPost(
  { id, title, authorId }: { id: number; title: string | null; authorId: number | null },
  { t, viewer }: Manner,
): { title: string; editUrl: string | null } {
  if (title === null) return { title: t('A post that was removed for good'), editUrl: null }
  return isForeign(authorId, viewer)
    ? { title: t('A post that is somebody else’s now'), editUrl: null }
    : { title, editUrl: `/admin/posts/${id}/edit` }
}

/** Whether a post of this author is not the viewer's to change. */
export const isForeign = (authorId: number | null, { id, role }: Manner['viewer']): boolean =>
  role === 'author' && authorId !== id

/** A cell in words: what went, what came, and what it is about. */
export type Said = { before: string; after: string; note: string }

export type Names = { tags: Map<number, string>; categories: Map<number, string> }

/** The names of what the cells speak of. */
export async function openVocabulary(read: Read, cells: OperationCell[]): Promise<Names> {
  const tags = cells.filter(({ entity }) => entity === 'blog_tag').map(({ otherId }) => otherId)
  const categories = cells
    .filter(({ field }) => field === 'category_id')
    .flatMap(({ before, after }) => [Number(before ?? 0), Number(after ?? 0)])
  return {
    tags: await nameTerms(read, 'tag', tags),
    categories: await nameTerms(read, 'category', categories),
  }
}

/** What a cell changed on its post: what stands in `before` went, what stands in `after` came. */
export function sayCell(cell: OperationCell, names: Names, manner: Manner): Said {
  const { entity, otherId, field, before, after } = cell
  if (field === ADDED_FIELD) {
    const { t } = manner
    return { before: '', after: '', note: before === null ? t('Added') : t('Removed for good') }
  }
  if (entity === 'blog_tag') {
    return sayTag(cell, names.tags.get(otherId) ?? String(otherId), manner.t)
  }
  const value = (text: string | null) =>
    text === null ? '' : sayValue({ field, text }, names, manner)
  return { before: value(before), after: value(after), note: fieldLabel(field, manner.t) }
}

function sayTag({ before, after }: OperationCell, name: string, t: Translate): Said {
  if (before !== null && after !== null) {
    return { before: '', after: '', note: `${name}: ${t('moved')}` }
  }
  return { before: before === null ? '' : name, after: after === null ? '' : name, note: '' }
}

function sayValue(
  { field, text }: { field: string; text: string },
  { categories }: Names,
  { t, dates }: Manner,
): string {
  if (field.endsWith('_at')) return dates.format(new Date(text))
  const said: Record<string, string | undefined> = {
    category_id: categories.get(Number(text)),
    text: '',
    pinned: text === '1' ? t('yes') : t('no'),
    noindex: text === '1' ? t('yes') : t('no'),
    status: text === 'published' ? t('Published') : t('Draft'),
  }
  return said[field] ?? text
}

function fieldLabel(field: string, t: Translate): string {
  const labels: Record<string, string> = {
    category_id: t('Category'),
    status: t('Status'),
    slug: t('Address'),
    text: t('Text'),
    position: t('Part'),
    published_at: t('Date'),
    title: t('Title'),
    kind: t('Kind'),
    pinned: t('Pinned'),
    language: t('Language'),
    canonical_url: t('Published first at'),
    cover: t('Picture'),
    noindex: t('Hidden from search engines'),
    content_updated_at: t('Changed'),
    deleted_at: t('In the trash since'),
  }
  return labels[field] ?? field
}

/** What a cell changed of names and addresses. */
export function sayName({ entity, before, after }: OperationCell, t: Translate): Said {
  const isTerm = ['tag', 'category', 'series', 'user'].includes(entity)
  const value = (text: string | null) =>
    text === null || !isTerm ? firstLine(text ?? '') : (JSON.parse(text) as { name: string }).name
  const labels: Record<string, string> = {
    tag: t('Tag'),
    category: t('Category'),
    series: t('Series'),
    tag_alias: t('Other name'),
    category_alias: t('Other name'),
    user: t('Person'),
  }
  const said = { before: value(before), after: value(after) }
  const isSame = said.before === said.after
  return {
    ...(isSame ? { before: '', after: '' } : said),
    note: `${labels[entity] ?? t('Old address')}${isSame ? `: ${said.after}` : ''}`,
  }
}
