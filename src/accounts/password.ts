import { hash, verify } from '@node-rs/argon2'
import { mark } from '../i18n/translate.ts'
import { countChars, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS } from '../text/limits.ts'
import { commonPasswords } from './common-passwords.ts'
import { deriveWerkzeugHex, readWerkzeugHash, type WerkzeugHash } from './werkzeug.ts'

// OWASP's second choice for argon2id: 19 MiB, two passes, one lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hashes a password as argon2id with a salt of its own. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS)
}

/**
 * Whether this is the password behind the hash. Takes as long, and says no, when there is none: for
 * an account that does not exist, or that nobody can sign in to.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  if (countChars(password) > MAX_PASSWORD_CHARS) return false
  if (passwordHash?.startsWith('$argon2') === true) return verify(passwordHash, password)
  const adopted = readAdoptedHash(passwordHash ?? '')
  if (adopted) return verify(adopted.outer, await deriveWerkzeugHex(password, adopted))
  await hashPassword(password)
  return false
}

/**
 * Takes over a hash of an old BLEXT (`pbkdf2:sha1:1000$salt$hex`) so that verifyPassword knows it: what was quick to
 * guess is hashed once more, until the first sign-in replaces it. Null for any other form.
 */
export async function adoptHash(foreign: string): Promise<string | null> {
  const known = readWerkzeugHash(foreign)
  if (!known) return null
  const { digest, iterations, salt, hex } = known
  return `pbkdf2:${digest}:${iterations}$${salt}${await hashPassword(hex)}`
}

/** Whether a hash was made with other parameters than today's. */
export function isOutdatedHash(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = PARAMETERS
  const today = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`
  return !passwordHash.startsWith(today)
}

/**
 * What is wrong with a new password, as an English sentence; null when it is good. As NIST 800-63B
 * and ASVS 6.2 have it: long enough, not among the common ones, and more than the `words` that
 * anybody would try here (the site's name, the person's own); nothing is asked of its characters.
 */
export function findPasswordFault(password: string, words: string[] = []): string | null {
  const length = countChars(password)
  if (length < MIN_PASSWORD_CHARS) return mark('A password has at least 12 characters.')
  if (length > MAX_PASSWORD_CHARS) return mark('A password has at most 1,000 characters.')
  const lower = password.toLowerCase()
  return commonPasswords.has(lower) || isMadeOf(lower, [...words, ...ALWAYS_TRIED])
    ? mark(
        'This password is among the first that are tried. A short sentence of your own is better.',
      )
    : null
}

const ALWAYS_TRIED = ['password', 'passwort', 'qwerty', 'qwertz']
const SHORTEST_WORD = 3

// One of the words, once or again and again, with digits and signs around it.
function isMadeOf(lower: string, words: string[]): boolean {
  const letters = lower.replace(/[\p{N}\p{P}\p{S}\s]/gu, '')
  return words
    .map(word => word.toLowerCase().replace(/[\p{N}\p{P}\p{S}\s]/gu, ''))
    .filter(word => countChars(word) >= SHORTEST_WORD)
    .some(word => letters !== '' && letters.replaceAll(word, '') === '')
}

const ADOPTED = /^pbkdf2:(sha\d+):(\d+)\$([^$]+)(\$argon2.*)$/u

function readAdoptedHash(text: string): (Omit<WerkzeugHash, 'hex'> & { outer: string }) | null {
  const [whole, digest = '', iterations, salt = '', outer = ''] = ADOPTED.exec(text) ?? []
  return whole === undefined ? null : { digest, iterations: Number(iterations), salt, outer }
}
