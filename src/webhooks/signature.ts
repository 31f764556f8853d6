import { createHmac, randomBytes } from 'node:crypto'

const SECRET_BYTES = 32
const PREFIX = 'whsec_'
/** How long a former secret signs, too. */
const ROTATION_MS = 24 * 3_600_000

/** A secret as the Standard Webhooks have it. */
export const makeWebhookSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

type KeptSecret = { secret: string; until?: string }

/** How a first secret is stored. */
export const storeSecret = (secret: string): string => JSON.stringify([{ secret }])

/** A new secret besides the present one, which signs for another day. */
export function rotateSecret(stored: string, secret: string, now: Date): string {
  const until = new Date(now.getTime() + ROTATION_MS).toISOString()
  const present = readKept(stored).find(kept => kept.until === undefined)
  return JSON.stringify([{ secret }, ...(present ? [{ ...present, until }] : [])])
}

/** The secrets that sign now, the newest first. */
export function readSecrets(stored: string, now: Date): string[] {
  return readKept(stored)
    .filter(({ until }) => until === undefined || new Date(until) > now)
    .map(({ secret }) => secret)
}

const readKept = (stored: string): KeptSecret[] => JSON.parse(stored) as KeptSecret[]

type Signed = { id: string; at: Date; payload: string }

/** The headers of a message, signed with each of the secrets: https://www.standardwebhooks.com */
export function signMessage(
  secrets: string[],
  { id, at, payload }: Signed,
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map(secret => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
