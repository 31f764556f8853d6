import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import { integer, momentAsText, momentText } from '../db/moment.ts'
import { applyRows } from '../history/apply.ts'
import { joinAsCell } from '../history/kept-row.ts'
import { dropOperation, startOperation, summarise, type Summary } from '../history/operations.ts'
import { removeLostTerms } from '../history/orphans.ts'
import { mark } from '../i18n/translate.ts'
import { findTermIds, resolveCategory, resolveTags } from '../taxonomy/resolve.ts'
import { tagVocabulary } from '../taxonomy/vocabulary.ts'
import { recordFirstSlugs } from './first-slugs.ts'
import { hasRoomForTags } from './tag-room.ts'
import { allowTags } from './vocabulary-lock.ts'

export type BulkAction =
  | { action: 'add-tags' | 'remove-tags' | 'set-tags'; tags: string[] }
  | { action: 'set-category'; category: string }
  | { action: 'publish' | 'unpublish' | 'delete' | 'restore' }

export type BulkResult = (
  { operationId: null; fault?: string } | { operationId: number; summary: Summary }
) & {
  /** New tags that an author may only ask for: the posts have not got them. */
  requested: string[]
}

const TOO_FULL = mark('A post has at most 500 tags, and one of these would have more.')

type Scope = { operationId: number; posts: Sql; now: Date }

/**
 * Does one thing to all posts of a selection, in sets and as one operation that can be undone.
 * `posts` is a subquery of ids. Nothing to do gives no operation.
 */
export async function changePosts(
  tx: Tx,
  { posts, ...wanted }: BulkAction & { posts: Sql },
  actor: { id: number | null },
  now: Date,
): Promise<BulkResult> {
  const selected = await tx.query(sql`SELECT id FROM posts WHERE id IN (${posts}) LIMIT 1`)
  if (selected.length === 0) return { operationId: null, requested: [] }
  const { change, requested } = await allowChange(tx, wanted, { posts, actorId: actor.id, now })
  if (!change) return { operationId: null, requested }
  if (change.action === 'add-tags' && !(await hasRoomForTags(tx, change.tags, posts))) {
    return { operationId: null, fault: TOO_FULL, requested: [] }
  }
  const start = { kind: change.action, summary: { text: '' }, actorId: actor.id }
  const operationId = await startOperation(tx, start, now)
  await recordChange(tx, change, { operationId, posts, now })
  const count = await countTouchedPosts(tx, operationId)
  if (count === 0) {
    await dropOperation(tx, operationId)
    return { operationId: null, requested }
  }
  await applyRows(tx, operationId, now)
  await removeLostTerms(tx, operationId)
  const summary = summaryOf(change, count)
  await summarise(tx, operationId, summary)
  return { operationId, summary, requested }
}

// What is only asked for must not leave posts without the tags that they have.
async function allowChange(
  tx: Tx,
  change: BulkAction,
  scope: Parameters<typeof allowTags>[2],
): Promise<{ change: BulkAction | null; requested: string[] }> {
  if (!('tags' in change) || change.action === 'remove-tags') return { change, requested: [] }
  const { tags, requested } = await allowTags(tx, change.tags, scope)
  const isEmptied = tags.length === 0 && requested.length > 0
  return { change: isEmptied ? null : { ...change, tags }, requested }
}

async function recordChange(tx: Tx, change: BulkAction, scope: Scope): Promise<void> {
  if ('tags' in change) return recordTags[change.action](tx, scope, change.tags)
  if ('category' in change) return recordCategory(tx, scope, change.category)
  switch (change.action) {
    case 'publish':
      return recordPublishing(tx, scope)
    case 'unpublish':
      return recordField(tx, scope, { field: 'status', before: sql`p.status`, after: 'draft' })
    case 'delete':
      return recordTrash(tx, { ...scope, posts: presentPosts(scope.posts) }, momentText(scope.now))
    case 'restore':
      return recordTrash(tx, scope, null)
  }
}

const presentPosts = (posts: Sql): Sql =>
  sql`SELECT id FROM posts WHERE deleted_at IS NULL AND id IN (${posts})`

const recordTags = {
  'add-tags': recordAddedTags,
  'remove-tags': recordRemovedTags,
  'set-tags': recordNewTags,
}

async function recordAddedTags(tx: Tx, scope: Scope, names: string[]): Promise<void> {
  const tagIds = await resolveTags(tx, names, scope.now)
  for (const [index, tagId] of tagIds.entries()) {
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      SELECT ${integer(scope.operationId)}, 'blog_tag', p.id, ${integer(tagId)}, 'position', NULL, CAST(
        (SELECT COALESCE(MAX(position), -1) FROM blog_tag WHERE post_id = p.id) + 1
          + CAST(${index} AS INTEGER) AS TEXT)
      FROM posts p WHERE p.id IN (${scope.posts})
        AND NOT EXISTS (SELECT 1 FROM blog_tag WHERE post_id = p.id AND tag_id = ${tagId})`)
  }
}

async function recordRemovedTags(tx: Tx, scope: Scope, names: string[]): Promise<void> {
  const tagIds = [...(await findTermIds(tx, tagVocabulary, names)).values()]
  if (tagIds.length === 0) return
  await recordLostRows(tx, scope, sql`b.tag_id IN (${join(tagIds)})`)
}

// What stands and is wanted moves to its place in the new order; the rest goes or comes.
async function recordNewTags(tx: Tx, scope: Scope, names: string[]): Promise<void> {
  const tagIds = await resolveTags(tx, names, scope.now)
  const others = tagIds.length > 0 ? sql`b.tag_id NOT IN (${join(tagIds)})` : sql`1 = 1`
  await recordLostRows(tx, scope, others)
  for (const [index, tagId] of tagIds.entries()) {
    const place = String(index)
    await tx.execute(sql`
      INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
      SELECT ${integer(scope.operationId)}, 'blog_tag', p.id, ${integer(tagId)}, 'position',
        ${joinAsCell(tx.dialect)}, CAST(${place} AS TEXT)
      FROM posts p LEFT JOIN blog_tag b ON b.post_id = p.id AND b.tag_id = ${tagId}
      WHERE p.id IN (${scope.posts}) AND COALESCE(CAST(b.position AS TEXT), '') <> ${place}`)
  }
}

async function recordLostRows(tx: Tx, scope: Scope, condition: Sql): Promise<void> {
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(scope.operationId)}, 'blog_tag', b.post_id, b.tag_id, 'position',
      ${joinAsCell(tx.dialect)}, NULL
    FROM blog_tag b WHERE b.post_id IN (${scope.posts}) AND ${condition}`)
}

async function recordCategory(tx: Tx, scope: Scope, name: string): Promise<void> {
  const categoryId = await resolveCategory(tx, name, scope.now)
  await recordField(tx, scope, {
    field: 'category_id',
    before: sql`CAST(p.category_id AS TEXT)`,
    after: categoryId === null ? null : String(categoryId),
  })
}

async function recordPublishing(tx: Tx, scope: Scope): Promise<void> {
  const before = momentAsText(tx.dialect, sql`p.published_at`)
  await recordFirstSlugs(tx, scope)
  const undated = sql`SELECT id FROM posts WHERE published_at IS NULL AND id IN (${scope.posts})`
  const after = momentText(scope.now)
  await recordField(tx, { ...scope, posts: undated }, { field: 'published_at', before, after })
  await recordField(tx, scope, { field: 'status', before: sql`p.status`, after: 'published' })
}

async function recordTrash(tx: Tx, scope: Scope, after: string | null): Promise<void> {
  const before = momentAsText(tx.dialect, sql`p.deleted_at`)
  await recordField(tx, scope, { field: 'deleted_at', before, after })
}

async function recordField(
  tx: Tx,
  { operationId, posts }: Scope,
  { field, before, after }: { field: string; before: Sql; after: string | null },
): Promise<void> {
  const value = sql`CAST(${after} AS TEXT)`
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(operationId)}, 'post', p.id, 0, CAST(${field} AS TEXT), ${before}, ${value}
    FROM posts p WHERE p.id IN (${posts}) AND COALESCE(${before}, '') <> COALESCE(${value}, '')`)
}

async function countTouchedPosts(tx: Tx, operationId: number): Promise<number> {
  const rows = await tx.query<{ count: number | bigint }>(sql`
    SELECT count(DISTINCT entity_id) AS count FROM operation_rows WHERE operation_id = ${operationId}`)
  return Number(rows[0]?.count ?? 0)
}

const SENTENCES: Record<BulkAction['action'], string> = {
  'add-tags': mark('{count} posts got the tags {names}'),
  'remove-tags': mark('{count} posts lost the tags {names}'),
  'set-tags': mark('{count} posts have the tags {names} now'),
  'set-category': mark('{count} posts moved to the category “{names}”'),
  publish: mark('{count} posts published'),
  unpublish: mark('{count} posts unpublished'),
  delete: mark('{count} posts moved to the trash'),
  restore: mark('{count} posts restored'),
}

const CLEARED: Partial<typeof SENTENCES> = {
  'set-tags': mark('{count} posts have no tags now'),
  'set-category': mark('{count} posts have no category now'),
}

function summaryOf(change: BulkAction, count: number): Summary {
  const names =
    'tags' in change ? change.tags.join(', ') : 'category' in change ? change.category : ''
  const text = (names === '' ? CLEARED[change.action] : undefined) ?? SENTENCES[change.action]
  return { text, count, names }
}
