import type { Tx } from '../db/doors.ts'
import { isPublic, postPath, type Visibility } from '../text/public.ts'
import { bringUpToDate, type Told } from './due.ts'
import type { Counts, Facts, Reason } from './events.ts'
import { addMessages, listListeners, type Message } from './messages.ts'

/** A post as it was, or is: what decides whether and where readers see it. */
export type SeenPost = Visibility & { kind: string; slug: string }

export type PostChange = {
  id: number
  /** null when it was not there. */
  before: SeenPost | null
  /** null when it is not there any more. */
  after: SeenPost | null
  /** The names of the fields that differ. */
  changed: string[]
}

/** Tells of a post that was saved, as readers see it: that it came, changed or went. */
export async function tellPost(tx: Tx, change: PostChange, now: Date): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length === 0) return
  const told = await bringUpToDate(tx, listeners, { now, except: [change.id] })
  await addMessages(tx, listeners, judgePost(change, told), told.until)
}

/** The message of a change, if readers see any of it: none, or one. */
export function judgePost({ id, before, after, changed }: PostChange, told: Told): Message[] {
  const was = inSight(before, told.before)
  const is = inSight(after, told.until)
  const at = (seen: SeenPost) => ({ post: { id, path: postPath(seen) } })
  if (is && was) return changed.length > 0 ? [updated({ ...at(is), changed })] : []
  if (is) return [{ event: 'post.published', facts: at(is) }]
  return was ? [{ event: 'post.deleted', facts: { ...at(was), reason: reasonOf(after) } }] : []
}

const inSight = (post: SeenPost | null, at: Date): SeenPost | null =>
  post && isPublic(post, at) ? post : null

const updated = (facts: Facts): Message => ({ event: 'post.updated', facts })

function reasonOf(after: Visibility | null): Reason {
  if (!after) return 'removed'
  if (after.deletedAt) return 'trashed'
  return after.status === 'published' ? 'rescheduled' : 'unpublished'
}

/** Tells of an import with one message, whatever it brought in and changed. */
export async function tellImport(tx: Tx, counts: Counts, now: Date): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length === 0) return
  await bringUpToDate(tx, listeners, { now, except: [] })
  const facts = { reason: 'import', counts }
  await addMessages(tx, listeners, [{ event: 'posts.changed', facts }], now)
}
