import { expect, test } from 'vitest'
import { compressPage, makePage } from '../../../src/http/page-cache/page.ts'
import { createStore } from '../../../src/http/page-cache/store.ts'

const pageOf = (bytes: number) =>
  makePage({ status: 200, headers: [], body: Buffer.alloc(bytes, 'abc ') })

test('what was used longest ago goes first, and no more bytes are kept than allowed', () => {
  const store = createStore(50_000)

  for (const key of ['a', 'b', 'c']) store.set(key, pageOf(10_000))
  store.get('a')
  for (const key of ['d', 'e']) store.set(key, pageOf(10_000))

  expect(['a', 'b', 'c', 'd', 'e'].filter(key => store.get(key))).toEqual(['a', 'c', 'd', 'e'])
  expect(store.bytes).toBeLessThanOrEqual(50_000)
  expect(store.bytes).toBeGreaterThan(40_000)
})

test('a page that would push out all others is not kept', () => {
  const store = createStore(50_000)

  store.set('small', pageOf(1_000))
  store.set('large', pageOf(20_000))

  expect(store.get('large')).toBeUndefined()
  expect(store.get('small')).toBeDefined()
})

test('a page set twice counts once, and its compressed forms count too', async () => {
  const store = createStore(1_000_000)
  const page = pageOf(10_000)
  store.set('a', pageOf(10_000))
  store.set('a', page)
  const before = store.bytes

  const more = await compressPage(page, 'br')
  store.grow('a', page, more)
  store.grow('a', pageOf(1), 5_000)

  expect(before).toBeLessThan(12_000)
  expect(more).toBeGreaterThan(0)
  expect(store.bytes).toBe(before + more)
  expect(await compressPage(page, 'br')).toBe(0)
})

test('a page of a few bytes is not compressed', async () => {
  const page = pageOf(100)

  expect(await compressPage(page, 'gzip')).toBe(0)
  expect([...page.forms.keys()]).toEqual(['identity'])
})
