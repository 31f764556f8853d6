import type { Read } from '../../db/doors.ts'
import { endOfDay, parseMoment } from '../../text/dates.ts'
import type { Translate } from '../../i18n/translate.ts'
import { GROUPS } from './labels.ts'

/** What the trail is narrowed to; '' = not narrowed. */
export type AuditFilter = {
  q: string
  /** A username. */
  person: string
  /** The name of a group of actions, or `refused`. */
  action: string
  /** Days, `YYYY-MM-DD`, in the site's time zone; both belong to it. */
  from: string
  until: string
}

const MAX_CHARS = 200
const DAY = /^\d{4}-\d{2}-\d{2}$/

/** Reads the filter from a query; what is unknown narrows nothing. */
export function readAuditFilter(query: Record<string, unknown>): AuditFilter {
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, MAX_CHARS) : ''
  }
  const day = (name: string) => (DAY.test(text(name)) ? text(name) : '')
  const action = text('action')
  const isKnown = action === REFUSED || GROUPS.some(({ name }) => name === action)
  return {
    ...{ q: text('q'), person: text('person'), action: isKnown ? action : '' },
    ...{ from: day('from'), until: day('until') },
  }
}

/** The group of what was refused, whatever it was. */
export const REFUSED = 'refused'

type Where = NonNullable<NonNullable<Parameters<Read['audit']['findMany']>[0]>['where']>

/** What the filter asks of a line. */
export function conditionsOf(
  { q, person, action, from, until }: AuditFilter,
  { t, timeZone }: { t: Translate; timeZone: string },
): Where {
  const begins = from === '' ? null : parseMoment(from, timeZone)
  const ends = until === '' ? null : endOfDay(until, timeZone)
  return {
    AND: [
      person === '' ? {} : { actorName: person },
      action === '' ? {} : ofGroup(action),
      begins ? { at: { gte: begins } } : {},
      ends ? { at: { lt: ends } } : {},
      q === '' ? {} : mentions(q, t),
    ],
  }
}

function ofGroup(name: string): Where {
  if (name === REFUSED) return { action: { startsWith: 'refused ' } }
  const group = GROUPS.find(each => each.name === name)
  return { OR: endingWith(Object.keys(group?.actions ?? {})) }
}

// What was refused carries its status before the rest.
const endingWith = (actions: string[]): Where[] =>
  actions.flatMap(action => [
    { action },
    { action: { startsWith: 'refused ', endsWith: ` ${action}` } },
  ])

// What is shown in words is found by its words, too.
function mentions(q: string, t: Translate): Where {
  const fields = ['action', 'subject', 'address', 'actorName'] as const
  const named = GROUPS.flatMap(({ actions }) =>
    Object.entries(actions).flatMap(([action, label]) =>
      t(label).toLowerCase().includes(q.toLowerCase()) ? [action] : [],
    ),
  )
  return { OR: [...fields.map(field => ({ [field]: { contains: q } })), ...endingWith(named)] }
}
