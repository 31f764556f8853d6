import { hash, verify } from '@node-rs/argon2'
import { mark } from '../i18n/translate.ts'
import { countChars, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS } from '../text/limits.ts'

// OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes a password as argon2id with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS)
}

/** Whether this is the password behind the hash; false for a hash of an unknown form. */
export async function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  if (countChars(password) > MAX_PASSWORD_CHARS || !passwordHash.startsWith('$argon2')) return false
  return verify(passwordHash, password)
}

/** Takes as long as a wrong password, for an account that does not exist. */
export async function pretendToVerify(password: string): Promise<false> {
  await hashPassword(password.slice(0, MAX_PASSWORD_CHARS))
  return false
}

/** What is wrong with a new password, as an English sentence; null when it is good. */
export function findPasswordFault(password: string): string | null {
  const length = countChars(password)
  if (length < MIN_PASSWORD_CHARS) return mark('A password has at least 12 characters.')
  if (length > MAX_PASSWORD_CHARS) return mark('A password has at most 1,000 characters.')
  return null
}
