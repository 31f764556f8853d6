import { sql, type Read, type Tx } from '../../db/doors.ts'
import { nameKey } from '../../text/key.ts'
import { changePosts, type BulkResult } from '../../writing/bulk.ts'
import { listNearestTags } from '../../writing/vocabulary-lock.ts'

/** A new tag that was asked for, with the posts that it is wanted for. */
export type RequestedTag = {
  key: string
  name: string
  people: string[]
  posts: { id: number; title: string }[]
  /** Existing tags that may do instead, nearest first. */
  nearest: string[]
}

/** The tags that were asked for and not decided upon yet, the oldest first. */
export async function listRequestedTags(read: Read): Promise<RequestedTag[]> {
  const rows = await read.tagRequest.findMany({
    orderBy: { id: 'asc' },
    include: { post: { select: { id: true, title: true } }, person: true },
  })
  const byKey = new Map<string, RequestedTag>()
  for (const { key, name, post, person } of rows) {
    const known = byKey.get(key)
    const request = known ?? { key, name, people: [], posts: [], nearest: [] }
    if (!known) {
      request.nearest = await listNearestTags(read, name)
      byKey.set(key, request)
    }
    request.posts.push(post)
    const who = person?.displayName
    if (who !== undefined && !request.people.includes(who)) request.people.push(who)
  }
  return [...byKey.values()]
}

/** How many different new tags are asked for. */
export async function countRequestedTags(read: Read): Promise<number> {
  const rows = await read.tagRequest.groupBy({ by: ['key'] })
  return rows.length
}

/**
 * Gives the posts that a tag was asked for the tag of this name, new or not, and the request is done
 * with. Null when nobody asks for it any more.
 */
export async function grantTag(
  tx: Tx,
  { key, name }: { key: string; name: string },
  actor: { id: number },
  now: Date,
): Promise<BulkResult | null> {
  const requests = await tx.tagRequest.findMany({ where: { key: nameKey(key) } })
  if (requests.length === 0) return null
  const posts = sql`SELECT post_id FROM tag_requests WHERE key = ${nameKey(key)}`
  const done = await changePosts(tx, { action: 'add-tags', tags: [name], posts }, actor, now)
  if (done.operationId === null && done.fault) return done
  await refuseTag(tx, key)
  return done
}

/** Drops the requests for a name. */
export async function refuseTag(tx: Tx, key: string): Promise<number> {
  const { count } = await tx.tagRequest.deleteMany({ where: { key: nameKey(key) } })
  return count
}
