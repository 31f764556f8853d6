import { dateFormatter } from '../text/date-formatter.ts'
import type { Month } from '../text/dates.ts'
import { monthPath } from './addresses.ts'
import type { CountedMonth } from './archive.ts'

export type ShownYear = {
  year: number
  months: { name: string; count: number; url: string }[]
}

/** The month that an address names, else null. */
export function readMonth(year: string, month: string): Month | null {
  const isPossible = /^\d{4}$/.test(year) && /^(0[1-9]|1[0-2])$/.test(month) && year !== '0000'
  return isPossible ? { year: Number(year), month: Number(month) } : null
}

/** A month as people of a language write it: `March 2026`. */
export function showMonth(language: string, month: Month): string {
  return formatMonth(language, month, { year: 'numeric', month: 'long' })
}

/** The months of an archive under their years, in the order given. */
export function showYears(language: string, months: CountedMonth[]): ShownYear[] {
  const years = new Map<number, ShownYear['months']>()
  for (const { count, ...month } of months) {
    const name = formatMonth(language, month, { month: 'long' })
    const shown = years.get(month.year) ?? []
    years.set(month.year, [...shown, { name, count, url: monthPath(month) }])
  }
  return [...years].map(([year, shown]) => ({ year, months: shown }))
}

function formatMonth(
  language: string,
  { year, month }: Month,
  fields: Intl.DateTimeFormatOptions,
): string {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, 1)
  return dateFormatter(language, { ...fields, timeZone: 'UTC' }).format(date)
}
