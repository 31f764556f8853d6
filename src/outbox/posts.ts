import type { Tx } from '../db/doors.ts'
import { isPublic, postPath, type Visibility } from '../text/public.ts'
import { bringUpToDate, type Told } from './due.ts'
import type { Counts, Reason } from './events.ts'
import { addMessages, listListeners, type Message } from './messages.ts'

/** A post as it was, or is: what decides whether and where readers see it. */
export type SeenPost = Visibility & { kind: string; slug: string }

export type PostChange = {
  id: number
  /** null when it was not there. */
  before: SeenPost | null
  after: SeenPost
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
export function judgePost(
  { id, before, after, changed }: PostChange,
  told: Told,
): (Message & { facts: { post: { id: number; path: string } } })[] {
  const was = before !== null && isPublic(before, told.before)
  const is = isPublic(after, told.until)
  const at = (seen: SeenPost) => ({ post: { id, path: postPath(seen) } })
  if (is && !was) return [{ event: 'post.published', facts: at(after) }]
  if (was && !is) {
    return [{ event: 'post.deleted', facts: { ...at(before), reason: reasonOf(after) } }]
  }
  return is && changed.length > 0
    ? [{ event: 'post.updated', facts: { ...at(after), changed } }]
    : []
}

function reasonOf({ deletedAt, status }: Visibility): Reason {
  if (deletedAt) return 'trashed'
  return status === 'published' ? 'rescheduled' : 'unpublished'
}

/** Tells of an import with one message, whatever it brought in and changed. */
export async function tellImport(tx: Tx, counts: Counts, now: Date): Promise<void> {
  const listeners = await listListeners(tx)
  if (listeners.length === 0) return
  await bringUpToDate(tx, listeners, { now, except: [] })
  const facts = { reason: 'import', counts }
  await addMessages(tx, listeners, [{ event: 'posts.changed', facts }], now)
}
