import { createHash, randomBytes } from 'node:crypto'

/** A new secret of 256 bits as text for an address or a header, and the hash under which it is known. */
export function makeSecret(): { secret: string; hash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, hash: hashSecret(secret) }
}

/** What is stored of a secret: a stolen copy of the database holds nothing that can be used. */
export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url')
