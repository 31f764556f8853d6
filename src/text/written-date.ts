const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_FIRST = /^(?:[a-z]{3,9},?\s+)?(\d{1,2})\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})\b(.*)$/isu
const MONTH_FIRST =
  /^(?:[a-z]{3,9},\s+)?([a-z]{3})[a-z]*\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b(.*)$/isu

/** A moment in English words (`Tue, 02 Jan 2024 10:00:00 +0100`, `January 2, 2024`) as parseMoment reads it; any other text as it is. */
export function spellMoment(text: string): string {
  const written = text.trim()
  const first = DAY_FIRST.exec(written)
  if (first) return joinMoment(text, [first[3], first[2], first[1], first[4]])
  const other = MONTH_FIRST.exec(written)
  return other ? joinMoment(text, [other[3], other[1], other[2], other[4]]) : text
}

function joinMoment(text: string, [year, name, day, rest]: (string | undefined)[]): string {
  const month = MONTHS.indexOf((name ?? '').toLowerCase()) + 1
  return month === 0 ? text : `${year ?? ''}-${month}-${day ?? ''} ${rest?.trim() ?? ''}`.trim()
}
