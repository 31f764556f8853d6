import type { SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import type { FieldErrors } from '../http/form.ts'
import type { Read } from '../db/doors.ts'
import { mark } from '../i18n/translate.ts'
import { RenderError } from '../render/render-error.ts'
import { nameLivingTerms } from '../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import { slugify } from '../text/slug.ts'
import { mergeEdits, type MergedPost } from './merge.ts'
import { completeFields, DATE_FAULT, emptyFields, type PostInput } from './form.ts'
import { fieldsOf, findEditablePost, type PostFields, type StoredPost } from './post.ts'
import { prepareText, type PreparedText } from './prepare.ts'
import { addPost, isTextChanged, isUnchanged, saveEdit, type Edit } from './publishing.ts'
import { findRevisionFields } from './revisions/store.ts'

export type EditOutcome =
  | { kind: 'saved'; id: number; fields: PostFields; requested: string[] }
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
  const completed = completeFields(input, emptyFields, timeZone)
  const errors = findFaults(completed)
  if (!completed || errors) return { kind: 'invalid', errors: errors ?? {} }
  const fields = await nameAsStored(context.db.read, completed)
  const prepared = await prepare(context, fields)
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const post = { fields, text: prepared.text, authorId: user.id }
  const result = await context.db.write(tx => addPost(tx, post, context.now()))
  if (result.kind === 'saved') {
    return { kind: 'saved', id: result.id, fields, requested: result.requested }
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
  const { id, version, input, timeZone } = sent
  const { read } = context.db
  const stored = await findEditablePost(read, user, id)
  const completed = completeFields(input, fieldsOf(stored), timeZone)
  const errors = findFaults(completed)
  if (!completed || errors) return { kind: 'invalid', errors: errors ?? {} }
  const fields = { ...(await nameAsStored(read, completed)), slug: wantedSlug(completed, stored) }
  if (isUnchanged(stored, fields)) return { kind: 'unchanged', id }
  if (stored.version !== version)
    return explainConflict(context, { stored, version, yours: fields })

  const outcome = await save(context, user, { stored, version, fields })
  // Somebody was faster: now the stored version differs, and the second look explains it.
  return outcome ?? editPost(context, user, sent)
}

export type SentEdit = { id: number; version: number; input: PostInput; timeZone: string }

// Two spellings of one name are no change, nor is an alias of what the post has.
async function nameAsStored(read: Read, fields: PostFields): Promise<PostFields> {
  const [category = ''] = await nameLivingTerms(read, categoryVocabulary, [fields.category])
  return { ...fields, category, tags: await nameLivingTerms(read, tagVocabulary, fields.tags) }
}

const wantedSlug = ({ slug }: PostFields, stored: StoredPost): string =>
  slug === '' || slug === stored.slug ? slug : slugify(slug)

async function save(
  context: Context,
  user: SignedIn,
  { stored, version, fields }: Omit<Edit, 'text'>,
): Promise<EditOutcome | null> {
  const { id } = stored
  const prepared = isTextChanged(stored, fields) ? await prepare(context, fields) : { text: null }
  if ('errors' in prepared) return { kind: 'invalid', ...prepared }
  const edit = { stored, version, fields, text: prepared.text }
  const result = await context.db.write(tx => saveEdit(tx, edit, user, context.now()))
  if (result.kind === 'saved') return { kind: 'saved', id, fields, requested: result.requested }
  if (result.kind === 'slug-taken') return { kind: 'invalid', errors: { slug: SLUG_TAKEN } }
  return null
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
  const kept = await findRevisionFields(db.read, { postId: stored.id, version }, theirs)
  const base = kept && (await nameAsStored(db.read, kept))
  // A field that the form did not send was filled from the stored post: it is theirs.
  return { kind: 'conflict', stored, yours, merged: mergeEdits(base, yours, theirs) }
}
