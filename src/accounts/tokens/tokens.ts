import type { Context } from '../../context.ts'
import type { Read, Tx } from '../../db/doors.ts'
import { hashSecret, makeSecret } from '../../http/secret.ts'
import { personOf, type SignedIn } from '../signed-in.ts'
import { noteUse } from '../token-use.ts'

const KIND = 'api'
const PREFIX = 'blext_'

/** What a token may do: read what its owner sees, write posts and media, change the vocabulary. */
export const scopes = ['read', 'write', 'vocabulary'] as const
export type Scope = (typeof scopes)[number]

export type NewToken = { name: string; scopes: Scope[]; expiresAt: Date | null }

/** Adds a token of a person and gives its secret, which is known to nobody afterwards. */
export async function addToken(
  tx: Tx,
  personId: number,
  { name, scopes, expiresAt }: NewToken,
  now: Date,
): Promise<string> {
  const { secret } = makeSecret()
  const whole = PREFIX + secret
  const data = JSON.stringify({ scopes })
  const about = { kind: KIND, name, personId, data, expiresAt, createdAt: now }
  await tx.token.create({ data: { ...about, hash: hashSecret(whole) } })
  return whole
}

export type ListedToken = {
  id: number
  name: string
  scopes: Scope[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

/** The tokens of a person, the newest first; without the secrets, which nobody has. */
export async function listTokens(read: Read, personId: number): Promise<ListedToken[]> {
  const rows = await read.token.findMany({
    where: { kind: KIND, personId },
    orderBy: { id: 'desc' },
  })
  return rows.map(({ id, name, data, createdAt, expiresAt, lastUsedAt }) => ({
    ...{ id, name, createdAt, expiresAt, lastUsedAt },
    scopes: scopesOf(data),
  }))
}

/** Ends a token of a person at once; false when there was none. */
export async function revokeToken(tx: Tx, personId: number, id: number): Promise<boolean> {
  const { count } = await tx.token.deleteMany({ where: { id, kind: KIND, personId } })
  return count > 0
}

export type Holder = { tokenId: number; person: SignedIn; scopes: Scope[] }

/** Who a token stands for; null when it never was, has ended, or its owner may not sign in. */
export async function findHolder({ db, now }: Context, secret: string): Promise<Holder | null> {
  if (!secret.startsWith(PREFIX)) return null
  const token = await db.read.token.findFirst({
    where: { hash: hashSecret(secret), kind: KIND },
    include: { person: true },
  })
  if (!token?.person || token.person.disabled) return null
  if (token.expiresAt && token.expiresAt <= now()) return null
  await noteUse(db, token, now())
  return { tokenId: token.id, person: personOf(token.person), scopes: scopesOf(token.data) }
}

function scopesOf(data: string): Scope[] {
  const given = (JSON.parse(data) as { scopes?: unknown }).scopes
  return scopes.filter(scope => Array.isArray(given) && given.includes(scope))
}
