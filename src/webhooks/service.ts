import type { Tx } from '../db/doors.ts'
import type { Webhook } from '../db/generated/sqlite/client.ts'
import { beginTelling, tellDue } from '../outbox/due.ts'
import { PING, type Event } from '../outbox/events.ts'
import { makeMessageId } from '../outbox/messages.ts'
import { makeWebhookSecret, rotateSecret, storeSecret } from './signature.ts'

export type WebhookInput = { name: string; url: string; events: Event[] }

/** Adds a webhook that is told of what happens from now on; its secret is shown once. */
export async function addWebhook(
  tx: Tx,
  { name, url, events }: WebhookInput,
  now: Date,
): Promise<{ id: number; secret: string }> {
  await tellAllBefore(tx, now)
  const secret = makeWebhookSecret()
  const { id } = await tx.webhook.create({
    data: { name, url, secret: storeSecret(secret), events: events.join(' '), createdAt: now },
  })
  return { id, secret }
}

// What came due until now is for those who listened until now.
async function tellAllBefore(tx: Tx, now: Date): Promise<void> {
  await tellDue(tx, now)
  await beginTelling(tx, now)
}

export async function changeWebhook(
  tx: Tx,
  id: number,
  { name, url, events }: WebhookInput,
): Promise<void> {
  await tx.webhook.updateMany({ where: { id }, data: { name, url, events: events.join(' ') } })
}

/** A new secret; the present one signs for another day. */
export async function rotateWebhook(tx: Tx, webhook: Webhook, now: Date): Promise<string> {
  const secret = makeWebhookSecret()
  const data = { secret: rotateSecret(webhook.secret, secret, now) }
  await tx.webhook.update({ where: { id: webhook.id }, data })
  return secret
}

/** Lets a webhook be told again: of what waits for it, and of what happens from now on. */
export async function resumeWebhook(tx: Tx, id: number, now: Date): Promise<void> {
  await tellAllBefore(tx, now)
  const data = { active: true, stopped: '', stoppedAt: null }
  await tx.webhook.updateMany({ where: { id }, data })
  const waiting = { webhookId: id, dueAt: { gt: now } }
  await tx.webhookDelivery.updateMany({ where: waiting, data: { dueAt: now } })
}

/** A message that only says that messages arrive; gives its number. */
export async function addPing(tx: Tx, webhookId: number, now: Date): Promise<number> {
  const { id } = await tx.webhookDelivery.create({
    data: {
      ...{ webhookId, messageId: makeMessageId(), event: PING, payload: '{}' },
      ...{ createdAt: now, dueAt: now },
    },
  })
  return id
}

/** Makes a message due once more, under its former id. */
export async function redeliver(tx: Tx, id: number, now: Date): Promise<void> {
  await tx.webhookDelivery.updateMany({ where: { id }, data: { dueAt: now, deliveredAt: null } })
}
