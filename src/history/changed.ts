import { sql, type Dialect, type Read, type Sql } from '../db/doors.ts'
import { unchangedAdded } from './added-posts.ts'
import { presentColumns } from './post-columns.ts'
import { unchangedText } from './texts.ts'

/** Who undoes: an author touches own posts only, whoever else is named (or nobody) touches all. */
export type Undoer = { id: number | null; role?: string }

/**
 * The posts of an operation that its undo leaves alone: their tags, category, status or dates are no
 * longer what it made of them, or they are not the undoer's to change (any more).
 */
export async function listKeptPosts(
  read: Read,
  operationId: number,
  undoer: Undoer,
): Promise<number[]> {
  const rows = await read.query<{ id: number }>(
    sql`${keptPosts(read.dialect, operationId, undoer)} ORDER BY id`,
  )
  return rows.map(row => row.id)
}

/** The same as a subquery, for any number of posts. */
export function keptPosts(dialect: Dialect, operationId: number, undoer: Undoer): Sql {
  const changed = changedPosts(dialect, operationId)
  return undoer.role === 'author'
    ? sql`${changed} UNION SELECT r.entity_id AS id FROM operation_rows r
        JOIN posts p ON p.id = r.entity_id WHERE r.operation_id = ${operationId}
          AND r.entity IN ('blog_tag', 'post') AND p.author_id <> ${undoer.id}`
    : changed
}

function changedPosts(dialect: Dialect, operationId: number): Sql {
  // No other field may ever meet the cast.
  const formerCategory = sql`CASE WHEN r.field = 'category_id' THEN CAST(r.before AS INTEGER) END`
  return sql`
  SELECT r.entity_id AS id FROM operation_rows r
  LEFT JOIN posts p ON p.id = r.entity_id
  LEFT JOIN blog_tag b ON b.post_id = r.entity_id AND b.tag_id = r.other_id
  LEFT JOIN tags t ON t.id = r.other_id
  WHERE r.operation_id = ${operationId} AND r.entity = 'blog_tag' AND (
    p.id IS NULL
    OR (r.after IS NULL AND b.post_id IS NOT NULL)
    OR (r.after IS NOT NULL AND b.post_id IS NULL)
    OR (r.before IS NOT NULL AND t.id IS NULL AND NOT EXISTS (
      SELECT 1 FROM operation_rows back WHERE back.operation_id = ${operationId}
        AND back.entity = 'tag' AND back.entity_id = r.other_id AND back.after IS NULL)))
  UNION
  SELECT r.entity_id AS id FROM operation_rows r
  LEFT JOIN posts p ON p.id = r.entity_id
  WHERE r.operation_id = ${operationId} AND r.entity = 'post' AND (
    p.id IS NULL
    OR COALESCE(r.after, '') <> COALESCE(CASE r.field
      WHEN 'text' THEN ${unchangedText(dialect, sql`r.after`)}
      WHEN 'row' THEN ${unchangedAdded(dialect, sql`r.after`)}
      ${presentColumns(dialect)} END, '')
    OR (r.field = 'slug' AND EXISTS (
      SELECT 1 FROM posts other WHERE other.slug = r.before AND other.id <> p.id))
    OR (r.field = 'category_id' AND r.before IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM categories c WHERE c.id = ${formerCategory})
      AND NOT EXISTS (
        SELECT 1 FROM operation_rows back WHERE back.operation_id = ${operationId}
          AND back.entity = 'category' AND back.entity_id = ${formerCategory}
          AND back.after IS NULL)))`
}
