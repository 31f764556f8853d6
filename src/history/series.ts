import { sql, type Read, type Tx } from '../db/doors.ts'
import type { Series } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import type { Summary } from './operations.ts'

type StoredSeries = {
  name: string
  key: string
  slug: string
  description: string
  createdAt: string
}

/** A series as a cell, always in the same order, so that two equal rows are two equal texts. */
export function seriesAsText({ name, key, slug, description, createdAt }: Series): string {
  const stored: StoredSeries = {
    ...{ name, key, slug, description, createdAt: createdAt.toISOString() },
  }
  return JSON.stringify(stored)
}

/** The public path of a series. */
export const seriesPath = (slug: string): string => `/series/${slug}`

/** Makes series and their parts what an operation's rows say. A post that stands in another series by now stays there. */
export async function applySeries(tx: Tx, operationId: number, now: Date): Promise<void> {
  const rows = await tx.operationRow.findMany({
    where: { operationId, entity: 'series' },
    orderBy: { id: 'asc' },
  })
  await tx.execute(sql`
    DELETE FROM series_posts WHERE (post_id, series_id) IN (
      SELECT entity_id, other_id FROM operation_rows
      WHERE operation_id = ${operationId} AND entity = 'series_post' AND after IS NULL)`)
  for (const { entityId: id, before, after } of rows) {
    if (after === null) await tx.series.deleteMany({ where: { id } })
    else await storeSeries(tx, { id, before, after }, now)
  }
  await tx.execute(sql`
    INSERT INTO series_posts (post_id, series_id, position)
    SELECT r.entity_id, r.other_id, CAST(r.after AS INTEGER) FROM operation_rows r
    JOIN posts p ON p.id = r.entity_id JOIN series s ON s.id = r.other_id
    WHERE r.operation_id = ${operationId} AND r.entity = 'series_post' AND r.after IS NOT NULL
    ON CONFLICT (post_id) DO UPDATE SET position = excluded.position
    WHERE series_posts.series_id = excluded.series_id`)
}

async function storeSeries(
  tx: Tx,
  { id, before, after }: { id: number; before: string | null; after: string },
  now: Date,
): Promise<void> {
  const { createdAt, ...stored } = JSON.parse(after) as StoredSeries
  const columns = { ...stored, createdAt: new Date(createdAt) }
  await tx.series.upsert({ where: { id }, create: { id, ...columns }, update: columns })
  const former = before === null ? stored.slug : (JSON.parse(before) as StoredSeries).slug
  if (former !== stored.slug) await keepFormerAddress(tx, former, stored.slug, now)
}

// An old address leads to the present one in one hop, also back again.
async function keepFormerAddress(tx: Tx, former: string, slug: string, now: Date): Promise<void> {
  const [path, target] = [seriesPath(former), seriesPath(slug)]
  await tx.forward.deleteMany({ where: { path: target } })
  await tx.forward.updateMany({ where: { target: path }, data: { target } })
  await tx.forward.upsert({
    where: { path },
    create: { path, target, createdAt: now },
    update: { target },
  })
}

/** Why the series that an operation changed cannot be put back, as one sentence; null when they can. */
export async function findSeriesConflict(
  read: Read,
  operationId: number,
  which: { after?: null } = {},
): Promise<Summary | null> {
  const rows = await read.operationRow.findMany({
    where: { operationId, entity: 'series', ...which },
  })
  for (const { entityId: id, before, after } of rows) {
    const conflict = await checkSeries(read, { id, before, after, operationId })
    if (conflict) return conflict
  }
  if (which.after === null) return null
  const [moved] = await read.query<{ name: string }>(sql`
    SELECT s.name FROM operation_rows r JOIN series s ON s.id = r.other_id
    JOIN posts p ON p.id = r.entity_id
    LEFT JOIN series_posts sp ON sp.post_id = r.entity_id AND sp.series_id = r.other_id
    WHERE r.operation_id = ${operationId} AND r.entity = 'series_post' AND r.after IS NOT NULL
      AND COALESCE(CAST(sp.position AS TEXT), '') <> r.after LIMIT 1`)
  return moved ? { text: CHANGED, name: moved.name } : null
}

const CHANGED = mark('“{name}” was changed since; undo that first.')

type Row = { id: number; before: string | null; after: string | null; operationId: number }

async function checkSeries(read: Read, row: Row): Promise<Summary | null> {
  const { id, before, after, operationId } = row
  const present = await read.series.findUnique({ where: { id } })
  const { name, key, slug } = JSON.parse(before ?? after ?? '{}') as StoredSeries
  if ((present && seriesAsText(present)) !== after) return { text: CHANGED, name }
  if (before === null)
    return (await hasOtherParts(read, id, operationId)) ? { text: IN_USE, name } : null
  const taken = await read.series.findFirst({
    where: { id: { not: id }, OR: [{ key }, { slug }] },
    select: { name: true },
  })
  return taken && { text: TAKEN, name: taken.name }
}

const IN_USE = mark('“{name}” is in use since; delete or merge it instead.')
const TAKEN = mark('Something else is called “{name}” now; rename it first.')

async function hasOtherParts(read: Read, id: number, operationId: number): Promise<boolean> {
  const others = await read.query(sql`
    SELECT 1 AS found FROM series_posts WHERE series_id = ${id} AND post_id NOT IN (
      SELECT entity_id FROM operation_rows
      WHERE operation_id = ${operationId} AND entity = 'series_post') LIMIT 1`)
  return others.length > 0
}
