import { setTimeout } from 'node:timers/promises'
import type { Context } from '../context.ts'
import { isTellingDue, tellDue } from '../outbox/due.ts'
import { deliver, type Sender } from './deliver.ts'

const LOOK_EVERY_MS = 1_000
const CLEAN_EVERY_MS = 3_600_000
const KEPT_MS = 30 * 24 * 3_600_000
/** A message that failed so often no longer holds up those after it. */
const HOLDS_UP = 3
const LOOKED_AT = 1_000
const LINGER_MS = 2_000

/** The first says that nothing new is begun, the second that what was begun is given up. */
type Signals = { ending: AbortSignal; cutting: AbortSignal }

/** Sends what webhooks are to be told while the site is served; gives what stops it. */
export function startWebhooks(context: Context): () => Promise<void> {
  const [ending, cutting] = [new AbortController(), new AbortController()]
  const signals = { ending: ending.signal, cutting: cutting.signal }
  const busy = new Map<number, Promise<void>>()
  let looking = Promise.resolve()
  const look = () => {
    looking = looking.then(() => watched(context, () => sendWaiting(context, busy, signals)))
  }
  const clean = () => void watched(context, () => removeOld(context))
  clean()
  const timers = [setInterval(look, LOOK_EVERY_MS), setInterval(clean, CLEAN_EVERY_MS)]
  return async () => {
    for (const timer of timers) clearInterval(timer)
    ending.abort()
    await looking
    // What is on its way may arrive, if it does not take too long; else it is sent again later.
    const sent = Promise.all(busy.values())
    await Promise.race([sent, setTimeout(LINGER_MS, null, { ref: false })])
    cutting.abort()
    await sent
  }
}

async function watched({ log }: Pick<Context, 'log'>, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (err) {
    log.error({ err }, 'webhooks failed')
  }
}

/** Sends all that is due now, and waits until it was tried. */
export async function deliverDue(sender: Sender): Promise<void> {
  const busy = new Map<number, Promise<void>>()
  const { signal } = new AbortController()
  await sendWaiting(sender, busy, { ending: signal, cutting: signal })
  await Promise.all(busy.values())
}

// One message at a time to each webhook, so that they come in order; a slow one holds up no other.
async function sendWaiting(
  sender: Sender,
  busy: Map<number, Promise<void>>,
  signals: Signals,
): Promise<void> {
  const { db, now } = sender
  if (signals.ending.aborted) return
  if (await isTellingDue(db.read, now())) await db.write(tx => tellDue(tx, now()))
  const webhooks = await db.read.webhook.findMany({ where: { active: true }, select: { id: true } })
  for (const { id } of webhooks) {
    if (busy.has(id)) continue
    const sending = watched(sender, () => sendTo(sender, id, signals))
    busy.set(
      id,
      sending.finally(() => busy.delete(id)),
    )
  }
}

async function sendTo(
  sender: Sender,
  webhookId: number,
  { ending, cutting }: Signals,
): Promise<void> {
  const { db, now } = sender
  for (;;) {
    const next = await findNext(db.read, webhookId, now())
    if (next === null || ending.aborted) return
    await deliver(sender, next, cutting)
  }
}

// The oldest that waits comes first; while it is young, the others wait for it.
async function findNext(
  read: Sender['db']['read'],
  webhookId: number,
  now: Date,
): Promise<number | null> {
  const waiting = await read.webhookDelivery.findMany({
    where: { webhookId, dueAt: { not: null }, webhook: { active: true } },
    select: { id: true, dueAt: true, attempts: true },
    orderBy: { id: 'asc' },
    take: LOOKED_AT,
  })
  for (const { id, dueAt, attempts } of waiting) {
    if (dueAt !== null && dueAt <= now) return id
    if (attempts < HOLDS_UP) return null
  }
  return null
}

/** Forgets messages after thirty days. */
export async function removeOld({ db, now }: Pick<Context, 'db' | 'now'>): Promise<void> {
  const before = new Date(now().getTime() - KEPT_MS)
  const where = { createdAt: { lt: before } }
  if ((await db.read.webhookDelivery.count({ where })) === 0) return
  await db.record(tx => tx.webhookDelivery.deleteMany({ where }))
}
