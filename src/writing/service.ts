import type { SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import type { FieldErrors } from '../http/form.ts'
import { mark } from '../i18n/translate.ts'
import { RenderError } from '../render/render-error.ts'
import { mergeEdits, type MergedPost } from './merge.ts'
import { completeFields, DATE_FAULT, emptyFields, type PostInput } from './form.ts'
import { fieldsOf, findEditablePost, type PostFields, type StoredPost } from './post.ts'
import { prepareText, type PreparedText } from './prepare.ts'
import { addPost, isTextChanged, isUnchanged, saveEdit, type Edit } from './publishing.ts'
import { findRevisionFields } from './revisions/store.ts'

export type EditOutcome =
  | { kind: 'saved'; id: number; fields: PostFields }
  | { kind: 'unchanged'; id: number }
  | { kind: 'invalid'; errors: FieldErrors }
  | { kind: 'conflict'; stored: StoredPost; yours: PostFields; merged: MergedPost }

const SLUG_TAKEN = mark('Another post has this address, or had it once. Choose another.')

/** Adds a post of this person from what a form sent. */
export async function createPost(
  context: Context,
  user: SignedIn,
  { input, timeZone }: { input: PostInput; timeZone: string },
): Promise<EditOutcome> {
  const fields = completeFields(input, emptyFields, timeZone)
  const errors = findFaults(fields)
  if (!fields || errors) return { kind: 'invalid', errors: errors ?? {} }
  const prepared = await prepare(context, fields)
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const post = { fields, text: prepared.text, authorId: user.id }
  const result = await context.db.write(tx => addPost(tx, post, context.now()))
  if (result.kind === 'saved') return { kind: 'saved', id: result.id, fields }
  return { kind: 'invalid', errors: { slug: SLUG_TAKEN } }
}

/**
 * Re-edits a post from what a form sent: nothing is written when nothing differs, and a stale
 * version is a conflict that comes back with both texts, merged field by field.
 */
export async function editPost(
  context: Context,
  user: SignedIn,
  {
    id,
    version,
    input,
    timeZone,
  }: { id: number; version: number; input: PostInput; timeZone: string },
): Promise<EditOutcome> {
  const stored = await findEditablePost(context.db.read, user, id)
  const fields = completeFields(input, fieldsOf(stored), timeZone)
  const errors = findFaults(fields)
  if (!fields || errors) return { kind: 'invalid', errors: errors ?? {} }
  if (isUnchanged(stored, fields)) return { kind: 'unchanged', id }
  if (stored.version !== version)
    return explainConflict(context, { stored, version, yours: fields })

  return save(context, user, { stored, version, fields })
}

async function save(
  context: Context,
  user: SignedIn,
  { stored, version, fields }: Omit<Edit, 'text'>,
): Promise<EditOutcome> {
  const { id } = stored
  const prepared = isTextChanged(stored, fields) ? await prepare(context, fields) : { text: null }
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const edit = { stored, version, fields, text: prepared.text }
  const result = await context.db.write(tx => saveEdit(tx, edit, user, context.now()))
  if (result.kind === 'saved') return { kind: 'saved', id, fields }
  if (result.kind === 'slug-taken') return { kind: 'invalid', errors: { slug: SLUG_TAKEN } }
  const again = await findEditablePost(context.db.read, user, id)
  return explainConflict(context, { stored: again, version, yours: fields })
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
  { db }: Context,
  { stored, version, yours }: { stored: StoredPost; version: number; yours: PostFields },
): Promise<EditOutcome> {
  const theirs = fieldsOf(stored)
  const base = await findRevisionFields(db.read, { postId: stored.id, version }, theirs)
  // A field that the form did not send was filled from the stored post: it is theirs.
  return { kind: 'conflict', stored, yours, merged: mergeEdits(base, yours, theirs) }
}
