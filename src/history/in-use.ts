import { join, sql, type Read, type Sql } from '../db/doors.ts'
import { mark } from '../i18n/translate.ts'
import type { Summary } from './operations.ts'

/**
 * Why the terms that an operation added cannot be removed again, as one sentence; null when they
 * can: nothing but what the operation gave them, and what it takes back, hangs on them. `kept` are
 * the posts (a subquery of ids) from which nothing is taken back; null when there are none.
 */
export async function findUseConflict(
  read: Read,
  operationId: number,
  kept: Sql | null,
): Promise<Summary | null> {
  const isKept = (id: Sql) => (kept ? sql`${id} IN (${kept})` : sql`1 = 0`)
  for (const kind of ['tag', 'category'] as const) {
    const [used] = await read.query<{ name: string }>(sql`
      SELECT t.name AS name FROM ${kind === 'tag' ? sql`tags` : sql`categories`} t
      WHERE t.id IN (SELECT entity_id FROM operation_rows WHERE operation_id = ${operationId}
          AND entity = ${kind} AND before IS NULL)
        AND (${join([...termUses(kind, operationId), postUse(kind, operationId, isKept)], ' OR ')})
      LIMIT 1`)
    if (used)
      return { text: mark('“{name}” is in use since; delete or merge it instead.'), ...used }
  }
  return null
}

// Other names, former addresses and children that came from elsewhere.
function termUses(kind: 'tag' | 'category', operationId: number): Sql[] {
  const own = (entity: string) => sql`
    SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId} AND r.entity = ${entity}
      AND r.before IS NULL AND r.entity_id = t.id`
  const [aliases, terms, termId] =
    kind === 'tag'
      ? [sql`tag_aliases`, sql`tags`, sql`tag_id`]
      : [sql`category_aliases`, sql`categories`, sql`category_id`]
  return [
    sql`EXISTS (SELECT 1 FROM ${aliases} a WHERE a.${termId} = t.id
      AND NOT EXISTS (${own(`${kind}_alias`)} AND r.field = a.key))`,
    sql`EXISTS (SELECT 1 FROM redirects a WHERE a.${termId} = t.id
      AND NOT EXISTS (${own(`${kind}_redirect`)} AND r.field = a.path))`,
    sql`EXISTS (SELECT 1 FROM ${terms} child WHERE child.parent_id = t.id AND NOT EXISTS (
      SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId} AND r.entity = ${kind}
        AND r.entity_id = child.id))`,
  ]
}

function postUse(kind: 'tag' | 'category', operationId: number, isKept: (id: Sql) => Sql): Sql {
  return kind === 'tag'
    ? sql`EXISTS (SELECT 1 FROM blog_tag b WHERE b.tag_id = t.id AND (NOT EXISTS (
        SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId} AND r.entity = 'blog_tag'
          AND r.entity_id = b.post_id AND r.other_id = t.id) OR ${isKept(sql`b.post_id`)}))`
    : sql`EXISTS (SELECT 1 FROM posts p WHERE p.category_id = t.id AND (NOT EXISTS (
        SELECT 1 FROM operation_rows r WHERE r.operation_id = ${operationId} AND r.entity = 'post'
          AND r.field = 'category_id' AND r.entity_id = p.id) OR ${isKept(sql`p.id`)}))`
}
