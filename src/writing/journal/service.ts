import type { SignedIn } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { Typed } from '../../http/form.ts'
import { typedPost } from '../editing/editor-view.ts'
import { emptyFields } from '../form.ts'
import { fieldsOf, findEditablePost, type StoredPost } from '../post.ts'
import {
  findCopy,
  placeOfPost,
  placeOfWriting,
  saveCopy,
  type Copy,
  type CopyToSave,
  type Place,
} from './copies.ts'
import { cleanCopies, setAside } from './discarding.ts'
import { pickFields } from './form.ts'
import { noteOpening } from './presence.ts'
import { findPostOfWriting } from './writings.ts'

/** One person's writing: where its copy is kept, and the post that it is about, if there is one. */
export type Desk = { place: Place; stored: StoredPost | null }

export type KeepOutcome =
  { kind: 'kept'; state: number; isChanged: boolean } | { kind: 'newer'; copy: Copy | null }

/** The desk of a post that this person may edit. */
export async function findDesk({ db }: Context, user: SignedIn, postId: number): Promise<Desk> {
  const stored = await findEditablePost(db.read, user, postId)
  return { stored, place: placeOfPost(postId, user.id) }
}

/** The desk of a new post's writing; the post's own once it was saved as one. */
export async function findDeskOfWriting(
  context: Context,
  user: SignedIn,
  writing: string,
): Promise<Desk> {
  const postId = await findPostOfWriting(context.db.read, writing, user.id)
  if (postId !== null) return findDesk(context, user, postId)
  return { stored: null, place: placeOfWriting(writing, user.id) }
}

/** Keeps what was typed as this person's private copy; it is no content: readers, lists and versions stay. */
export function keepCopy(
  { db, now }: Context,
  { place, stored }: Desk,
  { timeZone, over, ...sent }: CopyToSave & { timeZone: string; over: boolean },
): Promise<KeepOutcome> {
  // What a form of a new post knows is the beginning of the post that it has become.
  const version = stored ? Math.max(sent.version, 1) : 0
  const isChanged = version !== (stored?.version ?? 0) || !isAsStored(stored, sent.fields, timeZone)
  // Whole, so that what others change meanwhile does not mix with it before it is merged.
  const whole = { ...pickFields(typedFieldsOf(stored, timeZone)), ...sent.fields }
  const copy = { ...sent, version, fields: isChanged ? whole : {} }
  return db.record(async tx => {
    if (copy.state === 0) await cleanCopies(tx, now())
    if (over) await setAside(tx, place, copy, now())
    if (place.postId !== null) await noteOpening(tx, { ...place, postId: place.postId }, now())
    const state = await saveCopy(tx, place, copy, now())
    if (state !== null) return { kind: 'kept', state, isChanged }
    const present = await findCopy(tx, place)
    // An earlier save of the same window that was on its way for longer: what is kept is newer.
    if (present?.writer === copy.writer) return { kind: 'kept', state: present.state, isChanged }
    return { kind: 'newer', copy: present }
  })
}

/** What the form of a post, or of a new one, shows without any copy. */
export function typedFieldsOf(stored: StoredPost | null, timeZone: string): Typed {
  const typed = typedPost(stored ? fieldsOf(stored) : emptyFields, timeZone, stored)
  return Object.fromEntries(Object.entries(typed).map(([name, value]) => [name, asText(value)]))
}

function isAsStored(stored: StoredPost | null, fields: Typed, timeZone: string): boolean {
  const typed = typedFieldsOf(stored, timeZone)
  return Object.entries(fields).every(([name, text]) => text === typed[name])
}

function asText(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : ''
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}
