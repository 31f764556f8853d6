import { bumpContentVersion } from '../db/content-version.ts'
import { sql, type Tx } from '../db/doors.ts'
import { indexLinks } from '../db/link-index.ts'
import { indexPost } from '../db/search-index.ts'
import { removeOrphans } from '../history/orphans.ts'
import { tellPost } from '../outbox/posts.ts'
import { placeInSeries, placeNewInSeries } from '../series/service.ts'
import { addPostTags, replacePostTags } from '../taxonomy/replace.ts'
import { resolveCategory, resolveTags } from '../taxonomy/resolve.ts'
import { chooseSlug, keepFormerPath } from './address.ts'
import { findableOf } from './findable.ts'
import { placeOfPost } from './journal/copies.ts'
import { settleCopy } from './journal/discarding.ts'
import type { KnownCopy } from './journal/form.ts'
import { findPostOfWriting, rememberPost } from './journal/writings.ts'
import { fieldsOf, type PostFields, type StoredPost } from './post.ts'
import type { PreparedText } from './prepare.ts'
import { addRevision } from './revisions/store.ts'
import { allowTags, type AllowedTags } from './vocabulary-lock.ts'

export type SaveResult =
  | {
      kind: 'saved'
      id: number
      version: number
      slug: string
      /** New tags that an author may only ask for: the post has not got them. */
      requested: string[]
    }
  | { kind: 'conflict' }
  | { kind: 'slug-taken' }

export type NewPost = {
  fields: PostFields
  text: PreparedText
  authorId: number
  /** The writing that becomes this post, and what its form knows of the private copy. */
  known?: KnownCopy | null
  /** True for an import, which tells kept pages and webhooks of many posts at once. */
  isUntold?: boolean
}

/** As `addPost`, but a writing becomes a post only once: sent again, it gives the post that it is. */
export async function addPostOnce(
  tx: Tx,
  post: NewPost,
  now: Date,
): Promise<SaveResult | { kind: 'made'; id: number }> {
  const { authorId: personId, known } = post
  const writing = known?.writing
  if (writing === undefined) return addPost(tx, post, now)
  const made = await findPostOfWriting(tx, writing, personId)
  if (made !== null) return { kind: 'made', id: made }
  const result = await addPost(tx, post, now)
  if (result.kind !== 'saved') return result
  await rememberPost(tx, { ...known, writing }, { postId: result.id, personId }, now)
  return result
}

/** Adds a post with its tags and category. Its author is its first editor. */
export async function addPost(tx: Tx, post: NewPost, now: Date): Promise<SaveResult> {
  const { fields, text, authorId, isUntold = false } = post
  const slug = await chooseSlug(tx, fields, null)
  if (slug === null) return { kind: 'slug-taken' }
  const publishedAt = publishingMoment(fields, null, now)
  const { id } = await tx.post.create({
    data: {
      ...text.columns,
      kind: fields.kind,
      slug,
      authorId,
      categoryId: await resolveCategory(tx, fields.category, now),
      status: fields.status,
      publishedAt,
      pinned: fields.pinned,
      ...findableOf(fields),
      createdAt: now,
      contentUpdatedAt: now,
    },
    select: { id: true },
  })
  const { tags, requested } = await allowPostTags(tx, id, fields, { editorId: authorId, now })
  await addPostTags(tx, id, await resolveTags(tx, tags, now), () => now)
  const place = await placeNewInSeries(tx, id, fields, now)
  await finishSave(
    tx,
    { ...fields, ...place, tags, id, slug, publishedAt, version: 1 },
    { editorId: authorId, now, text, stored: null, isUntold },
  )
  return { kind: 'saved', id, version: 1, slug, requested }
}

export type Edit = {
  stored: StoredPost
  /** The version that the form was opened with. */
  version: number
  fields: PostFields
  /** null when title, body, excerpt and language stay as they are. */
  text: PreparedText | null
  /** What the form knows of its person's private copy, which this save takes in; null leaves it. */
  known?: KnownCopy | null
  /** As for a new post. */
  isUntold?: boolean
}

/**
 * Re-edits a post wholly or not at all: compares the version in the UPDATE itself, moves the
 * category, clears and reinserts the tags, removes what became unused, keeps a revision.
 */
export async function saveEdit(
  tx: Tx,
  { stored, version, fields, text, known = null, isUntold = false }: Edit,
  editor: { id: number | null },
  now: Date,
): Promise<SaveResult> {
  const { id } = stored
  const slug = await chooseSlug(tx, fields, stored)
  if (slug === null) return { kind: 'slug-taken' }
  const publishedAt = publishingMoment(fields, stored, now)
  const { count } = await tx.post.updateMany({
    where: { id, version },
    data: {
      ...(text ? { ...text.columns, contentUpdatedAt: now } : {}),
      kind: fields.kind,
      slug,
      status: fields.status,
      publishedAt,
      pinned: fields.pinned,
      ...findableOf(fields),
      version: version + 1,
    },
  })
  if (count === 0) return { kind: 'conflict' }
  await keepFormerPath(tx, stored, { kind: fields.kind, slug }, now)
  const { tags, requested } = await allowPostTags(tx, id, fields, { editorId: editor.id, now })
  await reclassify(tx, stored, { ...fields, tags }, now)
  const place = await placeInSeries(tx, id, fields, now)
  const saved = { ...fields, ...place, tags, id, slug, publishedAt, version: version + 1 }
  await finishSave(tx, saved, { editorId: editor.id, now, text, stored, isUntold })
  await settleOwn(tx, { id, known }, editor, now)
  return { kind: 'saved', id, version: version + 1, slug, requested }
}

/** Removes the private copy of this person that a form has sent, if it speaks of copies. */
export async function settleOwn(
  tx: Tx,
  { id, known }: { id: number; known: KnownCopy | null },
  person: { id: number | null },
  now: Date,
): Promise<void> {
  if (known && person.id !== null) await settleCopy(tx, placeOfPost(id, person.id), known, now)
}

/** Whether an edit would change nothing of what is stored. */
export function isUnchanged(stored: StoredPost, fields: PostFields): boolean {
  const present = comparable(fieldsOf(stored))
  return (
    JSON.stringify(present) ===
    JSON.stringify(comparable({ ...fields, slug: fields.slug || stored.slug }))
  )
}

/** Whether what is rendered differs from what is stored; a few words in it are of the post's language. */
export function isTextChanged(stored: StoredPost, fields: PostFields): boolean {
  return (
    stored.title !== fields.title ||
    stored.body !== fields.body ||
    stored.excerpt !== fields.excerpt ||
    stored.language !== fields.language
  )
}

/** The names of the fields in which a post differs from what is stored. */
export function listChanged(stored: StoredPost, fields: PostFields): string[] {
  const present = Object.entries(comparable(fieldsOf(stored)))
  const wanted = comparable(fields) as Record<string, unknown>
  return present.flatMap(([name, value]) =>
    JSON.stringify(value) === JSON.stringify(wanted[name]) ? [] : name,
  )
}

function comparable({ publishedAt, ...fields }: PostFields) {
  return { ...fields, publishedAt: publishedAt?.getTime() ?? null }
}

// An empty date keeps the present one; a post that was never public gets now.
function publishingMoment(fields: PostFields, stored: StoredPost | null, now: Date): Date | null {
  const given = fields.publishedAt ?? stored?.publishedAt ?? null
  return fields.status === 'published' ? (given ?? now) : given
}

function allowPostTags(
  tx: Tx,
  id: number,
  { tags }: PostFields,
  { editorId, now }: Pick<Finish, 'editorId' | 'now'>,
): Promise<AllowedTags> {
  const posts = sql`SELECT id FROM posts WHERE id = ${id}`
  return allowTags(tx, tags, { posts, actorId: editorId, now })
}

async function reclassify(
  tx: Tx,
  stored: StoredPost,
  fields: PostFields,
  now: Date,
): Promise<void> {
  const { id } = stored
  const categoryId = await resolveCategory(tx, fields.category, now)
  const lostCategory = stored.categoryId !== null && stored.categoryId !== categoryId
  if (stored.categoryId !== categoryId) {
    await tx.post.updateMany({ where: { id }, data: { categoryId } })
  }
  const tagIds = await replacePostTags(tx, id, await resolveTags(tx, fields.tags, now), now)
  await removeOrphans(tx, {
    tagIds,
    categoryIds: lostCategory && stored.categoryId !== null ? [stored.categoryId] : [],
  })
}

type Finish = {
  editorId: number | null
  now: Date
  text: PreparedText | null
  stored: StoredPost | null
  isUntold: boolean
}

async function finishSave(
  tx: Tx,
  post: PostFields & { id: number; version: number },
  { editorId, now, text, stored, isUntold }: Finish,
): Promise<void> {
  await addRevision(tx, post, { editorId, now })
  if (text) {
    await indexPost(tx, post.id, text.search)
    if (stored || text.links.length > 0) await indexLinks(tx, post.id, text.links)
  }
  if (isUntold) return
  const after = { ...post, deletedAt: stored?.deletedAt ?? null }
  const changed = stored ? listChanged(stored, post) : []
  await tellPost(tx, { id: post.id, before: stored, after, changed }, now)
  await bumpContentVersion(tx)
}
