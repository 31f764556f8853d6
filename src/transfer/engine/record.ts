import { join, sql, type Sql, type Tx } from '../../db/doors.ts'
import { ADDED_FIELD } from '../../history/added-posts.ts'
import { firstLine } from '../../history/kept-row.ts'
import { recordRows, type RowChange } from '../../history/operations.ts'
import { TEXT_FIELD } from '../../history/texts.ts'
import { nameKey } from '../../text/key.ts'
import { cellKey, readCells, type Cell, type Cells, type View } from './cells.ts'

/** What a batch is about to touch. */
export type Scope = {
  /** Posts that are here and may change. */
  postIds: number[]
  /** By what its documents are known. */
  keys: string[]
  /** The names of the series that its documents name. */
  series: string[]
}

/**
 * Writes into an operation what saves within its transaction change: every cell before and after. Saving has its own verbs;
 * so that an import can be taken back like everything else, what they did is read off the tables.
 */
export async function recordSaves<Result>(
  tx: Tx,
  operationId: number,
  scope: Scope,
  save: () => Promise<{ savedIds: number[]; result: Result }>,
): Promise<Result> {
  const view = await openView(tx, operationId, scope)
  const before = await readCells(tx, view)
  const { savedIds, result } = await save()
  const known = new Set(scope.postIds)
  const added = [...view.added, ...savedIds.filter(id => !known.has(id))]
  const after = await readCells(tx, { ...view, added })
  await keepChanges(tx, operationId, compare(before, after))
  return result
}

/** Adds changes to those that an operation has: of two of one cell, the first before and the last after hold. */
export async function keepChanges(
  tx: Tx,
  operationId: number,
  changes: RowChange[],
): Promise<void> {
  if (changes.length === 0) return
  const ids = [...new Set(changes.map(({ entityId }) => entityId))]
  const rows = await tx.operationRow.findMany({ where: { operationId, entityId: { in: ids } } })
  const earlier = new Map(rows.map(row => [cellKey(row as RowChange), row]))
  const merged = changes.map(change => {
    const row = earlier.get(cellKey(change))
    return row ? { ...change, before: row.before } : change
  })
  const replaced = changes.flatMap(change => earlier.get(cellKey(change))?.id ?? [])
  if (replaced.length > 0) await tx.operationRow.deleteMany({ where: { id: { in: replaced } } })
  await recordRows(
    tx,
    operationId,
    merged.filter(({ field, before, after }) => field === TEXT_FIELD || before !== after),
  )
}

async function openView(tx: Tx, operationId: number, scope: Scope): Promise<View> {
  const { postIds, keys } = scope
  const own = await tx.operationRow.findMany({
    where: { operationId, entity: 'post', field: ADDED_FIELD, entityId: { in: postIds } },
    select: { entityId: true },
  })
  const added = new Set(own.map(({ entityId }) => entityId))
  const posts = postIds.filter(id => !added.has(id))
  const seriesKeys = [...new Set(scope.series.map(nameKey))].filter(key => key !== '')
  return {
    ...{ posts, added: [...added], keys },
    tags: await touched(tx, sql`tags`, sql`SELECT tag_id FROM blog_tag WHERE post_id`, posts),
    categories: await touched(
      tx,
      sql`categories`,
      sql`SELECT category_id FROM posts WHERE category_id IS NOT NULL AND id`,
      posts,
    ),
    series: await touchedSeries(tx, seriesKeys, postIds),
  }
}

// Those that these posts have now, and whatever is made from here on.
async function touched(tx: Tx, table: Sql, select: Sql, posts: number[]): Promise<Sql> {
  const last = await findLast(tx, table)
  if (posts.length === 0) return sql`id > ${last}`
  const rows = await tx.query<{ tag_id?: number; category_id?: number }>(
    sql`${select} IN (${join(posts)})`,
  )
  const ids = [...new Set(rows.map(row => Number(row.tag_id ?? row.category_id)))]
  return ids.length > 0 ? sql`id > ${last} OR id IN (${join(ids)})` : sql`id > ${last}`
}

async function touchedSeries(tx: Tx, keys: string[], posts: number[]): Promise<Sql> {
  if (keys.length === 0 && posts.length === 0) return sql`1 = 0`
  const last = await findLast(tx, sql`series`)
  const rows = await tx.query<{ id: number }>(sql`
    SELECT id FROM series WHERE "key" IN (${join(['', ...keys])}) OR id IN (
      SELECT series_id FROM series_posts WHERE post_id IN (${join([0, ...posts])}))`)
  return sql`id > ${last} OR id IN (${join([0, ...rows.map(({ id }) => id)])})`
}

async function findLast(tx: Tx, table: Sql): Promise<number> {
  const [row] = await tx.query<{ last: number | bigint | null }>(
    sql`SELECT MAX(id) AS last FROM ${table}`,
  )
  return Number(row?.last ?? 0)
}

function compare(before: Cells, after: Cells): RowChange[] {
  const changes: RowChange[] = []
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const change = changeOf(before.get(key), after.get(key))
    if (change) changes.push(change)
  }
  return withTitles(changes, after)
}

function changeOf(was: Cell | undefined, is: Cell | undefined): RowChange | null {
  const cell = was ?? is
  if (!cell || !isChanged(was, is)) return null
  const { entity, entityId, otherId, field } = cell
  const values = { before: was?.value ?? null, after: is?.value ?? null }
  return { entity, entityId, otherId, field, ...values }
}

// Which operation added a tag is forgotten by every save, and not worth a cell.
function isChanged(was: Cell | undefined, is: Cell | undefined): boolean {
  if (!was || !is) return true
  if (was.entity === 'blog_tag') return firstLine(was.value) !== firstLine(is.value)
  return was.value !== is.value
}

// What the search knows of a post is its title and its text: the two come back together.
function withTitles(changes: RowChange[], after: Cells): RowChange[] {
  const texts = new Set(
    changes.filter(({ field }) => field === TEXT_FIELD).map(({ entityId }) => entityId),
  )
  const titled = changes.filter(
    ({ entity, entityId, field }) => entity === 'post' && field === 'title' && !texts.has(entityId),
  )
  return [
    ...changes,
    ...titled.flatMap(({ entityId }): RowChange[] => {
      const key = cellKey({ entity: 'post', entityId, field: TEXT_FIELD })
      const text = after.get(key)?.value
      return text === undefined
        ? []
        : [{ entity: 'post', entityId, field: TEXT_FIELD, before: text, after: text }]
    }),
  ]
}
