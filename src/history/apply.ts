import { bumpContentVersion } from '../db/content-version.ts'
import { empty, sql, type Tx } from '../db/doors.ts'
import type { OperationRow } from '../db/generated/sqlite/client.ts'
import { integer, moment } from '../db/moment.ts'
import { tellOperation } from '../outbox/operations.ts'
import { removeAddedPosts } from './added-posts.ts'
import { applyImportMemory } from './import-memory.ts'
import { linesOf } from './kept-row.ts'
import { addNames, removeNames } from './names.ts'
import { POST_COLUMNS, setColumn } from './post-columns.ts'
import { applySeries } from './series.ts'
import { applySettings } from './settings.ts'
import { storeTerms, textAsTerm } from './terms.ts'
import { keepTextRevisions, storeDrafts, storeTexts } from './texts.ts'

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
    where: { operationId, entity: { in: ['tag', 'category'] } },
    orderBy: { id: 'asc' },
  })
  // A name may move between a term and an alias: let go of it before it is taken.
  await removeNames(tx, operationId)
  await vacateTerms(tx, operationId)
  await writeTerms(tx, rows)
  await addNames(tx, operationId, now)
  await changePosts(tx, operationId)
  await replaceJoinRows(tx, operationId, now)
  await deleteTerms(tx, rows)
  await applySeries(tx, operationId, now)
  await applySettings(tx, operationId)
  const hasTexts = await storeTexts(tx, operationId)
  await storeDrafts(tx, operationId)
  const removed = await removeAddedPosts(tx, operationId)
  await applyImportMemory(tx, operationId, now)
  if (movesVersion) await movePostVersions(tx, operationId)
  if (hasTexts) await keepTextRevisions(tx, operationId, now)
  await tellOperation(tx, { operationId, removed }, now)
  await bumpContentVersion(tx)
}

// Keys and slugs are unique, and a swap passes through a state where two are equal: rows that are
// changed or go later make room first.
async function vacateTerms(tx: Tx, operationId: number): Promise<void> {
  for (const [kind, terms] of [
    ['tag', sql`tags`],
    ['category', sql`categories`],
  ] as const) {
    await tx.execute(sql`
      UPDATE ${terms} SET "key" = '?moving-' || id, slug = '?moving-' || id WHERE id IN (
        SELECT entity_id FROM operation_rows
        WHERE operation_id = ${operationId} AND entity = ${kind} AND before IS NOT NULL)`)
  }
}

// Parents are set when all rows stand.
async function writeTerms(tx: Tx, rows: OperationRow[]): Promise<void> {
  for (const kind of ['tag', 'category'] as const) {
    // One statement must not touch a row twice: of several rows about one term, the last holds.
    const last = new Map(rows.flatMap(row => (row.entity === kind ? [[row.entityId, row]] : [])))
    const terms = [...last.values()].flatMap(({ entityId, after }) =>
      after === null ? [] : [{ id: entityId, ...textAsTerm(after) }],
    )
    const roots = terms.map(term => ({ ...term, parentId: null }))
    await storeTerms(tx, kind, roots)
    await storeTerms(
      tx,
      kind,
      terms.filter(term => term.parentId !== null),
    )
  }
}

// A published post has a date at every moment: a date comes before the status and goes after it.
async function changePosts(tx: Tx, operationId: number): Promise<void> {
  const given = await tx.query<{ field: string }>(sql`
    SELECT DISTINCT field FROM operation_rows WHERE operation_id = ${operationId} AND entity = 'post'`)
  const fields = new Set(given.map(({ field }) => field))
  if (fields.has('published_at')) await changeColumn(tx, operationId, 'published_at', DATED)
  for (const name of [...COLUMNS_FIRST, ...Object.keys(POST_COLUMNS)]) {
    if (fields.delete(name)) await changeColumn(tx, operationId, name)
  }
}

const DATED = sql`AND r.after IS NOT NULL`
const COLUMNS_FIRST = ['category_id', 'slug', 'status', 'published_at']

async function changeColumn(
  tx: Tx,
  operationId: number,
  name: string,
  condition = empty,
): Promise<void> {
  await tx.execute(sql`
    UPDATE posts SET ${setColumn(tx.dialect, name)} FROM operation_rows r
    WHERE r.operation_id = ${operationId} AND r.entity = 'post' AND r.field = ${name}
      AND r.entity_id = posts.id ${condition}`)
}

async function replaceJoinRows(tx: Tx, operationId: number, now: Date): Promise<void> {
  await tx.execute(sql`
    DELETE FROM blog_tag WHERE (post_id, tag_id) IN (
      SELECT entity_id, other_id FROM operation_rows
      WHERE operation_id = ${operationId} AND entity = 'blog_tag' AND after IS NULL)`)
  const { value, moment: since, number } = linesOf(tx.dialect, sql`r.after`)
  await tx.execute(sql`
    INSERT INTO blog_tag (post_id, tag_id, position, added_at, operation_id)
    SELECT r.entity_id, r.other_id, CAST(${value} AS INTEGER),
      COALESCE(${since}, ${moment(tx.dialect, now)}), CASE WHEN ${since} IS NULL
        THEN ${integer(operationId)} ELSE (SELECT o.id FROM operations o WHERE o.id = ${number}) END
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
