import { sql, type Sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'
import { linesOf, nameAsCell } from './kept-row.ts'

const REDIRECTS = sql`'post_redirect', 'tag_redirect', 'category_redirect'`

const ALIASES = [
  { entity: 'tag_alias', aliases: sql`tag_aliases`, termId: sql`tag_id` },
  { entity: 'category_alias', aliases: sql`category_aliases`, termId: sql`category_id` },
] as const

/** Removes the other names and the former addresses that an operation lets go of; its cells keep them whole. */
export async function removeNames(tx: Tx, operationId: number): Promise<void> {
  for (const { entity, aliases } of ALIASES) {
    await removeRows(tx, operationId, {
      ...{ entities: sql`${entity}`, table: aliases, key: sql`"key"`, value: sql`t.name` },
    })
  }
  const redirects = { table: sql`redirects`, key: sql`path`, value: sql`t.path` }
  await removeRows(tx, operationId, { entities: REDIRECTS, ...redirects })
}

type NamedRows = { entities: Sql; table: Sql; key: Sql; value: Sql }

async function removeRows(
  tx: Tx,
  operationId: number,
  { entities, table, key, value }: NamedRows,
): Promise<void> {
  const letGo = sql`operation_id = ${operationId} AND entity IN (${entities})
    AND before IS NOT NULL AND after IS NULL`
  await tx.execute(sql`
    UPDATE operation_rows SET before = COALESCE((
      SELECT ${nameAsCell(tx.dialect, value)} FROM ${table} t WHERE t.${key} = field), before)
    WHERE ${letGo}`)
  await tx.execute(sql`
    DELETE FROM ${table} WHERE ${key} IN (SELECT field FROM operation_rows WHERE ${letGo})`)
}

/** Lets the other names and the former addresses that an operation gives lead to their terms. */
export async function addNames(tx: Tx, operationId: number, now: Date): Promise<void> {
  for (const { entity, aliases, termId } of ALIASES) {
    await addRows(tx, operationId, now, {
      ...{ entities: sql`${entity}`, table: aliases, key: sql`"key"` },
      columns: sql`"key", name, ${termId}`,
      values: name => sql`r.field, ${name}, r.entity_id`,
      changes: sql`name = excluded.name, ${termId} = excluded.${termId}`,
    })
  }
  const target = (entity: string) => sql`CASE WHEN r.entity = ${entity} THEN r.entity_id END`
  await addRows(tx, operationId, now, {
    ...{ entities: REDIRECTS, table: sql`redirects`, key: sql`path` },
    columns: sql`path, post_id, tag_id, category_id`,
    values: () => sql`r.field, ${target('post_redirect')}, ${target('tag_redirect')},
      ${target('category_redirect')}`,
    changes: sql`post_id = excluded.post_id, tag_id = excluded.tag_id,
      category_id = excluded.category_id`,
  })
}

type NewRows = {
  entities: Sql
  table: Sql
  key: Sql
  columns: Sql
  values: (firstLine: Sql) => Sql
  changes: Sql
}

// What comes back gets its number again, what is new the next one.
async function addRows(
  tx: Tx,
  operationId: number,
  now: Date,
  { entities, table, key, columns, values, changes }: NewRows,
): Promise<void> {
  const { value, moment: since, number } = linesOf(tx.dialect, sql`r.after`)
  const given = sql`FROM operation_rows r WHERE r.id IN (${lastGiven(operationId, entities)})`
  const unlessThere = sql`ORDER BY r.id ON CONFLICT (${key}) DO UPDATE SET ${changes}`
  await tx.execute(sql`
    INSERT INTO ${table} (id, ${columns}, created_at)
    SELECT ${number}, ${values(value)}, ${since} ${given} AND ${number} IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM ${table} other WHERE other.id = ${number}) ${unlessThere}`)
  await tx.execute(sql`
    INSERT INTO ${table} (${columns}, created_at)
    SELECT ${values(value)}, COALESCE(${since}, ${moment(tx.dialect, now)}) ${given} ${unlessThere}`)
}

// One statement must not touch a row twice: of several rows about one name, the last holds.
const lastGiven = (operationId: number, entities: Sql): Sql => sql`
  SELECT MAX(id) FROM operation_rows WHERE operation_id = ${operationId} AND entity IN (${entities})
    AND after IS NOT NULL GROUP BY field`
