import { pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'

/** A password hash as Python's werkzeug wrote it: PBKDF2 over the salt's text, in lower hexadecimal digits. */
export type WerkzeugHash = { digest: string; iterations: number; salt: string; hex: string }

// Those of the werkzeug that BLEXT ran on, for a hash that does not say how many.
const DEFAULT_ITERATIONS = 1_000
const MAX_ITERATIONS = 10_000_000
const BYTES: Readonly<Record<string, number>> = {
  sha1: 20,
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
}
const FORM = /^pbkdf2:([a-z0-9]+)(?::(\d{1,8}))?\$([^$]+)\$([0-9a-f]+)$/u

/** Reads `pbkdf2:sha1:1000$salt$hex`; null for any other form. */
export function readWerkzeugHash(text: string): WerkzeugHash | null {
  const match = FORM.exec(text.toLowerCase())
  if (!match) return null
  const [digest = '', count, , hex = ''] = match.slice(1)
  const iterations = Number(count ?? DEFAULT_ITERATIONS)
  const hash = { digest, iterations, salt: text.split('$')[1] ?? '', hex }
  return isPlausible(hash) ? hash : null
}

/** The digits that a password gives with the parameters of such a hash. */
export async function deriveWerkzeugHex(
  password: string,
  { digest, iterations, salt }: Omit<WerkzeugHash, 'hex'>,
): Promise<string> {
  const key = await promisify(pbkdf2)(password, salt, iterations, BYTES[digest] ?? 0, digest)
  return key.toString('hex')
}

function isPlausible({ digest, iterations, hex }: WerkzeugHash): boolean {
  const isWhole = hex.length === (BYTES[digest] ?? 0) * 2
  return isWhole && iterations >= 1 && iterations <= MAX_ITERATIONS
}
