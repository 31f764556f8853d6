import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { join, sql, type Tx } from '../../db/doors.ts'
import { integer } from '../../db/moment.ts'
import type { RowChange } from '../../history/operations.ts'
import { isSlugTaken } from '../../writing/address.ts'
import type { PostFields, StoredPost } from '../../writing/post.ts'
import type { PreparedText } from '../../writing/prepare.ts'
import { addPost, isTextChanged, saveEdit, type SaveResult } from '../../writing/publishing.ts'
import type { ImportRemark } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import { noAddresses, type GivenAddresses } from './addresses.ts'
import type { ImportedLine } from './lines.ts'
import { describeChange, placeDocument, type Placement } from './place.ts'
import { keepChanges, recordSaves } from './record.ts'

/** A document with its images stored and its text rendered: all that its transaction needs. */
export type ReadyDocument = {
  file: string
  /** By what the document is known when it comes again. */
  key: string
  checksum: string
  /** The body has the addresses of the stored images. */
  post: PlannedPost
  text: PreparedText
  authorId: number
  /** The addresses of the images that were stored for it and were not there before (or, resumed, may not have been). */
  images: string[]
  /** What is said of it already. */
  remarks: ImportRemark[]
  /** The post that this document became before; null if it is new. */
  postId: number | null
  /** The version of that post on which it was decided what becomes of it. */
  version?: number
}

/** What became of a document; `remarks` are those that were not made before. */
export type Outcome = {
  kind: Placement['kind']
  redirects: number
  remarks: ImportRemark[]
  line: ImportedLine
}

/** Where the changes of a batch are kept: in no history, or in an operation that began at `since`. */
export type Keeping = { operationId?: number | undefined; since?: Date | undefined }

/** Stores documents as posts; gives what became of each. */
export async function storeDocuments(
  tx: Tx,
  batch: readonly ReadyDocument[],
  now: Date,
  { operationId, since }: Keeping = {},
): Promise<Outcome[]> {
  const store = async () => {
    const outcomes: Outcome[] = []
    const known: Remembered[] = []
    for (const ready of batch) {
      const { outcome, postId } = await storeDocument(tx, ready, now)
      outcomes.push(outcome)
      known.push({ ...ready, postId })
    }
    await rememberDocuments(tx, known)
    if (batch.length > 0) await bumpContentVersion(tx)
    return { savedIds: known.map(({ postId }) => postId), result: outcomes }
  }
  if (operationId === undefined) return (await store()).result
  const scope = {
    postIds: batch.flatMap(({ postId }) => postId ?? []),
    keys: batch.map(({ key }) => key),
    series: batch.map(({ post }) => post.series),
  }
  const outcomes = await recordSaves(tx, operationId, scope, store)
  await recordImages(
    tx,
    operationId,
    batch.flatMap(({ images }) => images),
    since,
  )
  return outcomes
}

async function recordImages(
  tx: Tx,
  operationId: number,
  urls: string[],
  since = new Date(0),
): Promise<void> {
  if (urls.length === 0) return
  const media = await tx.media.findMany({
    where: { path: { in: urls }, createdAt: { gte: since } },
    select: { id: true, path: true },
  })
  const changes = media.map(({ id, path }): RowChange => ({
    ...{ entity: 'media', entityId: id, field: 'row', before: null, after: path },
  }))
  await keepChanges(tx, operationId, changes)
}

/** What storeDocuments would do with one; reads only. `given` is what the same dry run has given away. */
export async function tryDocument(
  { db }: Pick<Context, 'db'>,
  ready: ReadyDocument,
  given: GivenAddresses,
): Promise<Outcome> {
  return outcomeOf(ready, await placeDocument(db.read, ready, given), ready.postId)
}

type Remembered = Pick<ReadyDocument, 'key' | 'checksum'> & { postId: number }

/** Writes down which posts documents are, so that they are known when they come again. */
export async function rememberDocuments(tx: Tx, documents: readonly Remembered[]): Promise<void> {
  if (documents.length === 0) return
  const last = new Map(documents.map(document => [document.key, document]))
  const rows = [...last.values()].map(
    ({ key, checksum, postId }) => sql`(${key}, ${checksum}, ${integer(postId)})`,
  )
  await tx.execute(sql`
    INSERT INTO imports (source, checksum, post_id) VALUES ${join(rows)}
    ON CONFLICT (source) DO UPDATE SET checksum = excluded.checksum, post_id = excluded.post_id`)
}

async function storeDocument(
  tx: Tx,
  ready: ReadyDocument,
  now: Date,
): Promise<{ outcome: Outcome; postId: number }> {
  const placement = await placeDocument(tx, ready, noAddresses())
  const postId = await saveDocument(tx, ready, placement, now)
  const data = placement.paths.map(path => ({ path, postId, createdAt: now }))
  if (data.length > 0) await tx.redirect.createMany({ data })
  return { outcome: outcomeOf(ready, placement, postId), postId }
}

async function saveDocument(
  tx: Tx,
  ready: ReadyDocument,
  { kind, stored, fields }: Placement,
  now: Date,
): Promise<number> {
  if (kind === 'unchanged' && stored) return stored.id
  const { text, authorId } = ready
  const saved = stored
    ? await editDocument(tx, ready, { stored, fields }, now)
    : await addPost(tx, { fields, text, authorId, isUntold: true }, findMoment(ready, fields, now))
  if (saved.kind !== 'saved') throw new Error(`An imported post was not saved: ${saved.kind}`)
  if (!stored) await settleAdded(tx, saved, ready.post)
  return saved.id
}

// What no form can say: when it was changed or deleted, and an address that is spelt as it was elsewhere.
async function settleAdded(
  tx: Tx,
  { id, slug }: { id: number; slug: string },
  { updatedAt, deletedAt, ...post }: PlannedPost,
): Promise<void> {
  const isKept =
    post.isWhole === true &&
    post.slug !== slug &&
    /^[^\s/?#%\\]+$/u.test(post.slug) &&
    !(await isSlugTaken(tx, post.slug, id))
  const data = {
    ...(updatedAt ? { contentUpdatedAt: updatedAt } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(isKept ? { slug: post.slug } : {}),
  }
  if (Object.keys(data).length > 0) await tx.post.update({ where: { id }, data })
}

function editDocument(
  tx: Tx,
  { text, authorId }: ReadyDocument,
  { stored, fields }: { stored: StoredPost; fields: PostFields },
  now: Date,
): Promise<SaveResult> {
  const edit = { stored, version: stored.version, fields, isUntold: true }
  const changed = isTextChanged(stored, fields) ? text : null
  return saveEdit(tx, { ...edit, text: changed }, { id: authorId }, now)
}

// An old post was made when it says so, not today: else the whole archive would look new.
function findMoment({ post }: ReadyDocument, { publishedAt }: PostFields, now: Date): Date {
  const moment = post.createdAt ?? publishedAt
  return moment !== null && moment < now ? moment : now
}

function outcomeOf(
  { file, remarks: said }: ReadyDocument,
  { kind, stored, fields, paths, remarks }: Placement,
  postId: number | null,
): Outcome {
  const redirects = paths.length
  const details = {
    ...(stored && kind === 'updated' ? describeChange(stored, fields) : {}),
    ...(redirects > 0 ? { redirects } : {}),
    remarks: [...said, ...remarks],
  }
  return { kind, redirects, remarks, line: { kind, file, title: fields.title, postId, details } }
}
