const MAX_FORMATTERS = 200

// Opening one costs as much as a hundred dates, and each holds memory that the collector does not
// see: one for each date of each page were 70 MB a second under load.
const formatters = new Map<string, Intl.DateTimeFormat>()

/** A formatter of dates, opened once. Throws a RangeError for a time zone or a language that is none. */
export function dateFormatter(
  language: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const name = JSON.stringify([language, options])
  const known = formatters.get(name)
  if (known) return known
  const formatter = new Intl.DateTimeFormat(language, options)
  if (formatters.size >= MAX_FORMATTERS) formatters.clear()
  formatters.set(name, formatter)
  return formatter
}
