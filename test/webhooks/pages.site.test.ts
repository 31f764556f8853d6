import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite, type Agent } from '../support/site.ts'
import { isSigned, openReceiver } from './receiver.ts'

const post = (agent: Agent, path: string, sent: object = {}) =>
  agent.post(path).type('form').send(sent)

async function open(config = { webhooksPrivate: true }) {
  const receiver = await openReceiver()
  const site = await openSite({ config })
  const adam = await site.signIn('adam')
  const form = { name: 'Shop', url: receiver.url, events: ['post.published', 'tags.changed'] }
  return { site, adam, receiver, form }
}

const secretIn = (text: string) => /whsec_[\w+/=]+/.exec(text)?.[0] ?? ''

test('an admin adds a webhook, sees its secret once, tests it, exchanges it, pauses it, deletes it', async () => {
  const { site, adam, receiver, form } = await open()
  const empty = await site.page('/admin/webhooks', adam)
  const added = await post(adam, '/admin/webhooks', form)
  const list = await site.page('/admin/webhooks', adam)
  const tested = await post(adam, '/admin/webhooks/1/test')
  const said = await site.page('/admin/webhooks/1', adam)
  const exchanged = await post(adam, '/admin/webhooks/1/rotate')
  await post(adam, '/admin/webhooks/1/test')
  await post(adam, '/admin/webhooks/1/pause')
  const paused = await site.page('/admin/webhooks/1', adam)
  await post(adam, '/admin/webhooks/1/resume')
  const resumed = await site.page('/admin/webhooks/1', adam)
  const deleted = await post(adam, '/admin/webhooks/1/delete')

  const [first, second] = receiver.received
  if (!first || !second) throw new Error('The tests did not arrive.')
  expect(empty.$('.empty').text()).toBe('Nobody is told of anything yet.')
  expect(added.status).toBe(201)
  expect(secretIn(list.text + said.text)).toBe('')
  expect(list.$('.row-title').text()).toBe('Shop')
  expect(tested.headers['location']).toBe('/admin/webhooks/1')
  expect(said.$('.flash').text()).toContain('Arrived: answered 200')
  expect(first.message).toMatchObject({ type: 'ping', data: {} })
  expect(await isSigned(first, secretIn(added.text))).toBe(true)
  expect(await isSigned(second, secretIn(exchanged.text))).toBe(true)
  expect(paused.$('.page-head .state').text()).toMatch(/^Paused since /)
  expect(resumed.$('.page-head .state').text().trim()).toBe('Active')
  expect(deleted.headers['location']).toBe('/admin/webhooks')
  expect(await site.db.read.webhookDelivery.count()).toBe(0)
})

test('the log shows what was sent, what was answered, and sends once more', async () => {
  const { site, adam, receiver, form } = await open()
  await post(adam, '/admin/webhooks', form)
  receiver.answer = () => ({ status: 500, body: '<script>alert(1)</script>' })
  await post(adam, '/admin/webhooks/1/test')
  const log = await site.page('/admin/webhooks/1', adam)
  const one = await site.page('/admin/webhooks/1/deliveries/1', adam)
  receiver.answer = () => ({})
  await post(adam, '/admin/webhooks/1/deliveries/1/redeliver')
  const again = await site.page('/admin/webhooks/1', adam)

  expect(log.$('.rows .state').text()).toMatch(/^answered 500 · tried again /)
  expect(log.$('.rows .row-facts').text()).toContain('1 attempt')
  expect(one.$('.webhook-text').first().text()).toBe('<script>alert(1)</script>')
  expect(JSON.parse(one.$('.webhook-text').last().text())).toMatchObject({ type: 'ping' })
  expect(again.$('.rows .state').text()).toBe('Arrived: answered 200')
  expect(again.$('.rows .row-facts').text()).toContain('2 attempts')
})

test('what cannot be a webhook comes back with the form and a message at each field', async () => {
  const { adam, form } = await open({ webhooksPrivate: false })

  const empty = await post(adam, '/admin/webhooks', { name: 'Kept', url: '' })
  const inside = await post(adam, '/admin/webhooks', { ...form, url: 'http://0x7f.1:5432/' })
  await post(adam, '/admin/webhooks', { ...form, url: 'https://hooks.example.com/' })
  const changed = await post(adam, '/admin/webhooks/1', { ...form, url: 'ftp://example.com/' })

  expect([empty.status, inside.status, changed.status]).toEqual([422, 422, 422])
  expect(empty.text).toContain('value="Kept"')
  expect(empty.text).toContain('Choose what the webhook is told of.')
  expect(inside.text).toContain('This address lies in a private network')
  expect(changed.text).toContain('Write a whole address')
})

test('a webhook that stopped by itself says so, and goes on with what waits', async () => {
  const { site, adam, receiver, form } = await open()
  await post(adam, '/admin/webhooks', form)
  receiver.answer = () => ({ status: 410 })
  await post(adam, '/admin/webhooks/1/test')
  const stopped = await site.page('/admin/webhooks/1', adam)
  await addPost(site)
  await post(adam, '/admin/webhooks/1/resume')

  expect(stopped.$('[role=alert]').text()).toContain('Nothing is sent to it any more.')
  expect(stopped.$('.page-head .state').text()).toContain('the endpoint says that it is gone')
  expect(await site.db.read.webhook.findFirst()).toMatchObject({ active: true, stopped: '' })
})

test('the message of one webhook is not found under another', async () => {
  const { site, adam, form } = await open()
  await post(adam, '/admin/webhooks', form)
  await post(adam, '/admin/webhooks', form)
  await post(adam, '/admin/webhooks/1/test')

  expect((await site.page('/admin/webhooks/2/deliveries/1', adam)).status).toBe(404)
})
