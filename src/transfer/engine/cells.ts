import { join, sql, type Sql, type Tx } from '../../db/doors.ts'
import { ADDED_FIELD, addedAsCell } from '../../history/added-posts.ts'
import { joinAsCell, nameAsCell } from '../../history/kept-row.ts'
import type { Entity, RowChange } from '../../history/operations.ts'
import { columnsAsCells, POST_COLUMNS } from '../../history/post-columns.ts'
import { seriesAsText } from '../../history/series.ts'
import { termAsText } from '../../history/terms.ts'
import { readTextCell, TEXT_FIELD } from '../../history/texts.ts'

/** A cell as it stands now. */
export type Cell = {
  entity: Entity
  entityId: number
  otherId: number
  field: string
  value: string
}
export type Cells = Map<string, Cell>

/** What is looked at before and again after; `added` are posts of which one cell says everything. */
export type View = {
  posts: number[]
  added: number[]
  keys: string[]
  tags: Sql
  categories: Sql
  series: Sql
}

/** What tells two cells apart. */
export const cellKey = (
  cell: Pick<RowChange, 'entity' | 'entityId' | 'otherId' | 'field'>,
): string => [cell.entity, cell.entityId, cell.otherId ?? 0, cell.field].join(' ')

/** Reads the present cells of what is looked at. */
export async function readCells(tx: Tx, view: View): Promise<Cells> {
  const cells = [
    ...(await readPosts(tx, view.posts)),
    ...(await readAdded(tx, view.added)),
    ...(await readNames(tx, view)),
    ...(await readTerms(tx, view)),
    ...(await readSeries(tx, view)),
  ]
  return new Map(cells.map(cell => [cellKey(cell), cell]))
}

async function readPosts(tx: Tx, ids: number[]): Promise<Cell[]> {
  if (ids.length === 0) return []
  const posts = await tx.query<{ id: number } & Record<string, string | null>>(
    sql`SELECT p.id, ${columnsAsCells(tx.dialect)} FROM posts p WHERE p.id IN (${join(ids)})`,
  )
  const joins = await tx.query<{ post: number; tag: number; value: string }>(sql`
    SELECT b.post_id AS post, b.tag_id AS tag, ${joinAsCell(tx.dialect)} AS value
    FROM blog_tag b WHERE b.post_id IN (${join(ids)})`)
  const cells: Cell[] = joins.map(({ post, tag, value }) => ({
    ...{ entity: 'blog_tag', entityId: post, otherId: tag, field: 'position', value },
  }))
  for (const { id, ...columns } of posts) {
    const post = { entity: 'post', entityId: id, otherId: 0 } as const
    for (const field of Object.keys(POST_COLUMNS)) {
      const value = columns[field]
      if (value != null) cells.push({ ...post, field, value })
    }
    const value = await readTextCell(tx, id)
    if (value !== null) cells.push({ ...post, field: TEXT_FIELD, value })
  }
  return cells
}

async function readAdded(tx: Tx, ids: number[]): Promise<Cell[]> {
  if (ids.length === 0) return []
  const rows = await tx.query<{ id: number; value: string }>(
    sql`SELECT p.id, ${addedAsCell(tx.dialect)} AS value FROM posts p WHERE p.id IN (${join(ids)})`,
  )
  return rows.map(({ id, value }) => ({
    ...{ entity: 'post', entityId: id, otherId: 0, field: ADDED_FIELD, value },
  }))
}

async function readNames(tx: Tx, { posts, added, keys }: View): Promise<Cell[]> {
  const ids = join([0, ...posts, ...added])
  const paths = await tx.query<{ id: number; path: string; value: string }>(sql`
    SELECT t.post_id AS id, t.path, ${nameAsCell(tx.dialect, sql`t.path`)} AS value
    FROM redirects t WHERE t.post_id IN (${ids})`)
  const memory = await tx.import.findMany({ where: { source: { in: keys } } })
  return [
    ...paths.map(({ id, path, value }) => ({
      ...{ entity: 'post_redirect' as const, entityId: id, otherId: 0, field: path, value },
    })),
    ...memory.map(({ postId, source, checksum }) => ({
      ...{ entity: 'import' as const, entityId: postId, otherId: 0 },
      ...{ field: source, value: checksum },
    })),
  ]
}

async function readTerms(tx: Tx, { tags, categories }: View): Promise<Cell[]> {
  const cells: Cell[] = []
  for (const [entity, table, which] of [
    ['tag', sql`tags`, tags],
    ['category', sql`categories`, categories],
  ] as const) {
    const ids = await tx.query<{ id: number }>(sql`SELECT id FROM ${table} WHERE ${which}`)
    const where = { id: { in: ids.map(({ id }) => id) } }
    if (ids.length === 0) continue
    const rows =
      entity === 'tag' ? await tx.tag.findMany({ where }) : await tx.category.findMany({ where })
    for (const row of rows)
      cells.push({ entity, entityId: row.id, otherId: 0, field: 'row', value: termAsText(row) })
  }
  return cells
}

// The parts of a post that was added go with it.
async function readSeries(tx: Tx, { series, added }: View): Promise<Cell[]> {
  const found = await tx.query<{ id: number }>(sql`SELECT id FROM series WHERE ${series}`)
  if (found.length === 0) return []
  const ids = found.map(({ id }) => id)
  const rows = await tx.series.findMany({ where: { id: { in: ids } } })
  const parts = await tx.seriesPost.findMany({
    where: { seriesId: { in: ids }, postId: { notIn: added } },
  })
  return [
    ...rows.map(row => ({
      ...{ entity: 'series' as const, entityId: row.id, otherId: 0 },
      ...{ field: 'row', value: seriesAsText(row) },
    })),
    ...parts.map(({ postId, seriesId, position }) => ({
      ...{ entity: 'series_post' as const, entityId: postId, otherId: seriesId },
      ...{ field: 'position', value: String(position) },
    })),
  ]
}
