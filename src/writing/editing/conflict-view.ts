import { mark } from '../../i18n/translate.ts'
import { formatDate } from '../../text/dates.ts'
import type { FieldName } from '../merge.ts'
import { fieldsOf, type PostFields } from '../post.ts'
import type { EditOutcome } from '../service.ts'
import type { Manner } from '../views.ts'
import { typedPost } from './editor-view.ts'

const SHOWN: { name: FieldName; label: string; isLong?: boolean; type?: string }[] = [
  { name: 'title', label: mark('Title') },
  { name: 'body', label: mark('Body'), isLong: true },
  { name: 'category', label: mark('Category') },
  { name: 'tags', label: mark('Tags') },
  { name: 'excerpt', label: mark('Excerpt'), isLong: true },
  { name: 'slug', label: mark('Address') },
  { name: 'publishedAt', label: mark('Date'), type: 'datetime-local' },
]

/** The page that shows both texts and holds the merged form with the current version. */
export function viewConflict(
  { stored, yours, merged }: Extract<EditOutcome, { kind: 'conflict' }>,
  last: { createdAt: Date; editor: { displayName: string } | null } | null,
  { t, language, timeZone }: Manner,
) {
  const asTyped = (fields: PostFields) => typedPost(fields, timeZone)
  const [held, sent, saved] = [merged.fields, yours, fieldsOf(stored)].map(asTyped)
  return {
    post: {
      id: stored.id,
      version: stored.version,
      title: stored.title,
      status: merged.fields.status,
    },
    theirs: {
      editor: last?.editor?.displayName ?? t('Somebody'),
      date: formatDate(last?.createdAt ?? stored.contentUpdatedAt, language, timeZone),
    },
    urls: { save: `/admin/posts/${stored.id}`, edit: `/admin/posts/${stored.id}/edit` },
    hidden: [
      { name: 'kind', value: merged.fields.kind },
      { name: 'pinned', value: merged.fields.pinned ? '1' : '' },
    ],
    fields: SHOWN.map(({ name, label, isLong = false, type }) => ({
      name,
      label: t(label),
      value: held?.[name],
      yours: sent?.[name],
      theirs: saved?.[name],
      isLong,
      ...(type ? { type } : {}),
      isChanged: saved?.[name] !== held?.[name],
      isConflict: merged.conflicts.includes(name),
    })),
  }
}
