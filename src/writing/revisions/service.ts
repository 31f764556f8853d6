import type { SignedIn } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { sql, type Read } from '../../db/doors.ts'
import type { Revision } from '../../db/generated/sqlite/client.ts'
import { fieldsOf, type PostFields, type StoredPost } from '../post.ts'
import { prepareText } from '../prepare.ts'
import { saveEdit, type SaveResult } from '../publishing.ts'
import { putParagraph } from './paragraph.ts'
import { baseOf, isUnsaved, revisionFields } from './store.ts'

/** Brings back text, category and tags; whether and when it is public stays as it is. */
export function restoreRevision(
  context: Context,
  user: SignedIn,
  post: StoredPost,
  revision: Revision,
): Promise<SaveResult> {
  const fields = revisionFields(revision)
  const { title, body, excerpt, category, tags, series, seriesPosition = null } = fields
  const place = series === undefined ? {} : { series, seriesPosition }
  return saveFields(context, user, post, { title, body, excerpt, category, tags, ...place })
}

/** Brings back one paragraph into the present text; null when the revision has no such paragraph. */
export async function restoreParagraph(
  context: Context,
  user: SignedIn,
  post: StoredPost,
  { revision, at }: { revision: Revision; at: number },
): Promise<SaveResult | null> {
  const body = putParagraph(post.body, revision.body, at)
  return body === null ? null : saveFields(context, user, post, { body })
}

async function saveFields(
  context: Context,
  user: SignedIn,
  stored: StoredPost,
  changed: Partial<PostFields>,
): Promise<SaveResult> {
  const { db, now } = context
  const fields = { ...fieldsOf(stored), ...changed }
  const text = await prepareText(context, fields)
  const edit = { stored, version: stored.version, fields, text }
  return db.write(tx => saveEdit(tx, edit, user, now()))
}

/** What a revision began with: the save before it; null for the first. */
export function findPrevious(read: Read, revision: Revision): Promise<Revision | null> {
  const { postId, number } = revision
  const began = isUnsaved(revision)
    ? { version: { gt: 0, lte: baseOf(revision) } }
    : { version: { gt: 0 }, number: { lt: number } }
  return read.revision.findFirst({ where: { postId, ...began }, orderBy: { number: 'desc' } })
}

/** In which of a post's saves some words stand, the oldest first. */
export async function findWords(read: Read, postId: number, words: string): Promise<number[]> {
  const rows = await read.query<{ number: number }>(sql`
    SELECT number FROM revisions
    WHERE post_id = ${postId} AND version > 0 AND REPLACE(body, CAST(${words} AS TEXT), '') <> body
    ORDER BY number`)
  return rows.map(({ number }) => number)
}
