import type { Read, Tx } from '../db/doors.ts'
import type { Series } from '../db/generated/sqlite/client.ts'
import { applyRows } from '../history/apply.ts'
import { recordRows, startOperation, type RowChange, type Summary } from '../history/operations.ts'
import { seriesAsText } from '../history/series.ts'
import { mark } from '../i18n/translate.ts'
import { nameKey } from '../text/key.ts'
import { slugify } from '../text/slug.ts'
import { findFreeSeriesSlug, findSeriesByName, isSeriesSlugTaken } from './service.ts'

/** Who does something, and when. */
export type Who = { actor: { id: number | null }; now: Date }

export type Done = { operationId: number; summary: Summary }

/** What is wrong, by field, in English. */
export type SeriesFaults = Partial<Record<'name' | 'slug', string>>

export type SeriesInput = { name: string; slug?: string; description?: string }

const NAME_TAKEN = mark('Another series has this name, or one that counts as the same.')
const SLUG_TAKEN = mark('This address is taken, now or formerly. Choose another.')

/** Makes a series without parts. */
export async function addSeries(
  tx: Tx,
  { name, slug = '', description = '' }: SeriesInput,
  { actor, now }: Who,
): Promise<({ ok: true; id: number } & Done) | { ok: false; faults: SeriesFaults }> {
  const chosen = await chooseSlug(tx, { name, slug }, null)
  if ('faults' in chosen) return { ok: false, faults: chosen.faults }
  const columns = { name, key: nameKey(name), description, createdAt: now, ...chosen }
  const created = await tx.series.create({ data: columns })
  const change = seriesChange(created.id, null, created)
  const summary = { text: mark('“{name}” was added'), name }
  const done = await run(tx, { kind: 'add-series', summary }, [change], { actor, now })
  return { ok: true, id: created.id, ...done }
}

/** Renames or describes a series; its former address leads to the present one. */
export async function changeSeries(
  tx: Tx,
  series: Series,
  { name, slug = '', description = series.description }: SeriesInput,
  { actor, now }: Who,
): Promise<({ ok: true } & Partial<Done>) | { ok: false; faults: SeriesFaults }> {
  const chosen = await chooseSlug(tx, { name, slug }, series)
  if ('faults' in chosen) return { ok: false, faults: chosen.faults }
  const change = seriesChange(series.id, series, {
    ...{ ...series, name, key: nameKey(name), description, ...chosen },
  })
  if (change.before === change.after) return { ok: true }
  const summary =
    name === series.name
      ? { text: mark('“{name}” was changed'), name }
      : { text: mark('“{name}” was renamed to “{to}”'), name: series.name, to: name }
  return {
    ok: true,
    ...(await run(tx, { kind: 'change-series', summary }, [change], { actor, now })),
  }
}

/** Removes a series; its posts stay and are in none. */
export async function deleteSeries(tx: Tx, series: Series, { actor, now }: Who): Promise<Done> {
  const parts = await listPlaces(tx, series.id)
  const count = parts.length
  const summary = {
    text: mark('The series “{name}” was deleted; {count} posts were in it'),
    ...{ name: series.name, count },
  }
  const changes = [
    ...parts.map(part => partChange(series.id, part.postId, part.position, null)),
    seriesChange(series.id, series, null),
  ]
  return run(tx, { kind: 'delete-series', summary }, changes, { actor, now })
}

/**
 * Puts the parts of a series into this order; parts that are not named stay behind what they stood
 * behind, and posts that are named but no parts of it become so. Gives null when nothing changes.
 */
export async function orderSeries(
  tx: Tx,
  series: Series,
  { order, removed = [] }: { order: number[]; removed?: number[] },
  who: Who,
): Promise<Done | null> {
  const places = await listPlaces(tx, series.id)
  const present = new Map(places.map(({ postId, position }) => [postId, position]))
  const ids = places.map(({ postId }) => postId)
  const wanted = keepUnnamed(ids, order).filter(id => !removed.includes(id))
  const changes = [
    ...removed.flatMap(id => changeOf(series.id, id, present.get(id) ?? null, null)),
    ...wanted.flatMap((id, at) => changeOf(series.id, id, present.get(id) ?? null, at + 1)),
  ]
  if (changes.length === 0) return null
  const added = wanted.filter(id => !present.has(id))
  const left = [...(await recordOtherSeries(tx, added, series.id)), ...changes]
  const summary = { ...describe(added.length, removed.length), name: series.name }
  return run(tx, { kind: 'order-series', summary }, left, who)
}

function keepUnnamed(present: number[], order: number[]): number[] {
  const wanted = [...new Set(order)]
  for (const [at, id] of present.entries()) {
    if (wanted.includes(id)) continue
    const before = present[at - 1]
    wanted.splice(before === undefined ? 0 : wanted.indexOf(before) + 1, 0, id)
  }
  return wanted
}

function describe(added: number, removed: number): Summary {
  if (added > 0)
    return { text: mark('{count} posts were added to the series “{name}”'), count: added }
  return removed > 0
    ? { text: mark('{count} posts were taken out of the series “{name}”'), count: removed }
    : { text: mark('The series “{name}” has another order') }
}

// A post stands in one series only.
async function recordOtherSeries(tx: Tx, ids: number[], seriesId: number): Promise<RowChange[]> {
  const others = await tx.seriesPost.findMany({
    where: { postId: { in: ids }, seriesId: { not: seriesId } },
  })
  return others.map(other => partChange(other.seriesId, other.postId, other.position, null))
}

/** Puts posts behind the parts of a series, in this order. */
export async function addToSeries(
  tx: Tx,
  series: Series,
  ids: number[],
  who: Who,
): Promise<Done | null> {
  const present = (await listPlaces(tx, series.id)).map(({ postId }) => postId)
  return orderSeries(tx, series, { order: [...present, ...ids] }, who)
}

const listPlaces = (read: Read, seriesId: number) =>
  read.seriesPost.findMany({
    where: { seriesId },
    orderBy: [{ position: 'asc' }, { postId: 'asc' }],
  })

const seriesChange = (id: number, before: Series | null, after: Series | null): RowChange => ({
  ...{ entity: 'series', entityId: id, field: 'row' },
  before: before && seriesAsText(before),
  after: after && seriesAsText(after),
})

const changeOf = (
  seriesId: number,
  postId: number,
  before: number | null,
  after: number | null,
): RowChange[] => (before === after ? [] : [partChange(seriesId, postId, before, after)])

const partChange = (
  seriesId: number,
  postId: number,
  before: number | null,
  after: number | null,
): RowChange => ({
  ...{ entity: 'series_post', entityId: postId, otherId: seriesId, field: 'position' },
  before: before === null ? null : String(before),
  after: after === null ? null : String(after),
})

async function run(
  tx: Tx,
  { kind, summary }: { kind: string; summary: Summary },
  changes: RowChange[],
  { actor, now }: Who,
): Promise<Done> {
  const operationId = await startOperation(tx, { kind, summary, actorId: actor.id }, now)
  await recordRows(tx, operationId, changes)
  await applyRows(tx, operationId, now)
  return { operationId, summary }
}

async function chooseSlug(
  tx: Tx,
  { name, slug }: { name: string; slug: string },
  series: Series | null,
): Promise<{ slug: string } | { faults: SeriesFaults }> {
  const id = series?.id ?? 0
  const holder = await findSeriesByName(tx, name)
  if (holder && holder.id !== id) return { faults: { name: NAME_TAKEN } }
  if (slug === '') return { slug: await makeSlug(tx, name, series) }
  const wanted = slugify(slug)
  const isTaken = await isSeriesSlugTaken(tx, wanted, id)
  return isTaken ? { faults: { slug: SLUG_TAKEN } } : { slug: wanted }
}

// The address follows the name.
function makeSlug(tx: Tx, name: string, series: Series | null): Promise<string> {
  const isSame = series !== null && slugify(name) === slugify(series.name)
  return isSame ? Promise.resolve(series.slug) : findFreeSeriesSlug(tx, name, series?.id)
}
