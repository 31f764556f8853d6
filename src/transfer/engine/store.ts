import type { Context } from '../../context.ts'
import type { Read, Tx } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { nameKey } from '../../text/key.ts'
import { emptyFindable, findableOf, type Findable } from '../../writing/findable.ts'
import { fieldsOf, findStoredPost, type PostFields, type StoredPost } from '../../writing/post.ts'
import type { PreparedText } from '../../writing/prepare.ts'
import {
  addPost,
  isTextChanged,
  isUnchanged,
  saveEdit,
  type SaveResult,
} from '../../writing/publishing.ts'
import { listLockedNames } from '../../writing/vocabulary-lock.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import {
  findFreeSlug,
  listFreePaths,
  noAddresses,
  type GivenAddresses,
  type Search,
} from './addresses.ts'

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
  /** The post that this document became before; null if it is new. */
  postId: number | null
}

export type Outcome = {
  kind: 'added' | 'updated' | 'unchanged'
  redirects: number
  remarks: ImportRemark[]
}

type Placement = Omit<Outcome, 'redirects'> & {
  stored: StoredPost | null
  fields: PostFields
  paths: string[]
}

/** Stores documents as posts in one transaction; gives what became of each. */
export function storeDocuments(
  { db }: Pick<Context, 'db'>,
  batch: readonly ReadyDocument[],
  now: Date,
): Promise<Outcome[]> {
  return db.write(async tx => {
    const outcomes: Outcome[] = []
    for (const ready of batch) outcomes.push(await storeDocument(tx, ready, now))
    return outcomes
  })
}

/** What storeDocuments would do with one; reads only. `given` is what the same dry run has given away. */
export async function tryDocument(
  { db }: Pick<Context, 'db'>,
  ready: ReadyDocument,
  given: GivenAddresses,
): Promise<Outcome> {
  return outcomeOf(await placeDocument(db.read, ready, given))
}

/** Writes down which post a document is, so that it is known when it comes again. */
export async function rememberDocument(
  tx: Tx,
  { key: source, checksum }: Pick<ReadyDocument, 'key' | 'checksum'>,
  postId: number,
): Promise<void> {
  const values = { checksum, postId }
  await tx.import.upsert({
    where: { source },
    create: { source, ...values },
    update: values,
  })
}

async function storeDocument(tx: Tx, ready: ReadyDocument, now: Date): Promise<Outcome> {
  const placement = await placeDocument(tx, ready, noAddresses())
  const postId = await saveDocument(tx, ready, placement, now)
  const data = placement.paths.map(path => ({ path, postId, createdAt: now }))
  if (data.length > 0) await tx.redirect.createMany({ data })
  await rememberDocument(tx, ready, postId)
  return outcomeOf(placement)
}

async function placeDocument(
  read: Read,
  ready: ReadyDocument,
  given: GivenAddresses,
): Promise<Placement> {
  const remarks: ImportRemark[] = []
  const search: Search = {
    given,
    say: (line, text, parameters) => remarks.push(remarkOn(ready.file, line, text, parameters)),
  }
  const { postId, post } = ready
  const stored = postId === null ? null : await findStoredPost(read, postId)
  if (stored?.deletedAt) {
    search.say(null, mark('Its post is in the trash and was left as it is.'))
    return { kind: 'unchanged', stored, fields: fieldsOf(stored), paths: [], remarks }
  }
  const fields = describeFields(post, stored, await findSlug(read, post, stored, search))
  const present = { id: stored?.id ?? 0, kind: fields.kind, slug: fields.slug }
  const paths = await listFreePaths(read, post.aliases, present, search)
  const kind = judge(stored, fields)
  if (kind !== 'unchanged') await remarkOnLock(read, fields, ready.authorId, search)
  return { kind, stored, fields, paths, remarks }
}

async function remarkOnLock(
  read: Read,
  { tags }: PostFields,
  authorId: number,
  { say }: Search,
): Promise<void> {
  for (const name of await listLockedNames(read, tags, authorId)) {
    say(
      null,
      mark('The tag “{name}” is new, and authors use existing ones only: an editor is asked.'),
      {
        name,
      },
    )
  }
}

// A post keeps its address when its document comes again, unless the header names another.
function findSlug(
  read: Read,
  post: PlannedPost,
  stored: StoredPost | null,
  search: Search,
): Promise<string> {
  const isKept =
    stored !== null && (!post.hasOwnSlug || stored.slug.replace(/-\d+$/u, '') === post.slug)
  if (isKept) return Promise.resolve(stored.slug)
  return findFreeSlug(read, post.slug, stored?.id ?? 0, search)
}

function describeFields(post: PlannedPost, stored: StoredPost | null, slug: string): PostFields {
  const { kind, title, body, excerpt, category, tags, status } = post
  return {
    ...{ kind, title, body, slug, excerpt, category, tags, status },
    publishedAt: post.isDated || !stored ? post.publishedAt : stored.publishedAt,
    pinned: post.pinned ?? stored?.pinned ?? false,
    ...placeOf(post, stored),
    ...describeFindable(post, stored),
  }
}

function describeFindable(post: PlannedPost, stored: StoredPost | null): Findable {
  const present = stored ? findableOf(stored) : emptyFindable
  return {
    language: post.language,
    canonicalUrl: post.canonicalUrl ?? present.canonicalUrl,
    cover: post.cover ?? present.cover,
    noindex: post.noindex ?? present.noindex,
  }
}

// A document that names no series leaves its post where somebody has put it.
function placeOf({ series, seriesPosition }: PlannedPost, stored: StoredPost | null) {
  const present = stored?.series ?? { name: '', position: null }
  const isKept = series === '' || nameKey(present.name) === nameKey(series)
  return isKept
    ? { series: present.name, seriesPosition: seriesPosition ?? present.position }
    : { series, seriesPosition }
}

function judge(stored: StoredPost | null, fields: PostFields): Outcome['kind'] {
  if (!stored) return 'added'
  return isUnchanged(stored, fields) ? 'unchanged' : 'updated'
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
    : await addPost(tx, { fields, text, authorId }, findMoment(ready, fields, now))
  if (saved.kind !== 'saved') throw new Error(`An imported post was not saved: ${saved.kind}`)
  const { updatedAt } = ready.post
  if (!stored && updatedAt) {
    await tx.post.update({ where: { id: saved.id }, data: { contentUpdatedAt: updatedAt } })
  }
  return saved.id
}

function editDocument(
  tx: Tx,
  { text, authorId }: ReadyDocument,
  { stored, fields }: { stored: StoredPost; fields: PostFields },
  now: Date,
): Promise<SaveResult> {
  const edit = { stored, version: stored.version, fields }
  const changed = isTextChanged(stored, fields) ? text : null
  return saveEdit(tx, { ...edit, text: changed }, { id: authorId }, now)
}

// An old post was made when it says so, not today: else the whole archive would look new.
function findMoment({ post }: ReadyDocument, { publishedAt }: PostFields, now: Date): Date {
  const moment = post.createdAt ?? publishedAt
  return moment !== null && moment < now ? moment : now
}

function outcomeOf({ kind, paths, remarks }: Placement): Outcome {
  return { kind, redirects: paths.length, remarks }
}
