import { sql, type Sql } from '../db/doors.ts'

/** What must be true of a row of `posts`, so that readers see it in lists. */
export function isPublicPost(now: Date): Sql {
  return sql`posts.kind = 'post' AND posts.status = 'published' AND posts.deleted_at IS NULL
    AND posts.published_at <= ${now}`
}

/** The ids of all that readers do not see: few, and each kind of them stands together in an index. */
export function hiddenPosts(now: Date): Sql {
  const published = sql`kind = 'post' AND status = 'published' AND deleted_at IS NULL`
  return sql`SELECT id FROM posts WHERE kind = 'page'
    UNION ALL SELECT id FROM posts WHERE kind = 'post' AND status = 'draft'
    UNION ALL SELECT id FROM posts WHERE deleted_at IS NOT NULL
    UNION ALL SELECT id FROM posts WHERE ${published} AND published_at > ${now}
    UNION ALL SELECT id FROM posts WHERE ${published} AND published_at IS NULL`
}
