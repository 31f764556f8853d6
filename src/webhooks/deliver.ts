import type { Context } from '../context.ts'
import type { Tx } from '../db/doors.ts'
import type { Webhook, WebhookDelivery } from '../db/generated/sqlite/client.ts'
import { OutsideError, postOutside, type OutsideAnswer } from '../http/outside/post.ts'
import { nextAttempt } from './backoff.ts'
import { writePayload } from './payload.ts'
import { readSecrets, signMessage } from './signature.ts'

/** Who takes a message has it for so long; then it is taken for lost with whoever took it. */
const LEASE_MS = 30_000
const MAX_KEPT_CHARS = 2_000
const GONE = 410

export type Sender = Pick<Context, 'db' | 'config' | 'now' | 'log'>

type Delivery = WebhookDelivery & { webhook: Webhook }

type Outcome = OutsideAnswer | { status: null; error: string }

/** Makes one attempt to send a message, unless somebody else has just taken it. */
export async function deliver(sender: Sender, id: number, signal?: AbortSignal): Promise<void> {
  const delivery = await claim(sender, id)
  if (!delivery) return
  const outcome = await attempt(sender, delivery, signal)
  if (signal?.aborted && outcome.status === null) return
  await sender.db.record(tx => note(tx, delivery, outcome, sender.now()))
  const { webhookId, event, messageId } = delivery
  sender.log.info({ webhookId, event, messageId, status: outcome.status }, 'webhook')
}

// One UPDATE decides who of several instances sends; whoever dies with it gives it back by the lease.
async function claim(sender: Sender, id: number): Promise<Delivery | null> {
  const { db, now } = sender
  const found = await db.read.webhookDelivery.findUnique({
    where: { id },
    include: { webhook: true },
  })
  if (!found?.dueAt || found.dueAt > now()) return null
  const payload = await writePayload(sender, found)
  const dueAt = new Date(now().getTime() + LEASE_MS)
  const attempts = found.attempts + 1
  const { count } = await db.record(tx =>
    tx.webhookDelivery.updateMany({
      where: { id, dueAt: found.dueAt, attempts: found.attempts },
      data: { payload, dueAt, attempts, attemptedAt: now() },
    }),
  )
  return count === 0 ? null : { ...found, payload, dueAt, attempts }
}

async function attempt(
  { config, now }: Sender,
  { webhook, messageId, payload }: Delivery,
  signal?: AbortSignal,
): Promise<Outcome> {
  const signed = { id: messageId, at: now(), payload }
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(payload)),
    'User-Agent': 'Blext',
    ...signMessage(readSecrets(webhook.secret, now()), signed),
  }
  const mayBePrivate = config.webhooksPrivate
  const asked = { url: webhook.url, headers, body: payload, mayBePrivate }
  try {
    return await postOutside(signal ? { ...asked, signal } : asked)
  } catch (error) {
    if (error instanceof OutsideError) return { status: null, error: error.message }
    throw error
  }
}

async function note(tx: Tx, delivery: Delivery, outcome: Outcome, now: Date): Promise<void> {
  const { id, attempts } = delivery
  const isDelivered = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
  const isOver = isDelivered || outcome.status === GONE
  const dueAt = isOver ? null : nextAttempt(attempts, now, Math.random())
  const data = { ...said(outcome), dueAt, deliveredAt: isDelivered ? now : null }
  await tx.webhookDelivery.updateMany({ where: { id }, data })
  if (isDelivered) await hurryOthers(tx, delivery, now)
  else if (dueAt === null) await stopFailing(tx, delivery, { isGone: isOver, now })
}

const said = (outcome: Outcome) => ({
  lastStatus: outcome.status,
  lastError: 'error' in outcome ? outcome.error : '',
  answer: 'body' in outcome ? keepable(outcome.body) : '',
})

// PostgreSQL stores no NUL.
const keepable = (text: string): string => text.replaceAll('\0', '').slice(0, MAX_KEPT_CHARS)

// The endpoint is there again: what waits for it waits no longer. What another instance has just
// taken is left to it.
async function hurryOthers(tx: Tx, { webhookId }: Delivery, now: Date): Promise<void> {
  const taken = new Date(now.getTime() + LEASE_MS)
  const where = { webhookId, dueAt: { gt: taken } }
  await tx.webhookDelivery.updateMany({ where, data: { dueAt: now } })
}

// It says that it is gone, or nothing has arrived since this message was written, for days.
async function stopFailing(
  tx: Tx,
  { webhookId, createdAt }: Delivery,
  { isGone, now }: { isGone: boolean; now: Date },
): Promise<void> {
  const since = { webhookId, deliveredAt: { gte: createdAt } }
  if (isGone) await stopWebhook(tx, webhookId, 'gone', now)
  else if ((await tx.webhookDelivery.count({ where: since })) === 0) {
    await stopWebhook(tx, webhookId, 'failing', now)
  }
}

/** Tells a webhook of nothing more, until somebody lets it go on. */
export async function stopWebhook(
  tx: Tx,
  id: number,
  stopped: 'paused' | 'gone' | 'failing',
  now: Date,
): Promise<void> {
  const data = { active: false, stopped, stoppedAt: now }
  await tx.webhook.updateMany({ where: { id, active: true }, data })
}
