import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import { bringUpToDate } from './due.ts'
import type { Counts } from './events.ts'
import { addMessages, listListeners, type Listener, type Message } from './messages.ts'
import { judgePost, type PostChange, type SeenPost } from './posts.ts'

/** Of more posts than these, one message tells. */
const MOST_MESSAGES = 100

/**
 * Tells of an operation that was applied: once of what it did to tags and categories, and of each
 * post that came, changed or went.
 */
export async function tellOperation(
  tx: Tx,
  { operationId, removed }: { operationId: number; removed: PostChange[] },
  now: Date,
): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length === 0) return
  if (await touchesVocabulary(tx, operationId)) {
    await addMessages(tx, listeners, [tagsChanged(operationId, now)], now)
  }
  const changes = [...removed, ...(await listPostChanges(tx, operationId))]
  await tellPosts(tx, listeners, { operationId, changes }, now)
}

/** Tells of an operation that consists of others once, and not of its parts. */
export async function tellAsOne(tx: Tx, operationId: number, now: Date): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length === 0) return
  const parts = await tx.operation.findMany({
    where: { parentId: operationId },
    select: { id: true },
  })
  const { count } = await tx.webhookDelivery.deleteMany({
    where: { messageId: { in: parts.map(part => messageIdOf(part.id, now)) } },
  })
  if (count > 0) await addMessages(tx, listeners, [tagsChanged(operationId, now)], now)
}

const tagsChanged = (operationId: number, now: Date): Message => ({
  event: 'tags.changed',
  messageId: messageIdOf(operationId, now),
  facts: { operationId },
})

// Known beforehand, so that the message of a part is found again.
const messageIdOf = (operationId: number, now: Date): string =>
  `msg_operation_${operationId}_${now.getTime().toString(36)}`

async function touchesVocabulary(tx: Tx, operationId: number): Promise<boolean> {
  const rows = await tx.query(sql`
    SELECT 1 AS found FROM operation_rows WHERE operation_id = ${operationId}
      AND (entity IN ('blog_tag', 'tag', 'tag_alias', 'tag_redirect',
          'category', 'category_alias', 'category_redirect')
        OR (entity = 'post' AND field = 'category_id')) LIMIT 1`)
  return rows.length > 0
}

async function tellPosts(
  tx: Tx,
  listeners: Listener[],
  { operationId, changes }: { operationId: number; changes: PostChange[] },
  now: Date,
): Promise<void> {
  if (changes.length === 0) return
  const except = changes.map(({ id }) => id)
  const told = await bringUpToDate(tx, listeners, { now, except })
  const messages = changes.flatMap(change => judgePost(change, told))
  const isMany = messages.length > MOST_MESSAGES
  await addMessages(tx, listeners, isMany ? [sumUp(operationId, messages)] : messages, told.until)
}

function sumUp(operationId: number, messages: Message[]): Message {
  const count = (event: string) => messages.filter(message => message.event === event).length
  const counts: Counts = {
    published: count('post.published'),
    updated: count('post.updated'),
    deleted: count('post.deleted'),
  }
  return { event: 'posts.changed', facts: { reason: 'operation', operationId, counts } }
}

type Cell = { id: number; entity: string; field: string; before: string | null }

/** What the cells of posts are called in the API. */
const NAMES: Record<string, string> = {
  slug: 'slug',
  text: 'body',
  published_at: 'publishedAt',
  position: 'series',
  title: 'title',
  kind: 'kind',
  pinned: 'pinned',
  language: 'language',
  canonical_url: 'canonicalUrl',
  cover: 'cover',
  noindex: 'noindex',
}

/** The posts that are about to be removed for good, as readers see them until then. */
export async function listRemoved(tx: Tx, ids: Sql): Promise<PostChange[]> {
  if ((await listListeners(tx)).length === 0) return []
  const posts = await selectPosts(tx, ids)
  return posts.map(row => ({ id: row.id, before: readPost(row), after: null, changed: [] }))
}

const selectPosts = (tx: Tx, ids: Sql): Promise<RawPost[]> =>
  tx.query<RawPost>(sql`
    SELECT id, kind, slug, status, published_at AS published, deleted_at AS deleted FROM posts
    WHERE id IN (${ids}) ORDER BY id`)

async function listPostChanges(tx: Tx, operationId: number): Promise<PostChange[]> {
  const told = sql`operation_id = ${operationId} AND (entity = 'series_post' OR (entity = 'post'
    AND field IN ('status', 'deleted_at', ${join(Object.keys(NAMES))})))`
  // A text is long, and only that it is another counts.
  const cells = await tx.query<Cell>(sql`
    SELECT entity_id AS id, entity, field, CASE WHEN field <> 'text' THEN before END AS before
    FROM operation_rows WHERE ${told} ORDER BY id DESC`)
  const posts = await selectPosts(tx, sql`SELECT entity_id FROM operation_rows WHERE ${told}`)
  const byPost = new Map<number, Cell[]>()
  for (const cell of cells) byPost.set(cell.id, [...(byPost.get(cell.id) ?? []), cell])
  return posts.map(row => {
    const after = readPost(row)
    const own = byPost.get(row.id) ?? []
    const changed = [...new Set(own.flatMap(({ field }) => NAMES[field] ?? []))]
    return { id: row.id, before: takeBack(after, own), after, changed }
  })
}

type RawPost = { id: number; kind: string; slug: string; status: string } & {
  published: Date | string | null
  deleted: Date | string | null
}

const readPost = ({ kind, slug, status, published, deleted }: RawPost): SeenPost => ({
  ...{ kind, slug, status, publishedAt: momentOf(published), deletedAt: momentOf(deleted) },
})

const momentOf = (value: Date | string | null): Date | null =>
  value === null ? null : new Date(value)

// The newest cell comes first, so that the oldest has the last word.
function takeBack(after: SeenPost, cells: Cell[]): SeenPost {
  const before = { ...after }
  for (const { field, before: value } of cells) TAKEN_BACK[field]?.(before, value)
  return before
}

const TAKEN_BACK: Record<string, (post: SeenPost, value: string | null) => void> = {
  slug: (post, value) => (post.slug = value ?? post.slug),
  kind: (post, value) => (post.kind = value ?? post.kind),
  status: (post, value) => (post.status = value ?? post.status),
  published_at: (post, value) => (post.publishedAt = momentOf(value)),
  deleted_at: (post, value) => (post.deletedAt = momentOf(value)),
}
