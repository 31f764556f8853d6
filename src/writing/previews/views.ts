import { formatMoment } from '../../text/dates.ts'
import type { Manner } from '../views.ts'
import { LIFETIMES, type ListedLink } from './links.ts'

/** The links of a draft and what a new one may be, ready to print. */
export function viewLinks(links: ListedLink[], base: string, manner: Manner) {
  const { t } = manner
  return {
    urls: { add: base, revokeAll: `${base}/revoke` },
    lifetimes: LIFETIMES.map(days => ({ value: days, label: t('{count} days', { count: days }) })),
    links: links.map(link => ({
      name: link.name || t('Without a name'),
      made: t('made by {name} on {date}', {
        name: link.person?.displayName ?? t('Somebody'),
        date: formatMoment(link.createdAt, manner),
      }),
      ends: link.expiresAt
        ? t('works until {date}', { date: formatMoment(link.expiresAt, manner) })
        : '',
      used: link.lastUsedAt
        ? t('last opened on {date}', { date: formatMoment(link.lastUsedAt, manner) })
        : t('never opened'),
      revokeUrl: `${base}/${link.id}/revoke`,
    })),
  }
}
