import { expect, test } from 'vitest'
import {
  adoptHash,
  hashPassword,
  isOutdatedHash,
  verifyPassword,
} from '../../src/accounts/password.ts'
import { readWerkzeugHash } from '../../src/accounts/werkzeug.ts'

// Made by werkzeug's own steps in Python: hashlib.pbkdf2_hmac(digest, b'an old password', salt, iterations).
const HASHES = [
  'pbkdf2:sha1:1000$Xa7fQk2L$6b9a526b4acd13eb1b0ea011226af663689c4690',
  'pbkdf2:sha256:50000$uB3dYw9z$c296eaf5df39d1e74306d2bd086dc056d54557ccb98f5894fdc11a27eca5df89',
  'pbkdf2:sha1$m4Nq8RtV$ba3e928ab687b82bad0ce2d62d1d8bb33adbd790',
]

test.each(HASHES)('knows the password behind %s, and no other', async foreign => {
  const adopted = (await adoptHash(foreign)) ?? ''

  expect(await verifyPassword(adopted, 'an old password')).toBe(true)
  expect(await verifyPassword(adopted, 'An old password')).toBe(false)
  expect(await verifyPassword(adopted, foreign.split('$')[2] ?? '')).toBe(false)
})

test('keeps nothing of an old hash that is quick to guess, and knows that it is outdated', async () => {
  const [foreign = ''] = HASHES
  const adopted = (await adoptHash(foreign)) ?? ''

  expect(adopted).not.toContain(foreign.split('$')[2])
  expect(isOutdatedHash(adopted)).toBe(true)
  expect(isOutdatedHash(await hashPassword('an old password'))).toBe(false)
})

test.each([
  '',
  'plain$$secret',
  'sha1$salt$0123456789abcdef0123456789abcdef01234567',
  'scrypt:32768:8:1$salt$0123456789abcdef',
  'pbkdf2:md5:1000$salt$0123456789abcdef0123456789abcdef',
  'pbkdf2:sha1:1000$salt$0123',
  'pbkdf2:sha1:99999999$salt$0123456789abcdef0123456789abcdef01234567',
  'pbkdf2:sha1:1000$$0123456789abcdef0123456789abcdef01234567',
])('does not take over %j', async foreign => {
  expect(readWerkzeugHash(foreign)).toBeNull()
  expect(await adoptHash(foreign)).toBeNull()
  expect(await verifyPassword(foreign, 'secret')).toBe(false)
})
