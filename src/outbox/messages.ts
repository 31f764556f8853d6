import { randomBytes } from 'node:crypto'
import type { Tx } from '../db/doors.ts'
import type { Event, Facts } from './events.ts'

/** A webhook that is told of things now. */
export type Listener = { id: number; events: string }

export type Message = { event: Event; facts: Facts; messageId?: string }

const ID_BYTES = 18
const CHUNK = 500

/** The webhooks that are told of things now; usually there are none, and nobody has to do anything. */
export function listListeners(tx: Tx): Promise<Listener[]> {
  return tx.webhook.findMany({ where: { active: true }, select: { id: true, events: true } })
}

/** Puts messages into the outbox of each webhook that wants to be told, as a part of the change itself. */
export async function addMessages(
  tx: Tx,
  listeners: Listener[],
  messages: Message[],
  now: Date,
): Promise<void> {
  const rows = messages.flatMap(({ event, facts, messageId = makeMessageId() }) =>
    listeners
      .filter(listener => listener.events.split(' ').includes(event))
      .map(({ id: webhookId }) => ({
        ...{ webhookId, messageId, event, payload: JSON.stringify(facts) },
        ...{ createdAt: now, dueAt: now },
      })),
  )
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx.webhookDelivery.createMany({ data: rows.slice(start, start + CHUNK) })
  }
}

export const makeMessageId = (): string => `msg_${randomBytes(ID_BYTES).toString('base64url')}`
