import { dateFormatter } from './date-formatter.ts'

/** A calendar month of the site's time zone; `month` is 1 to 12. */
export type Month = { year: number; month: number }

type Fields = Month & { day: number; hour: number; minute: number; second: number }

const DAY_MS = 86_400_000
const MOMENT =
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/iu

/**
 * The moment that a text names, else null: ISO 8601, with a space for the T, and without a zone in the given one; a date alone is its
 * midnight. A time that a clock change skips is moved on by what was skipped; one that happens twice is the first.
 */
export function parseMoment(text: string, timeZone: string): Date | null {
  const match = MOMENT.exec(text.trim())
  if (!match) return null
  const [fraction = '', zone] = match.slice(8)
  const fields = readMatch(match)
  const start = isPossible(fields) ? placeInTime(fields, zone, timeZone) : Number.NaN
  return Number.isNaN(start) ? null : new Date(start + Number(fraction.padEnd(3, '0').slice(0, 3)))
}

/** The value of a `datetime-local` field, `YYYY-MM-DDTHH:mm`. */
export function toLocalInput(date: Date, timeZone: string): string {
  const { year, month, day, hour, minute } = readFields(date.getTime(), openClock(timeZone))
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(hour)}:${pad(minute)}`
}

/** ISO 8601 with the offset that the zone has then, as `2026-11-21T10:00:00+08:00`. */
export function writeMoment(date: Date, timeZone: string): string {
  const minutes = Math.round(offsetAt(date.getTime(), openClock(timeZone)) / 60_000)
  const local = new Date(date.getTime() + minutes * 60_000)
  const offset = Math.abs(minutes)
  const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.floor(offset / 60))}:${pad(offset % 60)}`
  return local.toISOString().replace(/(?:\.000)?Z$/u, zone)
}

/** The day as people of a language write it: `21 November 2026`. */
export function formatDate(date: Date, language: string, timeZone: string): string {
  return dateFormatter(language, { dateStyle: 'long', timeZone }).format(date)
}

/** A formatter of whole moments, as lists of what happened show them: `March 12, 2026 at 2:02 PM`. */
export const momentFormatter = (language: string, timeZone: string): Intl.DateTimeFormat =>
  dateFormatter(language, { dateStyle: 'long', timeStyle: 'short', timeZone })

/** The day and the time of day as people of a language write them: `12 March, 14:02`; the year where it is not this one. */
export function formatMoment(
  date: Date,
  { language, timeZone, now }: { language: string; timeZone: string; now: Date },
): string {
  const isThisYear = monthOf(date, timeZone).year === monthOf(now, timeZone).year
  return dateFormatter(language, {
    ...{ day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    ...(isThisYear ? {} : { year: 'numeric' }),
    timeZone,
  }).format(date)
}

export function monthOf(date: Date, timeZone: string): Month {
  const { year, month } = readFields(date.getTime(), openClock(timeZone))
  return { year, month }
}

/** Where a month begins and where the next one does; the end is not part of it. */
export function monthBounds({ year, month }: Month, timeZone: string): { from: Date; until: Date } {
  const clock = openClock(timeZone)
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 }
  return { from: startOf({ year, month }), until: startOf(next) }

  function startOf(start: Month): Date {
    return new Date(inZone({ ...start, day: 1, hour: 0, minute: 0, second: 0 }, clock))
  }
}

/** Where the day `YYYY-MM-DD` ends and the next one begins, else null. */
export function endOfDay(text: string, timeZone: string): Date | null {
  const match = MOMENT.exec(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? text : '')
  if (!match || !isPossible(readMatch(match))) return null
  const fields = readMatch(match)
  return new Date(inZone({ ...fields, day: fields.day + 1 }, openClock(timeZone)))
}

function readMatch(match: RegExpExecArray): Fields {
  const [year, month, day, hour, minute, second] = [1, 3, 4, 5, 6, 7].map(at =>
    Number(match[at] ?? 0),
  )
  return { year, month, day, hour, minute, second } as Fields
}

function isPossible(fields: Fields): boolean {
  const { year, month, day, hour, minute, second } = fields
  const date = new Date(asUtc({ ...fields, hour: 0, minute: 0, second: 0 }))
  const isDay = year >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isDay && hour < 24 && minute < 60 && second < 60
}

function placeInTime(fields: Fields, zone: string | undefined, timeZone: string): number {
  return zone === undefined ? inZone(fields, openClock(timeZone)) : asUtc(fields) - readOffset(zone)
}

function readOffset(zone: string): number {
  if (!/^[+-]/u.test(zone)) return 0
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(':', '') || '0')]
  if (hours > 23 || minutes > 59) return Number.NaN
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

// As Temporal's "compatible": of two moments with this local time the first; with none, the offset from before the gap.
function inZone(fields: Fields, clock: Intl.DateTimeFormat): number {
  const local = asUtc(fields)
  const [before, after] = [offsetAt(local - DAY_MS, clock), offsetAt(local + DAY_MS, clock)]
  const offset = [before, after].find(each => offsetAt(local - each, clock) === each)
  return local - (offset ?? before)
}

function offsetAt(time: number, clock: Intl.DateTimeFormat): number {
  return asUtc(readFields(time, clock)) - Math.floor(time / 1000) * 1000
}

function openClock(timeZone: string): Intl.DateTimeFormat {
  return dateFormatter('en-US', {
    ...{ timeZone, hourCycle: 'h23', era: 'short', year: 'numeric', month: 'numeric' },
    ...{ day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
}

function readFields(time: number, clock: Intl.DateTimeFormat): Fields {
  const parts = new Map(clock.formatToParts(time).map(part => [part.type, part.value]))
  const year = read('year')
  return {
    ...{ year: parts.get('era')?.startsWith('B') ? 1 - year : year, month: read('month') },
    ...{ day: read('day'), hour: read('hour'), minute: read('minute'), second: read('second') },
  }

  function read(type: Intl.DateTimeFormatPartTypes): number {
    return Number(parts.get(type))
  }
}

// Date.UTC takes the years 0 to 99 for those of the 20th century.
function asUtc({ year, month, day, hour, minute, second }: Fields): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second, 0)
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}
