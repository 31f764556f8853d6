import { parseMoment } from '../../text/dates.ts'

/** When a document says that it was published, and where it says so; null for what cannot be read. */
export type WrittenDate = { at: Date; origin: 'header' | 'name' | 'file' } | null

/** The date of a document: the header's, else that of its name, else the file's own. */
export function chooseDate(
  header: string | undefined,
  { date, modifiedAt }: { date: string | null; modifiedAt: Date },
  timeZone: string,
): WrittenDate {
  if (header !== undefined && header !== '') {
    const at = parseMoment(header, timeZone)
    return at && { at, origin: 'header' }
  }
  const named = date === null ? null : parseMoment(date, timeZone)
  return named ? { at: named, origin: 'name' } : { at: modifiedAt, origin: 'file' }
}
