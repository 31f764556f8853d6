import { bumpContentVersion } from '../db/content-version.ts'
import { sql, type Sql, type Tx } from '../db/doors.ts'
import type { OperationRow } from '../db/generated/sqlite/client.ts'
import { integer, moment, textAsMoment } from '../db/moment.ts'
import { textAsTerm, writeTerm } from './terms.ts'

type Options = {
  /** False when stale forms are still right: their names resolve to the living ones. */
  movesVersion: boolean
}

/**
 * Makes the database what the operation's rows say (`after`), in sets. An undo and a redo are
 * operations whose rows were turned round, so this one function does all three.
 */
export async function applyRows(
  tx: Tx,
  operationId: number,
  now: Date,
  { movesVersion }: Options = { movesVersion: true },
): Promise<void> {
  const rows = await tx.operationRow.findMany({
    where: { operationId, entity: { notIn: ['post', 'blog_tag'] } },
    orderBy: { id: 'asc' },
  })
  // A name may move between a term and an alias: let go of it before it is taken.
  await removeNames(tx, rows)
  await writeTerms(tx, rows)
  await addNames(tx, rows, now)
  await changePosts(tx, operationId)
  await replaceJoinRows(tx, operationId, now)
  await deleteTerms(tx, rows)
  if (movesVersion) await movePostVersions(tx, operationId)
  await bumpContentVersion(tx)
}

async function removeNames(tx: Tx, rows: OperationRow[]): Promise<void> {
  for (const { entity, field, before, after } of rows) {
    if (before === null || after !== null) continue
    if (entity === 'tag_alias') await tx.tagAlias.deleteMany({ where: { key: field } })
    if (entity === 'category_alias') await tx.categoryAlias.deleteMany({ where: { key: field } })
    if (entity.endsWith('_redirect')) await tx.redirect.deleteMany({ where: { path: field } })
  }
}

// Keys and slugs are unique, and a swap passes through a state where two are equal: rows that are
// changed or go later make room first. Parents are set when all rows stand.
async function writeTerms(tx: Tx, rows: OperationRow[]): Promise<void> {
  for (const { entity, entityId, before } of rows.filter(isTerm)) {
    if (before !== null) await vacateTerm(tx, entity, entityId)
  }
  const written = rows.filter(row => isTerm(row) && row.after !== null)
  const terms = written.map(({ entity, entityId, after }) => ({
    entity: entity === 'tag' ? ('tag' as const) : ('category' as const),
    id: entityId,
    data: textAsTerm(after ?? ''),
  }))
  for (const term of terms) await writeTerm(tx, { ...term, data: { ...term.data, parentId: null } })
  for (const term of terms) if (term.data.parentId !== null) await writeTerm(tx, term)
}

const isTerm = ({ entity }: OperationRow): boolean => entity === 'tag' || entity === 'category'

async function vacateTerm(tx: Tx, entity: string, id: number): Promise<void> {
  const data = { key: `?moving-${id}`, slug: `?moving-${id}` }
  if (entity === 'tag') await tx.tag.updateMany({ where: { id }, data })
  else await tx.category.updateMany({ where: { id }, data })
}

async function addNames(tx: Tx, rows: OperationRow[], createdAt: Date): Promise<void> {
  for (const { entity, entityId, field, before, after } of rows) {
    if (after === null) continue
    const name = before === null ? { name: after, createdAt } : { name: after }
    if (entity === 'tag_alias') {
      const data = { ...name, tagId: entityId }
      await tx.tagAlias.upsert({
        where: { key: field },
        create: { createdAt, ...data, key: field },
        update: data,
      })
    } else if (entity === 'category_alias') {
      const data = { ...name, categoryId: entityId }
      await tx.categoryAlias.upsert({
        where: { key: field },
        create: { createdAt, ...data, key: field },
        update: data,
      })
    } else await addRedirect(tx, { entity, entityId, path: field }, createdAt)
  }
}

async function addRedirect(
  tx: Tx,
  { entity, entityId, path }: { entity: string; entityId: number; path: string },
  createdAt: Date,
): Promise<void> {
  const targets: Record<string, object> = {
    post_redirect: { postId: entityId, tagId: null, categoryId: null },
    tag_redirect: { postId: null, tagId: entityId, categoryId: null },
    category_redirect: { postId: null, tagId: null, categoryId: entityId },
  }
  const target = targets[entity]
  if (!target) return
  await tx.redirect.upsert({
    where: { path },
    create: { path, createdAt, ...target },
    update: target,
  })
}

async function changePosts(tx: Tx, operationId: number): Promise<void> {
  const after = sql`r.after`
  await setColumn(tx, operationId, 'category_id', sql`category_id = CAST(r.after AS INTEGER)`)
  await setColumn(tx, operationId, 'status', sql`status = r.after`)
  const { dialect } = tx
  await setColumn(
    tx,
    operationId,
    'published_at',
    sql`published_at = ${textAsMoment(dialect, after)}`,
  )
  await setColumn(tx, operationId, 'deleted_at', sql`deleted_at = ${textAsMoment(dialect, after)}`)
}

async function setColumn(
  tx: Tx,
  operationId: number,
  field: string,
  assignment: Sql,
): Promise<void> {
  await tx.execute(sql`
    UPDATE posts SET ${assignment} FROM operation_rows r
    WHERE r.operation_id = ${operationId} AND r.entity = 'post' AND r.field = ${field}
      AND r.entity_id = posts.id`)
}

async function replaceJoinRows(tx: Tx, operationId: number, now: Date): Promise<void> {
  await tx.execute(sql`
    DELETE FROM blog_tag WHERE EXISTS (
      SELECT 1 FROM operation_rows r
      WHERE r.operation_id = ${operationId} AND r.entity = 'blog_tag' AND r.after IS NULL
        AND r.entity_id = blog_tag.post_id AND r.other_id = blog_tag.tag_id)`)
  await tx.execute(sql`
    INSERT INTO blog_tag (post_id, tag_id, position, added_at, operation_id)
    SELECT r.entity_id, r.other_id, CAST(r.after AS INTEGER), ${moment(tx.dialect, now)}, ${integer(operationId)}
    FROM operation_rows r
    WHERE r.operation_id = ${operationId} AND r.entity = 'blog_tag' AND r.after IS NOT NULL
    ON CONFLICT (post_id, tag_id) DO UPDATE SET position = excluded.position`)
}

async function deleteTerms(tx: Tx, rows: OperationRow[]): Promise<void> {
  const gone = (kind: string) =>
    rows.filter(({ entity, after }) => entity === kind && after === null).map(row => row.entityId)
  await tx.tag.deleteMany({ where: { id: { in: gone('tag') } } })
  await tx.category.deleteMany({ where: { id: { in: gone('category') } } })
}

async function movePostVersions(tx: Tx, operationId: number): Promise<void> {
  await tx.execute(sql`
    UPDATE posts SET version = version + 1 WHERE id IN (
      SELECT entity_id FROM operation_rows
      WHERE operation_id = ${operationId} AND entity IN ('post', 'blog_tag'))`)
}
