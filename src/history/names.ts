import { sql, type Sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'

const ALIASES = [
  { entity: 'tag_alias', aliases: sql`tag_aliases`, termId: sql`tag_id` },
  { entity: 'category_alias', aliases: sql`category_aliases`, termId: sql`category_id` },
] as const

const REDIRECTS = sql`'post_redirect', 'tag_redirect', 'category_redirect'`

/** Removes the other names and the former addresses that an operation lets go of. */
export async function removeNames(tx: Tx, operationId: number): Promise<void> {
  const letGo = (entities: Sql): Sql => sql`
    SELECT field FROM operation_rows WHERE operation_id = ${operationId} AND entity IN (${entities})
      AND before IS NOT NULL AND after IS NULL`
  for (const { entity, aliases } of ALIASES) {
    await tx.execute(sql`DELETE FROM ${aliases} WHERE "key" IN (${letGo(sql`${entity}`)})`)
  }
  await tx.execute(sql`DELETE FROM redirects WHERE path IN (${letGo(REDIRECTS)})`)
}

/** Lets the other names and the former addresses that an operation gives lead to their terms. */
export async function addNames(tx: Tx, operationId: number, now: Date): Promise<void> {
  for (const { entity, aliases, termId } of ALIASES) {
    await tx.execute(sql`
      INSERT INTO ${aliases} (name, "key", ${termId}, created_at)
      SELECT r.after, r.field, r.entity_id, ${moment(tx.dialect, now)} FROM operation_rows r
      WHERE r.id IN (${lastGiven(operationId, sql`${entity}`)}) ORDER BY r.id
      ON CONFLICT ("key") DO UPDATE SET name = excluded.name, ${termId} = excluded.${termId}`)
  }
  const target = (entity: string) => sql`CASE WHEN r.entity = ${entity} THEN r.entity_id END`
  await tx.execute(sql`
    INSERT INTO redirects (path, post_id, tag_id, category_id, created_at)
    SELECT r.field, ${target('post_redirect')}, ${target('tag_redirect')},
      ${target('category_redirect')}, ${moment(tx.dialect, now)}
    FROM operation_rows r WHERE r.id IN (${lastGiven(operationId, REDIRECTS)}) ORDER BY r.id
    ON CONFLICT (path) DO UPDATE SET post_id = excluded.post_id, tag_id = excluded.tag_id,
      category_id = excluded.category_id`)
}

// One statement must not touch a row twice: of several rows about one name, the last holds.
const lastGiven = (operationId: number, entities: Sql): Sql => sql`
  SELECT MAX(id) FROM operation_rows WHERE operation_id = ${operationId} AND entity IN (${entities})
    AND after IS NOT NULL GROUP BY field`
