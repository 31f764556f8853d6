import { findShownPosts } from '../api/posts/shape.ts'
import type { Context } from '../context.ts'
import type { Facts } from '../outbox/events.ts'
import { describeOperation } from './tags-changed.ts'

type Sender = Pick<Context, 'db' | 'config' | 'now'>

export type Unsent = { event: string; payload: string; createdAt: Date }

/**
 * What a message says, as text: made when it is sent for the first time and kept, so that each further
 * attempt sends the same. Of a post that readers do not see (any more) it names the address only.
 */
export async function writePayload(sender: Sender, message: Unsent): Promise<string> {
  const stored = JSON.parse(message.payload) as Facts | { type: string }
  if ('type' in stored) return message.payload
  return JSON.stringify({
    type: message.event,
    timestamp: message.createdAt.toISOString(),
    data: await writeData(sender, message.event, stored),
  })
}

async function writeData(
  sender: Sender,
  event: string,
  { post, operationId, ...said }: Facts,
): Promise<object> {
  const operation =
    operationId === undefined ? {} : await describeOperation(sender, operationId, event)
  return { ...operation, ...(post && { post: await showPost(sender, event, post) }), ...said }
}

async function showPost(
  { db, config: { baseUrl }, now }: Sender,
  event: string,
  { id, path }: { id: number; path: string },
): Promise<object> {
  const [shown] =
    event === 'post.deleted' ? [] : await findShownPosts(db.read, [id], { baseUrl, now: now() })
  return shown?.status === 'published' ? shown : { id, url: new URL(path, baseUrl).href }
}
