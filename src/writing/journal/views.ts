import { randomUUID } from 'node:crypto'
import type { SignedIn } from '../../accounts/signed-in.ts'
import type { Read } from '../../db/doors.ts'
import type { Typed } from '../../http/form.ts'
import { formatMoment } from '../../text/dates.ts'
import { stateOf } from '../list.ts'
import { postPath, type StoredPost } from '../post.ts'
import type { Manner } from '../views.ts'
import {
  findCopy,
  hasChanges,
  placeOfPost,
  placeOfWriting,
  type Copy,
  type ListedCopy,
} from './copies.ts'
import { readKnown } from './form.ts'
import { sayOthers } from './presence.ts'

/** Everything of the journal that the editor's page shows: the copy, who else is here, its addresses. */
export async function viewJournal(
  read: Read,
  {
    user,
    post,
    typed,
  }: { user: SignedIn; post: StoredPost | null; typed: Record<string, unknown> },
  manner: Manner,
) {
  const { state = null, writing = randomUUID() } = readKnown(typed)
  const place = post ? placeOfPost(post.id, user.id) : placeOfWriting(writing, user.id)
  const copy = await findCopy(read, place)
  const here = post && { postId: post.id, personId: user.id }
  const base = post ? `/admin/posts/${post.id}` : '/admin/posts'
  return {
    person: { id: user.id, name: user.displayName || user.username, email: user.email },
    writing: post ? '' : writing,
    place: post ? `post:${post.id}` : `new:${writing}`,
    state: state ?? copy?.state ?? 0,
    note: copy && hasChanges(copy) ? sayCopy(copy, post, manner) : '',
    overtaken: await sayOvertaken(read, post, { user, version: Number(typed['version']) }, manner),
    others: here ? await sayOthers(read, here, manner) : [],
    urls: {
      draft: `${base}/draft`,
      discard: `${base}/draft/discard`,
      presence: post ? `${base}/presence` : '',
      readers: post && stateOf(post, manner.now) === 'published' ? postPath(post) : null,
    },
  }
}

/** The fields of a form with those of a private copy over them, and the version that the copy began with. */
export function overlayCopy(
  typed: Record<string, unknown>,
  copy: Copy | null,
): Record<string, unknown> {
  if (!copy || !hasChanges(copy)) return typed
  const pinned = copy.fields['pinned'] ?? typed['pinned']
  return {
    ...typed,
    ...copy.fields,
    pinned: pinned === '1' || pinned === true,
    version: copy.baseVersion,
  }
}

/** When a copy was kept, in words. */
export function sayCopy(
  { updatedAt }: Pick<Copy, 'updatedAt'>,
  post: { status: string } | null,
  manner: Manner,
): string {
  const date = formatMoment(updatedAt, manner)
  if (post?.status === 'published') return manner.t('Unpublished changes of {date}', { date })
  return manner.t('Unsaved changes of {date}, kept for you', { date })
}

/** Who saved a post after a form of it was opened, in words; '' while nobody did. */
export async function sayOvertaken(
  read: Read,
  post: StoredPost | null,
  { user, version }: { user: SignedIn; version: number },
  manner: Manner,
): Promise<string> {
  if (!post || !version || post.version <= version) return ''
  const last = await read.revision.findFirst({
    where: { postId: post.id },
    orderBy: { number: 'desc' },
    select: { createdAt: true, editor: { select: { id: true, displayName: true } } },
  })
  const date = formatMoment(last?.createdAt ?? post.contentUpdatedAt, manner)
  if (last?.editor?.id === user.id) {
    return manner.t('You saved this in another window on {date}.', { date })
  }
  const name = last?.editor?.displayName ?? manner.t('Somebody')
  return manner.t('{name} saved this on {date}, after you had opened it.', { name, date })
}

/** A copy as the script compares it with what it holds: all fields of the form. */
export function viewCopy(copy: Copy | null, stored: Typed, manner: Manner) {
  return {
    state: copy?.state ?? 0,
    version: copy && hasChanges(copy) ? copy.baseVersion : Number(stored['version'] ?? 0),
    fields: { ...stored, ...copy?.fields },
    date: copy ? formatMoment(copy.updatedAt, manner) : '',
  }
}

/** What a page that is open hears with each answer: its copy in words, who is here, who saved meanwhile. */
export async function viewPresence(
  read: Read,
  { user, post, version, isChanged }: Presence,
  manner: Manner,
) {
  const here = post && { postId: post.id, personId: user.id }
  const said = isChanged === true ? sayCopy({ updatedAt: manner.now }, post, manner) : ''
  return {
    ...(isChanged === null ? {} : { note: said }),
    others: here ? await sayOthers(read, here, manner) : [],
    overtaken: await sayOvertaken(read, post, { user, version }, manner),
  }
}

type Presence = {
  user: SignedIn
  post: StoredPost | null
  /** The version that the page began with. */
  version: number
  /** Whether the copy differs from what is stored; null = not asked. */
  isChanged: boolean | null
}

/** A private copy in a list: what it is called, when it was kept, where it goes on. */
export function viewListedCopy(copy: ListedCopy, manner: Manner) {
  const { postId, post, fields } = copy
  const writing = copy.key.split(':')[1] ?? ''
  const shown = copy.discardedAt ?? copy.updatedAt
  return {
    id: copy.id,
    title: fields['title']?.trim() || post?.title || firstWords(copy) || manner.t('Untitled'),
    isNew: postId === null,
    date: formatMoment(shown, manner),
    dateTime: shown.toISOString(),
    writing: postId === null ? writing : '',
    url: postId === null ? `/admin/posts/new?writing=${writing}` : `/admin/posts/${postId}/edit`,
    discardUrl:
      postId === null ? '/admin/posts/draft/discard' : `/admin/posts/${postId}/draft/discard`,
    restoreUrl: `/admin/drafts/${copy.id}/restore`,
  }
}

function firstWords({ fields }: Copy): string {
  const text = (fields['body'] ?? '').replace(/\s+/g, ' ').trim()
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
