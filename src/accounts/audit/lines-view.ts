import type { Audit } from '../../db/generated/sqlite/client.ts'
import type { Translate } from '../../i18n/translate.ts'
import { labelOf, plainAction, refusedWith } from './labels.ts'

/** How a page says the lines of the trail. */
export type Manner = { t: Translate; language: string; timeZone: string }

/** A line as a person reads it. */
export function viewLine({ id, at, actorName, action, subject, address }: Audit, { t }: Manner) {
  const label = labelOf(action)
  const status = refusedWith(action)
  return {
    ...{ id, actorName, subject, address, dateTime: at.toISOString() },
    what: label === null ? plainAction(action) : t(label),
    refused: status === null ? '' : t('Refused ({status})', { status }),
  }
}

type Day = { day: string; lines: (ReturnType<typeof viewLine> & { time: string })[] }

/** The lines under the day that they belong to, as they come. */
export function viewDays(lines: Audit[], manner: Manner): Day[] {
  const { language, timeZone } = manner
  const dates = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone })
  const times = new Intl.DateTimeFormat(language, { timeStyle: 'medium', timeZone })
  const days: Day[] = []
  for (const line of lines) {
    const day = dates.format(line.at)
    if (days.at(-1)?.day !== day) days.push({ day, lines: [] })
    days.at(-1)?.lines.push({ ...viewLine(line, manner), time: times.format(line.at) })
  }
  return days
}
