import { Secret, TOTP } from 'otpauth'
import { mark } from '../../i18n/translate.ts'

const SECRET_BYTES = 20
const STEP_MS = 30_000

export const WRONG_CODE = mark('This code is wrong, was used already, or is too old.')

/** A new secret for an authenticator app, as base32. */
export const makeAppSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

/** What the app reads from the picture. RFC 6238 with the numbers that every app knows: SHA-1, 6 digits, 30 s. */
export function appAddress(secret: string, { site, account }: { site: string; account: string }) {
  return open(secret, { issuer: site.replaceAll(':', ' '), label: account }).toString()
}

/** The step of time that a code belongs to, one step early or late at most; null when it is wrong. */
export function findStep(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime()
  const delta = open(secret).validate({ token: code.replace(/\s/g, ''), timestamp, window: 1 })
  return delta === null ? null : Math.floor(timestamp / STEP_MS) + delta
}

const open = (secret: string, names: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({
    ...names,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period: 30,
  })
