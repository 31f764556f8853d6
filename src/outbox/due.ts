import { sql, type Read, type Sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'
import { postPath } from '../text/public.ts'
import { addMessages, listListeners, type Listener } from './messages.ts'

/** The setting that holds the moment up to which all that is public was told. */
const TOLD_UNTIL = 'webhooksToldUntil'

/** Up to when all that is public was told; null when nobody listened yet. */
export async function readToldUntil(read: Read): Promise<Date | null> {
  const stored = await read.setting.findUnique({ where: { name: TOLD_UNTIL } })
  return stored && new Date(stored.value)
}

/** Says that whoever listens from now on is told of nothing before. */
export async function beginTelling(tx: Tx, now: Date): Promise<void> {
  const value = now.toISOString()
  const name = TOLD_UNTIL
  await tx.setting.upsert({ where: { name }, create: { name, value }, update: { value } })
}

/** Whether a scheduled post came due that nobody was told of. */
export async function isTellingDue(read: Read, now: Date): Promise<boolean> {
  const from = await readToldUntil(read)
  if (!from || from >= now) return false
  return (await read.query(sql`${duePosts(read, from, now)} LIMIT 1`)).length > 0
}

/** Tells of the scheduled posts that came due: once, since the moment moves in the same transaction. */
export async function tellDue(tx: Tx, now: Date): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length > 0) await bringUpToDate(tx, listeners, { now, except: [] })
}

/** The moment before which all was told, and the one up to which all is told now. */
export type Told = { before: Date; until: Date }

/** As `tellDue`, but not of these posts, which a change is about to tell of. */
export async function bringUpToDate(
  tx: Tx,
  listeners: Listener[],
  { now, except }: { now: Date; except: number[] },
): Promise<Told> {
  const before = (await readToldUntil(tx)) ?? now
  // Another writer's clock, or its place in the queue, may have been ahead of this one.
  const until = before > now ? before : now
  if (until > before) {
    const posts = await tx.query<DuePost>(duePosts(tx, before, until))
    const told = posts.filter(({ id }) => !except.includes(id))
    const messages = told.map(({ id, kind, slug }) => ({
      event: 'post.published' as const,
      facts: { post: { id, path: postPath({ kind, slug }) } },
    }))
    await addMessages(tx, listeners, messages, until)
    await beginTelling(tx, until)
  }
  return { before, until }
}

type DuePost = { id: number; kind: string; slug: string }

// Of each kind they stand together in an index. What was public from its beginning was told of then, or
// belongs to an import.
function duePosts({ dialect }: Pick<Read, 'dialect'>, after: Date, until: Date): Sql {
  return sql`SELECT id, kind, slug FROM posts
    WHERE kind IN ('post', 'page') AND status = 'published' AND deleted_at IS NULL
      AND created_at < published_at
      AND published_at > ${moment(dialect, after)} AND published_at <= ${moment(dialect, until)}
    ORDER BY published_at, id`
}
