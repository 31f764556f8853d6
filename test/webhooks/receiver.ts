import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { deliverDue } from '../../src/webhooks/dispatch.ts'
import { addWebhook } from '../../src/webhooks/service.ts'
import { events, type Event } from '../../src/outbox/events.ts'
import { openSite, type Site, type SiteOptions } from '../support/site.ts'

export type Received = {
  headers: Record<string, string>
  text: string
  message: { type: string; timestamp: string; data: Record<string, unknown> }
}

type Answer = { status?: number; body?: string; headers?: Record<string, string> }

/** Somebody outside who is told things; `answer` says what they answer with. */
export async function openReceiver() {
  const received: Received[] = []
  const receiver = { received, url: '', answer: (): Answer | null => ({}) }
  const server = createServer((req, res) => {
    let text = ''
    req.on('data', part => (text += String(part)))
    req.on('end', () => {
      const headers = req.headers as Record<string, string>
      const message = JSON.parse(text) as Received['message']
      received.push({ headers, text, message })
      const answer = receiver.answer()
      if (answer) res.writeHead(answer.status ?? 200, answer.headers).end(answer.body ?? 'thanks')
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return receiver
}

/** A site with a webhook that leads to a receiver; `send` sends what is due. */
export async function openTold(wanted: readonly Event[] = events, options: SiteOptions = {}) {
  const receiver = await openReceiver()
  const config = { webhooksPrivate: true, ...options.config }
  const site = await openSite({ ...options, config })
  const { id, secret } = await listen(site, receiver.url, wanted)
  const send = async () => {
    receiver.received.length = 0
    await deliverDue(site.context)
    return receiver.received.map(({ message }) => message)
  }
  return { site, receiver, id, secret, send }
}

export const listen = (
  { context }: Pick<Site, 'context'>,
  url: string,
  wanted: readonly Event[] = events,
) =>
  context.db.write(tx =>
    addWebhook(tx, { name: 'Receiver', url, events: [...wanted] }, context.now()),
  )

/** As the Standard Webhooks say that a receiver checks a message; knows nothing of Blext's own code. */
export async function isSigned({ headers, text }: Received, secret: string): Promise<boolean> {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = headers
  const key = await crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(secret.replace('whsec_', '')), letter => letter.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`)
  for (const signature of (headers['webhook-signature'] ?? '').split(' ')) {
    const [version, value = ''] = signature.split(',')
    const bytes = Uint8Array.from(atob(value), letter => letter.charCodeAt(0))
    if (version === 'v1' && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return true
  }
  return false
}
