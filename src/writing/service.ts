import type { SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import type { FieldErrors } from '../http/form.ts'
import type { Read } from '../db/doors.ts'
import { mark } from '../i18n/translate.ts'
import { RenderError } from '../render/render-error.ts'
import { nameSeriesAsStored } from '../series/service.ts'
import { nameLivingTerms } from '../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import { slugify } from '../text/slug.ts'
import type { KnownCopy } from './journal/form.ts'
import { mergeEdits, type MergedPost } from './merge.ts'
import { completeFields, DATE_FAULT, emptyFields, type PostInput } from './form.ts'
import { fieldsOf, findEditablePost, postPath, type PostFields, type StoredPost } from './post.ts'
import { prepareText, type PreparedText } from './prepare.ts'
import {
  addPostOnce,
  isTextChanged,
  isUnchanged,
  saveEdit,
  settleOwn,
  type Edit,
} from './publishing.ts'
import { relateLater } from './related/relate.ts'
import { findRevisionFields, keepUnsaved } from './revisions/store.ts'

export type EditOutcome =
  | {
      kind: 'saved'
      id: number
      fields: PostFields
      requested: string[]
      /** Where readers find it once it is public. */
      path: string
      /** The former path and the present one, where the save changed it. */
      moved?: { from: string; to: string }
    }
  | { kind: 'unchanged'; id: number }
  | { kind: 'invalid'; errors: FieldErrors }
  | Conflict

/** What a stale save meets; `base` is what both began with, `kept` the revision that holds yours. */
export type Conflict = {
  kind: 'conflict'
  stored: StoredPost
  version: number
  base: PostFields | null
  yours: PostFields
  merged: MergedPost
  kept: number
}

const SLUG_TAKEN = mark('Another post has this address, or had it once. Choose another.')

/** Adds a post of this person from what a form sent. */
export async function createPost(
  context: Context,
  user: SignedIn,
  { input, timeZone, known = {} }: SentPost,
): Promise<EditOutcome> {
  const completed = completeFields(input, emptyFields, timeZone)
  const errors = findFaults(completed)
  if (!completed || errors) return { kind: 'invalid', errors: errors ?? {} }
  const fields = await nameAsStored(context.db.read, completed)
  const prepared = await prepare(context, fields)
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const post = { fields, text: prepared.text, authorId: user.id, known }
  const result = await context.db.write(tx => addPostOnce(tx, post, context.now()))
  // What was sent twice is one post: the second time edits what the first time made.
  if (result.kind === 'made') {
    return editPost(context, user, { id: result.id, version: 1, input, timeZone, known })
  }
  if (result.kind === 'saved') {
    relateLater(context, result.id)
    const { id, requested, slug } = result
    return { kind: 'saved', id, fields, requested, path: postPath({ kind: fields.kind, slug }) }
  }
  return { kind: 'invalid', errors: { slug: SLUG_TAKEN } }
}

/**
 * Re-edits a post from what a form sent: nothing is written when nothing differs, and a stale
 * version is a conflict that comes back with both texts, merged field by field.
 */
export async function editPost(
  context: Context,
  user: SignedIn,
  sent: SentEdit,
): Promise<EditOutcome> {
  const { id, version, input, timeZone, known = null } = sent
  const { read } = context.db
  const stored = await findEditablePost(read, user, id)
  const completed = completeFields(input, fieldsOf(stored), timeZone)
  const errors = findFaults(completed)
  if (!completed || errors) return { kind: 'invalid', errors: errors ?? {} }
  const fields = { ...(await nameAsStored(read, completed)), slug: wantedSlug(completed, stored) }
  if (isUnchanged(stored, fields)) return keepUnchanged(context, user, { id, known })
  if (stored.version !== version)
    return explainConflict(context, user, { stored, version, yours: fields })

  const outcome = await save(context, user, { stored, version, fields, known })
  // Somebody was faster: now the stored version differs, and the second look explains it.
  return outcome ?? editPost(context, user, sent)
}

async function keepUnchanged(
  { db, now }: Context,
  user: SignedIn,
  { id, known }: { id: number; known: KnownCopy | null },
): Promise<EditOutcome> {
  if (known) await db.record(tx => settleOwn(tx, { id, known }, user, now()))
  return { kind: 'unchanged', id }
}

export type SentPost = {
  input: PostInput
  timeZone: string
  /** What the form knows of this person's private copy; null leaves the copy alone. */
  known?: KnownCopy | null
}

export type SentEdit = SentPost & { id: number; version: number }

// Two spellings of one name are no change, nor is an alias of what the post has.
async function nameAsStored(read: Read, fields: PostFields): Promise<PostFields> {
  const [category = ''] = await nameLivingTerms(read, categoryVocabulary, [fields.category])
  const tags = await nameLivingTerms(read, tagVocabulary, fields.tags)
  return { ...fields, category, tags, series: await nameSeriesAsStored(read, fields.series) }
}

const wantedSlug = ({ slug }: PostFields, stored: StoredPost): string =>
  slug === '' || slug === stored.slug ? slug : slugify(slug)

async function save(
  context: Context,
  user: SignedIn,
  { stored, version, fields, known = null }: Omit<Edit, 'text'>,
): Promise<EditOutcome | null> {
  const { id } = stored
  const prepared = isTextChanged(stored, fields) ? await prepare(context, fields) : { text: null }
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const edit = { stored, version, fields, known, text: prepared.text }
  const result = await context.db.write(tx => saveEdit(tx, edit, user, context.now()))
  if (result.kind === 'slug-taken') return { kind: 'invalid', errors: { slug: SLUG_TAKEN } }
  if (result.kind === 'conflict') return null
  relateLater(context, id)
  const { requested, slug } = result
  const moved = { from: postPath(stored), to: postPath({ kind: fields.kind, slug }) }
  const change = moved.from === moved.to ? {} : { moved }
  return { kind: 'saved', id, fields, requested, path: moved.to, ...change }
}

function findFaults(fields: PostFields | null): FieldErrors | null {
  if (!fields) return { publishedAt: DATE_FAULT }
  return fields.title === '' ? { title: mark('A title is required.') } : null
}

async function prepare(
  context: Context,
  fields: PostFields,
): Promise<{ text: PreparedText } | { errors: FieldErrors }> {
  try {
    return { text: await prepareText(context, fields) }
  } catch (error) {
    if (error instanceof RenderError) return { errors: { body: error.message } }
    throw error
  }
}

async function explainConflict(
  { db, now }: Context,
  user: SignedIn,
  { stored, version, yours }: { stored: StoredPost; version: number; yours: PostFields },
): Promise<Conflict> {
  const theirs = fieldsOf(stored)
  const found = await findRevisionFields(db.read, { postId: stored.id, version }, theirs)
  const base = found && (await nameAsStored(db.read, found))
  const unsaved = { id: stored.id, base: version, fields: yours }
  const kept = await db.write(tx => keepUnsaved(tx, unsaved, { editorId: user.id, now: now() }))
  // A field that the form did not send was filled from the stored post: it is theirs.
  const merged = mergeEdits(base, yours, theirs)
  return { kind: 'conflict', stored, version, base, yours, merged, kept }
}
