import { expect, test } from 'vitest'
import { deliver } from '../../src/webhooks/deliver.ts'
import { deliverDue, removeOld, startWebhooks } from '../../src/webhooks/dispatch.ts'
import { addPing, redeliver, resumeWebhook, rotateWebhook } from '../../src/webhooks/service.ts'
import { addPost } from '../support/builders.ts'
import { isSigned, listen, openReceiver, openTold } from './receiver.ts'

const HOUR_MS = 3_600_000

test('a message is signed as the Standard Webhooks say, with both secrets while one is exchanged', async () => {
  const { site, receiver, secret, id, send } = await openTold()
  const { received } = receiver
  await addPost(site)
  await send()
  const [first] = received
  const webhook = await site.db.read.webhook.findUniqueOrThrow({ where: { id } })
  const next = await site.db.write(tx => rotateWebhook(tx, webhook, site.now()))
  await addPost(site, { title: 'Two' })
  await send()
  const [second] = received
  site.setNow(new Date(site.now().getTime() + 25 * HOUR_MS))
  await addPost(site, { title: 'Three' })
  await send()
  const [third] = received

  if (!first || !second || !third) throw new Error('Something did not arrive.')
  const forged = { ...first, text: first.text.replace('river', 'sea') }
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/)
  expect(Number(first.headers['webhook-timestamp'])).toBe(Date.parse('2026-03-04T05:06:07Z') / 1000)
  expect(first.headers['content-type']).toBe('application/json')
  expect([await isSigned(first, secret), await isSigned(forged, secret)]).toEqual([true, false])
  expect([await isSigned(second, secret), await isSigned(second, next)]).toEqual([true, true])
  expect([await isSigned(third, secret), await isSigned(third, next)]).toEqual([false, true])
})

test('what fails is tried again later and later, with the same id and text, and then given up', async () => {
  const { site, receiver, id, send } = await openTold()
  receiver.answer = () => ({ status: 500, body: 'no' })
  await addPost(site)
  const tried: { at: number; id: string | undefined; text: string | undefined }[] = []
  const began = site.now().getTime()
  for (;;) {
    await send()
    const [got] = receiver.received
    tried.push({
      at: site.now().getTime() - began,
      ...{ id: got?.headers['webhook-id'], text: got?.text },
    })
    const { dueAt } = await site.db.read.webhookDelivery.findFirstOrThrow()
    if (!dueAt) break
    site.setNow(dueAt)
  }
  const webhook = await site.db.read.webhook.findUniqueOrThrow({ where: { id } })
  const row = await site.db.read.webhookDelivery.findFirstOrThrow()

  const waits = tried.slice(1).map(({ at }, index) => at - (tried[index]?.at ?? 0))
  const least = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400].map(s => s * 1_000)
  expect(waits).toHaveLength(9)
  expect(waits.every((wait, at) => wait >= (least[at] ?? 0))).toBe(true)
  expect(waits.every((wait, at) => wait <= (least[at] ?? 0) * 1.2 + 1)).toBe(true)
  expect(new Set(tried.map(each => each.id)).size).toBe(1)
  expect(new Set(tried.map(each => each.text)).size).toBe(1)
  expect(row).toMatchObject({ attempts: 10, lastStatus: 500, answer: 'no', deliveredAt: null })
  expect(webhook).toMatchObject({ active: false, stopped: 'failing' })
})

test('whoever says 410 Gone is told nothing more, until somebody lets it go on', async () => {
  const { site, receiver, id, send } = await openTold()
  receiver.answer = () => ({ status: 410 })
  await addPost(site)
  await send()
  const stopped = await site.db.read.webhook.findUniqueOrThrow({ where: { id } })
  await addPost(site, { title: 'Meanwhile' })
  receiver.answer = () => ({})
  await site.db.write(tx => resumeWebhook(tx, id, site.now()))
  await addPost(site, { title: 'Again' })

  expect(stopped).toMatchObject({ active: false, stopped: 'gone' })
  expect(await send()).toMatchObject([{ data: { post: { title: 'Again' } } }])
})

test('messages come in their order; one that fails for long holds up no other, and comes when others do', async () => {
  const { site, receiver, send } = await openTold()
  let fails = 3
  receiver.answer = () => ({ status: fails-- > 0 ? 503 : 200 })
  for (const title of ['One', 'Two', 'Three']) await addPost(site, { title })
  const titles = (messages: { data: Record<string, unknown> }[]) =>
    messages.map(({ data }) => (data['post'] as { title: string }).title)
  const pass = async (ms: number) => {
    site.setNow(new Date(site.now().getTime() + ms))
    return titles(await send())
  }

  expect([await pass(0), await pass(1_000), await pass(6_000)]).toEqual([['One'], [], ['One']])
  expect(await pass(HOUR_MS)).toEqual(['One', 'Two', 'One', 'Three'])
  expect(await pass(HOUR_MS)).toEqual([])
})

test('of several instances that look at once, one sends', async () => {
  const { site, receiver } = await openTold()
  await addPost(site)

  await Promise.all(Array.from({ length: 5 }, () => deliverDue(site.context)))

  expect(receiver.received).toHaveLength(1)
})

test('what was on its way when its sender died is sent again by another, under the same id', async () => {
  const { site, receiver, send } = await openTold()
  await addPost(site)
  receiver.answer = () => null
  const dying = new AbortController()
  const [row] = await site.db.read.webhookDelivery.findMany()
  const lost = deliver(site.context, row?.id ?? 0, dying.signal)
  await expect.poll(() => receiver.received.length).toBe(1)
  dying.abort()
  await lost
  const [first] = receiver.received
  receiver.answer = () => ({})

  const tooEarly = await send()
  site.setNow(new Date(site.now().getTime() + 31_000))
  await send()

  expect(tooEarly).toEqual([])
  expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([
    first?.headers['webhook-id'],
  ])
  expect(await site.db.read.webhookDelivery.findMany()).toMatchObject([
    { attempts: 2, dueAt: null },
  ])
})

test('S70: without leave, nothing of this machine’s own networks is asked', async () => {
  const { site, receiver, send } = await openTold(undefined, { config: { webhooksPrivate: false } })
  await addPost(site)

  await send()
  const [row] = await site.db.read.webhookDelivery.findMany()

  expect(receiver.received).toEqual([])
  expect(row).toMatchObject({ attempts: 1, lastStatus: null })
  expect(row?.lastError).toMatch(/private network/)
})

test('a message can be sent once more, and an endpoint tried out', async () => {
  const { site, receiver, id, send } = await openTold()
  await addPost(site)
  await send()
  const [first] = receiver.received
  const [row] = await site.db.read.webhookDelivery.findMany()
  await site.db.write(tx => redeliver(tx, row?.id ?? 0, site.now()))
  await site.db.write(tx => addPing(tx, id, site.now()))

  const messages = await send()

  expect(messages.map(({ type }) => type)).toEqual(['post.published', 'ping'])
  expect(receiver.received[0]?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  expect(receiver.received[0]?.text).toBe(first?.text)
})

test('a site that is served sends by itself, each webhook at its own pace, and stops when told', async () => {
  const { site, receiver } = await openTold()
  const slow = await openReceiver()
  slow.answer = () => null
  await listen(site, slow.url)
  const stop = startWebhooks(site.context)

  await addPost(site)
  await addPost(site, { title: 'Two' })
  await expect.poll(() => receiver.received.length, { timeout: 5_000 }).toBe(2)
  await expect.poll(() => slow.received.length, { timeout: 5_000 }).toBe(1)
  await stop()

  const waiting = await site.db.read.webhookDelivery.count({ where: { dueAt: { not: null } } })
  expect(waiting).toBe(2)
})

test('messages are forgotten after thirty days', async () => {
  const { site, send } = await openTold()
  await addPost(site)
  await send()
  site.setNow('2026-04-02T05:00:00Z')
  await removeOld(site.context)
  const kept = await site.db.read.webhookDelivery.count()
  site.setNow('2026-04-03T06:00:00Z')
  await removeOld(site.context)

  expect([kept, await site.db.read.webhookDelivery.count()]).toEqual([1, 0])
})
