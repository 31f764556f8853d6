/** What a webhook may be told of. */
export const events = [
  'post.published',
  'post.updated',
  'post.deleted',
  'posts.changed',
  'tags.changed',
] as const

export type Event = (typeof events)[number]

/** The event of the message by which a webhook is tried out. */
export const PING = 'ping'

/** Why readers see a post no more. */
export type Reason = 'trashed' | 'unpublished' | 'rescheduled' | 'removed'

/** How many posts readers see anew, otherwise and no more. */
export type Counts = { published: number; updated: number; deleted: number }

/**
 * What a message is about, as it stands in the outbox until it is sent for the first time: what it
 * says of a post is read then, so that nothing is told that is no longer public.
 */
export type Facts = {
  post?: { id: number; path: string }
  changed?: string[]
  reason?: string
  operationId?: number
  counts?: Counts
}
