import { sayWho } from '../../accounts/who.ts'
import { randomUUID } from 'node:crypto'
import type { SignedIn } from '../../accounts/signed-in.ts'
import type { Read } from '../../db/doors.ts'
import type { Typed } from '../../http/form.ts'
import { formatMoment } from '../../text/dates.ts'
import { stateOf } from '../list.ts'
import { postPath, type StoredPost } from '../post.ts'
import { findLastSave } from '../revisions/store.ts'
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
  const { state, writing = randomUUID() } = readKnown(typed)
  const place = post ? placeOfPost(post.id, user.id) : placeOfWriting(writing, user.id)
  const copy = await findCopy(read, place)
  const presence = { user, post, version: Number(typed['version']), isChanged: null }
  return {
    person: { id: user.id, name: nameOf(user), email: user.email },
    state: state ?? copy?.state ?? 0,
    note: sayCopy(copy, post, manner),
    ...(await viewPresence(read, presence, manner)),
    ...(post ? viewPlace(post, manner) : viewNewPlace(writing)),
  }
}

const nameOf = ({ displayName, username }: SignedIn): string => displayName || username

function viewPlace(post: StoredPost, manner: Manner) {
  const base = `/admin/posts/${post.id}`
  const readers = stateOf(post, manner.now) === 'published' ? postPath(post) : null
  const urls = { draft: `${base}/draft`, discard: `${base}/draft/discard` }
  return {
    writing: '',
    place: `post:${post.id}`,
    urls: { ...urls, presence: `${base}/presence`, readers },
  }
}

function viewNewPlace(writing: string) {
  const urls = { draft: '/admin/posts/draft', discard: '/admin/posts/draft/discard' }
  return { writing, place: `new:${writing}`, urls: { ...urls, presence: '', readers: null } }
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

// When a copy was kept, in words; '' while nothing differs from what is stored.
function sayCopy(copy: Copy | null, post: StoredPost | null, manner: Manner): string {
  return copy && hasChanges(copy) ? sayChanges(copy.updatedAt, post, manner) : ''
}

function sayChanges(updatedAt: Date, post: StoredPost | null, manner: Manner): string {
  const date = formatMoment(updatedAt, manner)
  return post?.status === 'published'
    ? manner.t('Unpublished changes of {date}', { date })
    : manner.t('Unsaved changes of {date}, kept for you', { date })
}

// Who saved a post after a form of it was opened, in words; '' while nobody did.
async function sayOvertaken(
  read: Read,
  { user, post, version }: Presence,
  manner: Manner,
): Promise<string> {
  if (!post || !version || post.version <= version) return ''
  const last = await findLastSave(read, post.id)
  if (last?.editorId !== user.id) return sayOther(last, post, manner)
  const date = formatMoment(last.createdAt, manner)
  return manner.t('You saved this in another window on {date}.', { date })
}

function sayOther(
  last: Awaited<ReturnType<typeof findLastSave>>,
  post: StoredPost,
  manner: Manner,
): string {
  const name = sayWho(last?.editor ?? null, last?.editorName ?? '', manner.t)
  const date = formatMoment(last?.createdAt ?? post.contentUpdatedAt, manner)
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
  const said = isChanged === true ? sayChanges(manner.now, post, manner) : ''
  return {
    ...(isChanged === null ? {} : { note: said }),
    others: here ? await sayOthers(read, here, manner) : [],
    overtaken: await sayOvertaken(read, { user, post, version, isChanged }, manner),
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
  const shown = copy.discardedAt ?? copy.updatedAt
  return {
    id: copy.id,
    title: titleOf(copy) ?? manner.t('Untitled'),
    isNew: copy.postId === null,
    date: formatMoment(shown, manner),
    dateTime: shown.toISOString(),
    restoreUrl: `/admin/drafts/${copy.id}/restore`,
    ...(copy.postId === null ? newAddresses(copy) : postAddresses(copy.postId)),
  }
}

function newAddresses({ key }: Copy) {
  const writing = key.split(':')[1] ?? ''
  const url = `/admin/posts/new?writing=${writing}`
  return { writing, url, discardUrl: '/admin/posts/draft/discard' }
}

function postAddresses(postId: number) {
  const base = `/admin/posts/${postId}`
  return { writing: '', url: `${base}/edit`, discardUrl: `${base}/draft/discard` }
}

const titleOf = (copy: ListedCopy): string | undefined =>
  [copy.fields['title']?.trim(), copy.post?.title, firstWords(copy)].find(Boolean)

function firstWords({ fields }: Copy): string {
  const text = (fields['body'] ?? '').replace(/\s+/g, ' ').trim()
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
