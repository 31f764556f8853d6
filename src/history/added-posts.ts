import { sql, type Dialect, type Sql, type Tx } from '../db/doors.ts'
import { momentAsText } from '../db/moment.ts'
import { listRemoved } from '../outbox/operations.ts'
import type { PostChange } from '../outbox/posts.ts'

/** The field of the one cell of a post that an operation added: before it there was none. */
export const ADDED_FIELD = 'row'

const LINE = sql`'\n'`

// A rename or a merge of tags does not move the version: the post is not changed by it.
const stateOf = (dialect: Dialect): Sql => sql`
  CAST((SELECT count(*) FROM revisions v WHERE v.post_id = p.id) AS TEXT)
    || ' ' || p.status || ' ' || COALESCE(${momentAsText(dialect, sql`p.published_at`)}, '')
    || ' ' || COALESCE(${momentAsText(dialect, sql`p.deleted_at`)}, '')
    || ' ' || COALESCE(CAST(p.category_id AS TEXT), '') || ' ' || ${tagsOf(dialect)}
    || ' ' || p.slug`

const tagsOf = (dialect: Dialect): Sql =>
  dialect === 'sqlite'
    ? sql`COALESCE((SELECT group_concat(tag_id) FROM (
        SELECT tag_id FROM blog_tag WHERE post_id = p.id ORDER BY tag_id)), '')`
    : sql`COALESCE((SELECT string_agg(CAST(tag_id AS TEXT), ',' ORDER BY tag_id) FROM blog_tag
        WHERE post_id = p.id), '')`

/** The cell of an added post `p`: its version, and behind it what a change by hand would make another. */
export const addedAsCell = (dialect: Dialect): Sql =>
  sql`CAST(p.version AS TEXT) || ${LINE} || ${stateOf(dialect)}`

/** The cell when `p` is still as it was added and nobody writes on it, else NULL; other cells must not meet it. */
export function unchangedAdded(dialect: Dialect, cell: Sql): Sql {
  const state = sql`(${LINE} || ${stateOf(dialect)})`
  return sql`CASE WHEN NOT EXISTS (
      SELECT 1 FROM drafts d WHERE d.post_id = p.id AND d.discarded_at IS NULL)
    AND (substr(${cell}, 1, length(CAST(p.version AS TEXT)) + 1) = CAST(p.version AS TEXT) || ${LINE}
      OR substr(${cell}, length(${cell}) - length(${state}) + 1) = ${state})
    THEN ${cell} END`
}

const CHUNK = 200

/** Removes for good the posts that an operation's rows take away, a few at a time, so that others are served meanwhile; gives them as webhooks are told of them. */
export async function removeAddedPosts(tx: Tx, operationId: number): Promise<PostChange[]> {
  const gone = sql`SELECT entity_id FROM operation_rows WHERE operation_id = ${operationId}
    AND entity = 'post' AND field = ${ADDED_FIELD} AND after IS NULL`
  const removed = await listRemoved(tx, gone)
  const some = sql`SELECT id FROM posts WHERE id IN (${gone}) LIMIT ${CHUNK}`
  for (let count = CHUNK; count === CHUNK;) {
    count = await tx.execute(sql`DELETE FROM posts WHERE id IN (${some})`)
  }
  return removed
}
