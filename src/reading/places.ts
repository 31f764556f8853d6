import { sql, type Read } from '../db/doors.ts'
import { isWithin, type Place, type Scope } from './lists.ts'
import type { Memory } from './memory.ts'

type Wanted = { now: Date; offset: number; total: number; remember: Memory }

// Where a tag's posts are looked for among all, a step reads as many rows, however few have the tag.
const STEPS = 100
const MIN_STEP = 20

/** How far the places of a list of so many stand from each other. */
export const stepOf = (total: number): number => Math.max(MIN_STEP, Math.ceil(total / STEPS))

/**
 * The last place before an offset of a list that has the newest first. Places are found one by one
 * as somebody goes deep, and remembered until the content changes; so a page in the midst of the
 * largest list reads a step, not half of the list.
 */
export async function findPlace(
  read: Read,
  scope: Scope,
  { now, offset, total, remember }: Wanted,
): Promise<Place | undefined> {
  const step = stepOf(total)
  const wanted = Math.floor(offset / step)
  const places = await remember(`places of ${scope.name}`, () => Promise.resolve<Place[]>([]))
  for (let index = places.length; index < wanted; index += 1) {
    const place = await readNext(read, scope, { now, step, from: places[index - 1] })
    if (!place) break
    places[index] = place
  }
  return places[wanted - 1]
}

async function readNext(
  read: Read,
  scope: Scope,
  { now, step, from }: { now: Date; step: number; from: Place | undefined },
): Promise<Place | undefined> {
  const [row] = await read.query<{ id: number | bigint; publishedAt: Date }>(sql`
    SELECT posts.id AS id, posts.published_at AS "publishedAt" FROM ${scope.from}
    WHERE ${isWithin(scope, now, from)} ORDER BY ${scope.order} LIMIT 1 OFFSET ${step}`)
  if (!row) return undefined
  const publishedAt = new Date(row.publishedAt)
  return { id: Number(row.id), publishedAt, offset: (from?.offset ?? 0) + step }
}
