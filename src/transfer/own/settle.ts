import type { Context } from '../../context.ts'
import type { Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { nameSeriesAsStored } from '../../series/service.ts'
import { nameLivingTerms } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { mergeEdits } from '../../writing/merge.ts'
import { fieldsOf, findStoredPost, type PostFields, type StoredPost } from '../../writing/post.ts'
import { isUnsaved, keepUnsaved, revisionFields } from '../../writing/revisions/store.ts'
import { baseOf, textDigest } from '../export/base.ts'
import type { PlannedPost } from '../source.ts'
import type { Origin } from './document.ts'

/** What an exported document becomes whose post is here: what the post is to be, or nothing, or two edits that meet. */
export type Settled =
  | { kind: 'edit'; post: PlannedPost; version: number; merged: boolean }
  | { kind: 'unchanged' }
  | { kind: 'conflict'; sentence: string }

/**
 * Compares a document with its post and with what was exported then: what only one of them changed is taken, what both did is
 * merged as in the editor. Where they meet, the post stays, and what the document says is kept among its revisions.
 */
export async function settleDocument(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { origin, post, postId }: { origin: Origin; post: PlannedPost; postId: number },
  { dryRun, editorId }: { dryRun: boolean; editorId: number | null },
): Promise<Settled> {
  const stored = await findStoredPost(db.read, postId)
  if (!stored) return { kind: 'edit', post, version: 0, merged: false }
  const sent = wholeFields(post)
  if (baseOf(sent) === origin.base) return { kind: 'unchanged' }
  if (baseOf(fieldsOf(stored)) === origin.base) {
    return { kind: 'edit', post, version: stored.version, merged: false }
  }
  return mergeDocument({ db, now }, { origin, post, sent, stored }, { dryRun, editorId })
}

type Meeting = { origin: Origin; post: PlannedPost; sent: PostFields; stored: StoredPost }

async function mergeDocument(
  { db, now }: Pick<Context, 'db' | 'now'>,
  { origin, post, sent, stored }: Meeting,
  { dryRun, editorId }: { dryRun: boolean; editorId: number | null },
): Promise<Settled> {
  const { id, version } = stored
  const yours = { ...(await nameAsStored(db.read, sent)), slug: sent.slug || stored.slug }
  const base = await findBase(db.read, stored, origin)
  const merged = mergeEdits(base?.fields ?? null, yours, fieldsOf(stored))
  if (merged.conflicts.length === 0) {
    return { kind: 'edit', post: { ...post, ...merged.fields }, version, merged: true }
  }
  if (dryRun) return { kind: 'conflict', sentence: WOULD_MEET }
  const unsaved = { id, base: base?.version ?? version, fields: yours }
  await db.write(tx => keepUnsaved(tx, unsaved, { editorId, now: now() }))
  return { kind: 'conflict', sentence: MET }
}

const WOULD_MEET = mark(
  'It was edited here, too, in the same places: the post would stay as it is.',
)
const MET = mark(
  'It was edited here, too, in the same places: the post stays as it is, and what the file says is among its revisions.',
)

/** What a document says of its post, where it says everything. */
export function wholeFields(post: PlannedPost): PostFields {
  const { kind, title, body, slug, excerpt, category, tags, status, publishedAt } = post
  const { pinned = false, series, seriesPosition, language } = post
  const { canonicalUrl = '', cover = '', noindex = false } = post
  return {
    ...{ kind, title, body, slug, excerpt, category, tags, status, publishedAt, pinned },
    ...{ series, seriesPosition, language, canonicalUrl, cover, noindex },
  }
}

async function nameAsStored(read: Read, fields: PostFields): Promise<PostFields> {
  const [category = ''] = await nameLivingTerms(read, categoryVocabulary, [fields.category])
  const tags = await nameLivingTerms(read, tagVocabulary, fields.tags)
  return { ...fields, category, tags, series: await nameSeriesAsStored(read, fields.series) }
}

// The revision that was exported; of several with its text the one that was it wholly, else the last.
async function findBase(
  read: Read,
  stored: StoredPost,
  { base }: Origin,
): Promise<{ fields: PostFields; version: number } | null> {
  const [text = ''] = base.split('-')
  const rows = await read.revision.findMany({
    where: { postId: stored.id },
    orderBy: { number: 'desc' },
    select: { number: true, version: true, title: true, body: true, excerpt: true },
  })
  const alike = rows.filter(row => !isUnsaved(row) && textDigest(row) === text)
  const found: { fields: PostFields; version: number }[] = []
  for (const { number, version } of alike) {
    const where = { postId_number: { postId: stored.id, number } }
    const revision = await read.revision.findUniqueOrThrow({ where })
    const fields = { ...fieldsOf(stored), ...revisionFields(revision) }
    found.push({ fields, version })
    if (baseOf(fields) === base) return { version, fields: await nameAsStored(read, fields) }
  }
  const [last] = found
  return last ? { ...last, fields: await nameAsStored(read, last.fields) } : null
}
