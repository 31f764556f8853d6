import { sayWho } from '../../accounts/who.ts'
import type { SignedIn } from '../../accounts/signed-in.ts'
import { mark } from '../../i18n/translate.ts'
import { formatMoment } from '../../text/dates.ts'
import { findableOf } from '../findable.ts'
import type { KnownCopy } from '../journal/form.ts'
import type { FieldName } from '../merge.ts'
import { fieldsOf, type PostFields } from '../post.ts'
import type { Conflict } from '../service.ts'
import type { Manner } from '../views.ts'
import { viewPieces } from './conflict-pieces.ts'
import { WHOLE_FIELDS } from './decisions.ts'
import { typedPost } from './editor-view.ts'

const SHOWN: { name: FieldName; label: string; isLong?: boolean; type?: string }[] = [
  { name: 'title', label: mark('Title') },
  { name: 'body', label: mark('Body'), isLong: true },
  { name: 'category', label: mark('Category') },
  { name: 'tags', label: mark('Tags') },
  { name: 'excerpt', label: mark('Excerpt'), isLong: true },
  { name: 'slug', label: mark('Address') },
  { name: 'publishedAt', label: mark('Date'), type: 'datetime-local' },
  { name: 'series', label: mark('Series') },
  { name: 'seriesPosition', label: mark('Part') },
]

type LastSave = {
  createdAt: Date
  editorId: number | null
  editor: { displayName: string } | null
  editorName: string
} | null

type Around = { last: LastSave; user: SignedIn; known: KnownCopy }

/** The page of a stale save: the merged form with the current version, and what is to be decided. */
export function viewConflict(conflict: Conflict, { last, user, known }: Around, manner: Manner) {
  const { t } = manner
  const { stored, merged } = conflict
  const name = sayWho(last?.editor ?? null, last?.editorName ?? '', t)
  const pieces = viewPieces(merged.body, name, manner)
  const fields = viewFields(conflict, manner)
  const places = pieces.filter(({ kind }) => kind === 'conflict').length
  const decided = fields.filter(({ isConflict, isBody }) => isConflict && !isBody).length
  const { id, version, title } = stored
  return {
    post: {
      id,
      version,
      title,
      status: merged.fields.status,
      isLive: stored.status === 'published',
    },
    theirs: {
      name,
      isYou: last?.editorId === user.id,
      date: formatMoment(last?.createdAt ?? stored.contentUpdatedAt, manner),
    },
    urls: {
      save: `/admin/posts/${id}`,
      // The private copy goes too, else the editor would bring it back.
      drop: `/admin/posts/${id}/draft/discard`,
      kept: `/admin/posts/${id}/revisions/${conflict.kept}`,
    },
    hidden: hiddenFields(conflict, known),
    undecided: places + decided,
    fields,
    pieces,
  }
}

function viewFields(conflict: Conflict, { t, timeZone }: Manner) {
  const { base, yours, stored, merged } = conflict
  const asTyped = (fields: PostFields) => typedPost(fields, timeZone)
  const [held, sent, saved] = [merged.fields, yours, fieldsOf(stored)].map(asTyped)
  const began = base && asTyped(base)
  return SHOWN.map(({ name, label, isLong = false, type = 'text' }) => {
    const isConflict = merged.conflicts.includes(name)
    return {
      ...{ name, type, isLong, isConflict, label: t(label), isBody: name === 'body' },
      ...{ value: held?.[name], yours: sent?.[name], theirs: saved?.[name], base: began?.[name] },
      isChosen: isConflict && WHOLE_FIELDS.some(field => field === name),
      isChanged: [sent, saved].some(side => side?.[name] !== (began ?? saved)?.[name]),
    }
  })
}

// What was merged, so that decisions can be applied to it; and whose writing this is.
function hiddenFields({ stored, version, kept, merged }: Conflict, known: KnownCopy) {
  const fields = {
    version: stored.version,
    mergedFrom: version,
    kept,
    kind: merged.fields.kind,
    pinned: merged.fields.pinned ? '1' : '',
    ...findableOf(merged.fields),
    noindex: merged.fields.noindex ? '1' : '',
    ...known,
  }
  return Object.entries(fields).map(([name, value]) => ({ name, value }))
}
