import type { Response } from 'express'
import type { Webhook, WebhookDelivery } from '../db/generated/sqlite/client.ts'
import { mark } from '../i18n/translate.ts'
import { events, PING } from '../outbox/events.ts'

const EVENT_LABELS: Record<string, string> = {
  'post.published': mark('A post or page became public'),
  'post.updated': mark('A public post or page changed'),
  'post.deleted': mark('A post or page is no longer public'),
  'posts.changed': mark('An import, or one change of more than a hundred posts'),
  'tags.changed': mark('Tags or categories were renamed, merged, split, deleted, given or taken'),
  [PING]: mark('A test'),
}

const STOPPED: Record<string, string> = {
  paused: mark('Paused'),
  gone: mark('Stopped: the endpoint says that it is gone'),
  failing: mark('Stopped: nothing arrived for days'),
}

/** What can be chosen, as a form shows it. */
export const viewEvents = ({ locals: { t } }: Response, chosen: readonly string[]) =>
  events.map(event => ({
    ...{ value: event, label: t(EVENT_LABELS[event] ?? event), checked: chosen.includes(event) },
  }))

/** A webhook as its page and the list show it. */
export function viewWebhook(webhook: Webhook, res: Response) {
  const { id, name, url, active, stopped, stoppedAt } = webhook
  const { t } = res.locals
  return {
    ...{ id, url, active, name: name || hostIn(url), typedName: name },
    events: webhook.events.split(' '),
    state: active ? t('Active') : t(STOPPED[stopped] ?? 'Paused'),
    isStoppedByItself: ['gone', 'failing'].includes(stopped),
    since: stoppedAt ? t('since {date}', { date: momentIn(res, stoppedAt) }) : '',
  }
}

const hostIn = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

type Listed = Omit<WebhookDelivery, 'payload' | 'answer'>

/** A message as the log shows it. */
export function viewDelivery(delivery: Listed, res: Response) {
  const { id, event, messageId, attempts, attemptedAt, createdAt } = delivery
  const { t } = res.locals
  return {
    ...{ id, event, messageId, label: t(EVENT_LABELS[event] ?? event) },
    ...{ made: momentIn(res, createdAt), dateTime: createdAt.toISOString() },
    attempts: t('{count} attempts', { count: attempts }),
    attempted: attemptedAt ? t('last tried {date}', { date: momentIn(res, attemptedAt) }) : '',
    state: stateOf(delivery, res),
    look: lookOf(delivery),
  }
}

function lookOf({ deliveredAt, dueAt }: Listed): string {
  if (deliveredAt) return 'is-published'
  return dueAt ? 'is-scheduled' : 'is-trash'
}

function stateOf({ deliveredAt, dueAt, attempts, lastStatus, lastError }: Listed, res: Response) {
  const { t } = res.locals
  const said = lastStatus === null ? t(lastError) : t('answered {status}', { status: lastStatus })
  if (deliveredAt) return t('Arrived: {answer}', { answer: said })
  if (attempts === 0 || !dueAt)
    return dueAt ? t('Waits') : t('Given up: {answer}', { answer: said })
  return t('{answer} · tried again {date}', { answer: said, date: momentIn(res, dueAt) })
}

/** A moment with its seconds, in the site's time zone. */
function momentIn({ locals: { language, site } }: Response, date: Date): string {
  const manner = { dateStyle: 'medium', timeStyle: 'medium', timeZone: site.timeZone } as const
  return new Intl.DateTimeFormat(language, manner).format(date)
}

/** A payload laid out to be read. */
export function viewPayload(payload: string): string {
  const said = JSON.parse(payload) as { type?: string }
  return said.type === undefined ? '' : JSON.stringify(said, null, 2)
}
