import type { SignedIn } from '../../accounts/signed-in.ts'
import { sql, type Read } from '../../db/doors.ts'
import { mayEdit, postPath } from '../post.ts'
import { countLinking, isEditable, leadsTo, listFormerPaths } from './linking.ts'

const SHOWN = 20

export type Backlinks = {
  total: number
  /** The newest; without those of others that readers do not see either. */
  posts: { title: string; url: string }[]
}

/** The posts that lead to a post, at its present address or a former one. */
export async function listBacklinks(
  read: Read,
  user: SignedIn,
  post: { id: number; kind: string; slug: string },
  now: Date,
): Promise<Backlinks> {
  return listLeading(
    read,
    user,
    [postPath(post), ...(await listFormerPaths(read, { postId: post.id }))],
    now,
  )
}

/** The posts that lead to one of some addresses. */
export async function listLeading(
  read: Read,
  user: SignedIn,
  addresses: string[],
  now: Date,
): Promise<Backlinks> {
  const posts = await read.query<{
    id: number
    title: string
    kind: string
    slug: string
    authorId: number
  }>(sql`
    SELECT p.id, p.title, p.kind, p.slug, p.author_id AS "authorId" FROM posts p
    WHERE ${leadsTo(addresses)}
      AND (${isEditable(user)} OR (p.status = 'published' AND p.published_at <= ${now}))
    ORDER BY p.id DESC LIMIT ${SHOWN}`)
  return {
    total: posts.length < SHOWN ? posts.length : await countLinking(read, addresses),
    posts: posts.map(found => ({
      title: found.title,
      url: mayEdit(user, found.authorId) ? `/admin/posts/${found.id}/edit` : postPath(found),
    })),
  }
}
