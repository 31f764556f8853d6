import { sql, type Read, type Sql } from '../db/doors.ts'

/** When the next scheduled post or page is due, or null. */
export async function findNextDue(read: Read, now: Date): Promise<Date | null> {
  const rows = await read.query<{ due: Date | string }>(
    sql`${firstDue('post', now)} UNION ALL ${firstDue('page', now)}`,
  )
  const times = rows.map(({ due }) => new Date(due).getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}

// Of each kind the next stands first in an index.
function firstDue(kind: 'post' | 'page', now: Date): Sql {
  return sql`SELECT * FROM (SELECT published_at AS due FROM posts
    WHERE kind = ${kind} AND status = 'published' AND deleted_at IS NULL AND published_at > ${now}
    ORDER BY published_at LIMIT 1) AS next`
}
