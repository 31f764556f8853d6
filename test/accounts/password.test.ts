import { hash } from '@node-rs/argon2'
import { expect, test } from 'vitest'
import { commonPasswords } from '../../src/accounts/common-passwords.ts'
import {
  findPasswordFault,
  hashPassword,
  isOutdatedHash,
  verifyPassword,
} from '../../src/accounts/password.ts'
import { times } from '../support/times.ts'

test.each([
  ['', 'at least 12'],
  ['seven77', 'at least 12'],
  ['x'.repeat(11), 'at least 12'],
  ['🦀'.repeat(11), 'at least 12'],
  ['x'.repeat(1001), 'at most 1,000'],
])('S1: refuses the password %j', (password, message) => {
  expect(findPasswordFault(password)).toContain(message)
})

test.each([
  'x'.repeat(12),
  'x'.repeat(128),
  '🦀'.repeat(1000),
  'correct horse battery staple',
  ' '.repeat(12),
  'line\u0000ends\r\nhere',
])('S1, S3: takes %j without a rule of composition', password => {
  expect(findPasswordFault(password)).toBeNull()
})

test.each([
  '1q2w3e4r5t6y',
  'QWERTY123456',
  'password2026!!!',
  'Passwort-123456',
  'alicealice2026',
  'ALICE-1234567',
  'the-tide-mill-1',
])('S4: refuses %j, which is tried first', password => {
  const fault = findPasswordFault(password, ['The Tide Mill', 'alice', 'ally'])

  expect(fault).toContain('among the first that are tried')
})

test('S4: refuses every one of the long passwords that are tried first, however its case', () => {
  const taken = [...commonPasswords].flatMap(password =>
    [password, password.toUpperCase()].filter(each => findPasswordFault(each) === null),
  )

  expect(commonPasswords.size).toBeGreaterThan(300)
  expect(taken).toEqual([])
})

test.each(['alice at the tide mill', 'password of the old mill', 'abababababab'])(
  'S4: takes %j, which holds more than one word that is tried first',
  password => {
    expect(findPasswordFault(password, ['The Tide Mill', 'alice', 'ab'])).toBeNull()
  },
)

test('S7: passwords are stored as argon2id with salts of their own', async () => {
  const [first, second] = [await hashPassword('tide and lamp'), await hashPassword('tide and lamp')]

  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{40,}$/)
  expect(second.split('$')[4]).not.toBe(first.split('$')[4])
  expect(isOutdatedHash(first)).toBe(false)
})

test('S7: hashes of other parameters or kinds are outdated', async () => {
  const weaker = await hash('tide and lamp', { memoryCost: 8192, timeCost: 1, parallelism: 1 })

  expect(isOutdatedHash(weaker)).toBe(true)
  expect(isOutdatedHash('$2b$10$abcdefghijklmnopqrstuv')).toBe(true)
  expect(await verifyPassword(weaker, 'tide and lamp')).toBe(true)
})

test.each([
  [`${'x'.repeat(72)}a`, `${'x'.repeat(72)}b`],
  ['tide and lamp ', 'tide and lamp'],
  [' tide and lamp', 'tide and lamp'],
  ['tide\u0000and lamp', 'tide\u0000and rope'],
  ['tide and lamp🦀', 'tide and lamp🐚'],
  ['Tide and lamp', 'tide and lamp'],
])('S2: %j is not %j', async (password, other) => {
  const stored = await hashPassword(password)

  expect(await verifyPassword(stored, password)).toBe(true)
  expect(await verifyPassword(stored, other)).toBe(false)
})

test('S2: what is too long for a password is refused without hashing it', async () => {
  const stored = await hashPassword('x'.repeat(1000))
  const taken = { long: [] as number[], right: [] as number[] }

  for (let round = 0; round < 5; round += 1) {
    taken.right.push(await measure(() => verifyPassword(stored, 'x'.repeat(1000))))
    taken.long.push(await measure(() => verifyPassword(stored, 'x'.repeat(1001))))
    taken.long.push(await measure(() => verifyPassword(undefined, 'x'.repeat(1_000_000))))
  }

  expect(await verifyPassword(stored, 'x'.repeat(1001))).toBe(false)
  expect(Math.min(...taken.long)).toBeLessThan(Math.min(...taken.right) / 4)
})

test.each([undefined, '', '!', 'plain', '$2b$10$abcdefghijklmnopqrstuv'])(
  'S11: no password fits the hash %j',
  async stored => {
    for (const password of ['', '!', 'plain', 'admin', 'undefined']) {
      expect(await verifyPassword(stored, password)).toBe(false)
    }
  },
)

test('S10: an account that does not exist takes as long as a wrong password', async () => {
  const stored = await hashPassword('tide and lamp')
  const taken = { known: [] as number[], unknown: [] as number[] }

  for (let round = 0; round < times(12, 200); round += 1) {
    taken.known.push(await measure(() => verifyPassword(stored, 'wrong password')))
    taken.unknown.push(await measure(() => verifyPassword(undefined, 'wrong password')))
  }

  // The fastest of each, for other programs run here too; without a hash it is a thousandth.
  const ratio = Math.min(...taken.unknown) / Math.min(...taken.known)
  expect(ratio).toBeGreaterThan(0.5)
  expect(ratio).toBeLessThan(2)
})

async function measure(work: () => Promise<boolean>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
