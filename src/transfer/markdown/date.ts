import { parseMoment } from '../../text/dates.ts'

/** When a document says that it was published, and where it says so; null for what cannot be read. */
export type WrittenDate = { at: Date; origin: 'header' | 'name' | 'file' } | null

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_FIRST = /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})\b(.*)$/isu
const MONTH_FIRST =
  /^(?:[a-z]{3,9},\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b(.*)$/isu

/** The date of a document: the header's, else that of its name, else the file's own. */
export function chooseDate(
  header: string | undefined,
  { date, modifiedAt }: { date: string | null; modifiedAt: Date },
  timeZone: string,
): WrittenDate {
  if (header !== undefined && header.trim() !== '') {
    const at = parseMoment(header, timeZone) ?? parseMoment(spellAsNumbers(header), timeZone)
    return at ? { at, origin: 'header' } : null
  }
  const named = date === null ? null : parseMoment(date, timeZone)
  return named ? { at: named, origin: 'name' } : { at: modifiedAt, origin: 'file' }
}

// `Tue, 02 Jan 2024 10:00:00 +0100` and `January 2, 2024` as ISO 8601.
function spellAsNumbers(text: string): string {
  const written = text.trim()
  const [, day, month, year, rest] = DAY_FIRST.exec(written) ?? []
  if (day !== undefined) return joinDate([year, month, day], rest)
  const [, month2, day2, year2, rest2] = MONTH_FIRST.exec(written) ?? []
  return joinDate([year2, month2, day2], rest2)
}

function joinDate([year, month = '', day]: (string | undefined)[], rest = ''): string {
  const number = MONTHS.indexOf(month.toLowerCase()) + 1
  return `${year ?? ''}-${number}-${day ?? ''} ${rest.trim()}`.trim()
}
