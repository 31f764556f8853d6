import type { SignedIn } from '../accounts/signed-in.ts'
import { join, sql, type Read, type Sql } from '../db/doors.ts'
import { idOf, orNotFound } from '../http/errors.ts'
import { listField } from '../http/form.ts'
import { filteredPosts, readFilter } from './list.ts'

type Sent = { query: Record<string, unknown>; body: unknown }

/**
 * The posts that a form for many means, as a subquery of ids: the ticked ones, or with `all=1` all
 * that the list's filter finds, which stands in the address or in the form; null when none is meant. Every id must be this person's to edit:
 * nothing is done to some of them silently.
 */
export async function selectPosts(
  read: Read,
  user: SignedIn,
  { query, body }: Sent,
  now: Date,
): Promise<Sql | null> {
  const fields = (body ?? {}) as Record<string, unknown>
  if (fields['all'] === '1') {
    return filteredPosts(read, user, readFilter({ ...filterOf(fields), ...query }), now)
  }
  const ids = [...new Set(listField(fields['ids']).map(idOf))]
  if (ids.length === 0) return null
  const authorId = user.role === 'author' ? { authorId: user.id } : {}
  const found = await read.post.count({ where: { id: { in: ids }, ...authorId } })
  orNotFound(found === ids.length || null)
  return sql`SELECT p.id FROM posts p WHERE p.id IN (${join(ids)})`
}

// A script may send the filter beside the other fields; one that went unread would mean every post.
function filterOf({ category, ...fields }: Record<string, unknown>): Record<string, unknown> {
  return fields['action'] === 'set-category' ? fields : { ...fields, category }
}
