import { join, sql, type Read, type Sql } from '../db/doors.ts'
import { monthBounds, monthOf, type Month } from '../text/dates.ts'
import { countQuery, postsBetween } from './lists.ts'
import { whichPublic } from './visible.ts'

export type CountedMonth = Month & { count: number }

type Clock = { now: Date; timeZone: string }

// SQLite takes at most 500 parts in one UNION.
const MONTHS_A_QUERY = 400

/** The months of the site's time zone in which something was published, the newest first. */
export async function listCountedMonths(read: Read, clock: Clock): Promise<CountedMonth[]> {
  const span = await findSpan(read, clock.now)
  if (!span) return []
  const months = listMonths(
    monthOf(span.newest, clock.timeZone),
    monthOf(span.oldest, clock.timeZone),
  )
  const counted: CountedMonth[] = []
  for (let start = 0; start < months.length; start += MONTHS_A_QUERY) {
    counted.push(...(await countMonths(read, months.slice(start, start + MONTHS_A_QUERY), clock)))
  }
  return counted
}

// The two ends of an index; asked for both at once, SQLite walks along all of it.
async function findSpan(read: Read, now: Date): Promise<{ oldest: Date; newest: Date } | null> {
  const where = whichPublic('post', now)
  const select = { publishedAt: true }
  const oldest = await read.post.findFirst({ where, select, orderBy: { publishedAt: 'asc' } })
  const newest = await read.post.findFirst({ where, select, orderBy: { publishedAt: 'desc' } })
  return oldest?.publishedAt && newest?.publishedAt
    ? { oldest: oldest.publishedAt, newest: newest.publishedAt }
    : null
}

function listMonths(newest: Month, oldest: Month): Month[] {
  const indexOf = ({ year, month }: Month) => year * 12 + month - 1
  const months: Month[] = []
  for (let index = indexOf(newest); index >= indexOf(oldest); index -= 1) {
    months.push({ year: Math.floor(index / 12), month: (index % 12) + 1 })
  }
  return months
}

async function countMonths(read: Read, months: Month[], clock: Clock): Promise<CountedMonth[]> {
  const parts = months.map((month, index) => countMonth(month, index, clock))
  const rows = await read.query<{ place: number | bigint; count: number | bigint }>(
    join(parts, ' UNION ALL '),
  )
  const counts = new Map(rows.map(({ place, count }) => [Number(place), Number(count)]))
  return months
    .map((month, index) => ({ ...month, count: counts.get(index) ?? 0 }))
    .filter(({ count }) => count > 0)
}

function countMonth(month: Month, index: number, { now, timeZone }: Clock): Sql {
  const scope = postsBetween(monthBounds(month, timeZone))
  return sql`SELECT CAST(${index} AS INTEGER) AS place, (${countQuery(scope, now)}) AS count`
}
