import { toLocalInput } from '../text/dates.ts'

/** A moment with the offset of the site's time zone: `2026-11-21T10:00:00+08:00`. */
export function momentOf(date: Date, timeZone: string): string {
  const local = `${toLocalInput(date, timeZone)}:${date.toISOString().slice(17, 19)}`
  const minutes = Math.round((Date.parse(`${local}Z`) - date.getTime()) / 60_000)
  const pad = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const sign = minutes < 0 ? '-' : '+'
  return `${local}${sign}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`
}
