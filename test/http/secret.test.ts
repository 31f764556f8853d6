import { expect, test } from 'vitest'
import { hashSecret, makeSecret } from '../../src/http/secret.ts'

test('S15: ten thousand secrets are ten thousand, of 256 bits each, known by their hashes', () => {
  const secrets = Array.from({ length: 10_000 }, makeSecret)

  expect(new Set(secrets.map(({ secret }) => secret)).size).toBe(10_000)
  expect(new Set(secrets.map(({ hash }) => hash)).size).toBe(10_000)
  for (const { secret, hash } of secrets) {
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(hash).toBe(hashSecret(secret))
    expect(hash).not.toContain(secret)
  }
})

test('S15: each bit of a secret is as often set as not', () => {
  const bytes = Buffer.concat(
    Array.from({ length: 10_000 }, () => Buffer.from(makeSecret().secret, 'base64url')),
  )
  const counts = Array.from({ length: 256 }, (_none, bit) => {
    let set = 0
    for (let at = bit >> 3; at < bytes.length; at += 32) set += ((bytes[at] ?? 0) >> (bit & 7)) & 1
    return set
  })

  // Eight standard deviations around the middle.
  expect(Math.min(...counts)).toBeGreaterThan(4_600)
  expect(Math.max(...counts)).toBeLessThan(5_400)
})
