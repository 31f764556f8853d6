import { sql, type Read } from '../db/doors.ts'
import { isPublicPost } from './visible.ts'

export type RelatedPost = { slug: string; title: string; publishedAt: Date }

const SHOWN = 4

/** The posts related to one that readers see, nearest first. */
export async function listRelated(read: Read, postId: number, now: Date): Promise<RelatedPost[]> {
  const rows = await read.query<RelatedPost & { publishedAt: Date | string }>(sql`
    SELECT posts.slug, posts.title, posts.published_at AS "publishedAt" FROM related_posts
    CROSS JOIN posts WHERE posts.id = related_posts.related_id
      AND related_posts.post_id = ${postId} AND ${isPublicPost(now)}
    ORDER BY related_posts.rank LIMIT ${SHOWN}`)
  return rows.map(row => ({ ...row, publishedAt: new Date(row.publishedAt) }))
}
