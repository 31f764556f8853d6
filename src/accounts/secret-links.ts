import type { Context } from '../context.ts'
import type { Read, Tx } from '../db/doors.ts'
import type { Token } from '../db/generated/sqlite/client.ts'
import { hashSecret, makeSecret } from '../http/secret.ts'

/** Links that are given away, open one thing once, and end. */
export type LinkKind = 'reset' | 'invitation' | 'sign-up' | 'email'

export type NewLink = {
  kind: LinkKind
  personId: number | null
  /** What the holder may do with it; kept with the link. */
  data: Record<string, string>
  expiresAt: Date
}

/** Adds a link and gives its secret, which is kept nowhere. */
export async function addLink(
  tx: Tx,
  { data, ...link }: NewLink,
  now: Date,
): Promise<{ id: number; secret: string }> {
  const { secret, hash } = makeSecret()
  const row = { ...link, hash, data: JSON.stringify(data), createdAt: now }
  const { id } = await tx.token.create({ data: row })
  return { id, secret }
}

export type OpenLink = { id: number; personId: number | null; data: Record<string, string> }

/** What a secret opens; null when it never was, was used, or has ended. */
export async function findLink(
  read: Read,
  kind: LinkKind,
  secret: string,
  now: Date,
): Promise<OpenLink | null> {
  const row = await read.token.findFirst({ where: { kind, hash: hashSecret(secret) } })
  return row && isOpen(row, now) ? shownLink(row) : null
}

/** The links of a kind that are open, the newest first. */
export async function listLinks(read: Read, kind: LinkKind, now: Date) {
  const rows = await read.token.findMany({
    where: { kind, expiresAt: { gt: now } },
    orderBy: { id: 'desc' },
  })
  return rows.map(row => ({ ...shownLink(row), expiresAt: row.expiresAt ?? now }))
}

/** Uses a link up: of two who come with the same one, only one gets true. */
export async function takeLink(tx: Tx, { id }: Pick<OpenLink, 'id'>): Promise<boolean> {
  return (await tx.token.deleteMany({ where: { id } })).count > 0
}

/** The address that opens a link; always of the configured site, whatever a request said of itself. */
export const addressOf = (
  { config }: Pick<Context, 'config'>,
  path: '/reset-password/' | '/invitations/' | '/signup/' | '/confirm-email/',
  secret: string,
): string => new URL(path + secret, config.baseUrl).href

const isOpen = ({ expiresAt }: Token, now: Date): boolean => expiresAt !== null && expiresAt > now

const shownLink = ({ id, personId, data }: Token): OpenLink => ({
  ...{ id, personId },
  data: JSON.parse(data) as Record<string, string>,
})
