import { sql, type Read, type Tx } from '../db/doors.ts'
import { integer } from '../db/moment.ts'
import { nameKey } from '../text/key.ts'
import { cleanName } from '../text/name.ts'
import { freeSlug, slugify } from '../text/slug.ts'

/** Where a post stands among others: the name of its series, '' = in none, and the number of its part. */
export type SeriesPlace = {
  series: string
  /** null = where it stands already, else at the end. */
  seriesPosition: number | null
}

/** The series of this name, or of one that counts as the same. */
export function findSeriesByName(read: Read, name: string) {
  const key = nameKey(name)
  return key === '' ? Promise.resolve(null) : read.series.findUnique({ where: { key } })
}

/** The name as it is stored, where there is a series of this name. */
export async function nameSeriesAsStored(read: Read, name: string): Promise<string> {
  return (await findSeriesByName(read, name))?.name ?? name
}

/** A last part of the address of a series that is free. */
export function findFreeSeriesSlug(read: Read, name: string, id = 0): Promise<string> {
  return freeSlug(slugify(name), slug => isSeriesSlugTaken(read, slug, id))
}

/** Whether another series has this address, or had it. */
export async function isSeriesSlugTaken(read: Read, slug: string, id: number): Promise<boolean> {
  const taken = await read.query(sql`
    SELECT 1 AS taken FROM series WHERE slug = ${slug} AND id <> ${integer(id)}
    UNION ALL SELECT 1 FROM forwards f WHERE f.path = ${`/series/${slug}`}
      AND NOT EXISTS (SELECT 1 FROM series s WHERE s.id = ${integer(id)}
        AND f.target = '/series/' || s.slug)`)
  return taken.length > 0
}

/**
 * Puts a post into the series of this name, which is made when there is none, at this place; what
 * stands there moves on. An empty name takes the post out, and a series that is empty then and has no
 * description is gone. Gives where the post stands now.
 */
export async function placeInSeries(
  tx: Tx,
  postId: number,
  { series, seriesPosition }: SeriesPlace,
  now: Date,
): Promise<SeriesPlace> {
  const present = await tx.seriesPost.findUnique({ where: { postId } })
  const target = await resolveSeries(tx, cleanName(series), now)
  const isSame = present !== null && present.seriesId === target?.id
  if (isSame && [null, present.position].includes(seriesPosition)) {
    return { series: target.name, seriesPosition: present.position }
  }
  if (present) await takeOut(tx, present)
  const place = await putInto(tx, postId, target && { ...target, position: seriesPosition })
  if (present) await removeWhenEmpty(tx, present.seriesId)
  return place
}

/** As `placeInSeries`, for a post that is in none. */
export async function placeNewInSeries(
  tx: Tx,
  postId: number,
  { series, seriesPosition }: SeriesPlace,
  now: Date,
): Promise<SeriesPlace> {
  const target = await resolveSeries(tx, cleanName(series), now)
  return putInto(tx, postId, target && { ...target, position: seriesPosition })
}

async function putInto(
  tx: Tx,
  postId: number,
  target: { id: number; name: string; position: number | null } | null,
): Promise<SeriesPlace> {
  if (!target) return { series: '', seriesPosition: null }
  const position = await makeRoom(tx, target.id, target.position)
  await tx.seriesPost.create({ data: { postId, seriesId: target.id, position } })
  return { series: target.name, seriesPosition: position }
}

async function resolveSeries(
  tx: Tx,
  name: string,
  createdAt: Date,
): Promise<{ id: number; name: string } | null> {
  if (nameKey(name) === '') return null
  const present = await findSeriesByName(tx, name)
  if (present) return present
  const slug = await findFreeSeriesSlug(tx, name)
  return tx.series.create({ data: { name, key: nameKey(name), slug, createdAt } })
}

async function takeOut(
  tx: Tx,
  { postId, seriesId, position }: { postId: number; seriesId: number; position: number },
): Promise<void> {
  await tx.seriesPost.delete({ where: { postId } })
  await tx.seriesPost.updateMany({
    where: { seriesId, position: { gt: position } },
    data: { position: { decrement: 1 } },
  })
}

// A number may be kept for a part that is not written yet: only what is in the way moves on.
async function makeRoom(tx: Tx, seriesId: number, wanted: number | null): Promise<number> {
  if (wanted === null) {
    const { _max } = await tx.seriesPost.aggregate({
      where: { seriesId },
      _max: { position: true },
    })
    return (_max.position ?? 0) + 1
  }
  if ((await tx.seriesPost.count({ where: { seriesId, position: wanted } })) > 0) {
    await tx.seriesPost.updateMany({
      where: { seriesId, position: { gte: wanted } },
      data: { position: { increment: 1 } },
    })
  }
  return wanted
}

async function removeWhenEmpty(tx: Tx, id: number): Promise<void> {
  await tx.series.deleteMany({ where: { id, description: '', posts: { none: {} } } })
}
