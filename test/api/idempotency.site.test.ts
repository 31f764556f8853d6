import { expect, test } from 'vitest'
import { openSite } from '../support/site.ts'
import { openScript } from './holder.ts'

const key = { 'Idempotency-Key': 'import 7, row 1' }

test('the same request under one key is done once and answered twice', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const first = await call('post', '/posts', { title: 'Once' }, key)
  const second = await call('post', '/posts', { title: 'Once' }, key)

  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.body).toEqual(first.body)
  expect(second.headers['location']).toBe(first.headers['location'])
  expect(await site.db.read.post.count()).toBe(1)
})

test('another request under the same key is refused; another person’s key is another key', async () => {
  const site = await openSite()
  const alice = await openScript(site, 'alice')
  const bob = await openScript(site, 'bob')
  await alice.call('post', '/posts', { title: 'Once' }, key)

  const other = await alice.call('post', '/posts', { title: 'Twice' }, key)
  const bobs = await bob.call('post', '/posts', { title: 'Once' }, key)

  expect([other.status, bobs.status]).toEqual([422, 201])
})

test('a request that failed may be sent again under its key', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const failed = await call('post', '/posts', { body: 'No title' }, key)
  const mended = await call('post', '/posts', { title: 'Mended' }, key)

  expect([failed.status, mended.status]).toEqual([422, 201])
})

test('ten at once under one key do one thing', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')

  const answers = await Promise.all(
    Array.from({ length: 10 }, () => call('post', '/posts', { title: 'Once' }, key)),
  )

  const statuses = new Set(answers.map(({ status }) => status))
  expect(statuses.has(201)).toBe(true)
  expect([...statuses].filter(status => ![201, 409].includes(status))).toEqual([])
  expect(await site.db.read.post.count()).toBe(1)
})

test('a key is forgotten after a day', async () => {
  const site = await openSite()
  const { call } = await openScript(site, 'alice')
  await call('post', '/posts', { title: 'Once' }, key)

  site.setNow('2026-03-05T05:06:08Z')
  await call('post', '/posts', { title: 'Once' }, key)

  expect(await site.db.read.post.count()).toBe(2)
})
