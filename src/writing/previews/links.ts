import { noteUse } from '../../accounts/token-use.ts'
import { hashSecret, makeSecret } from '../../http/secret.ts'
import { personOf } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { Read, Tx } from '../../db/doors.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import type { Typed } from '../../http/form.ts'
import { findCopy, hasChanges, placeOfPost } from '../journal/copies.ts'
import { mayEdit } from '../post.ts'

const KIND = 'preview'
const DAY_MS = 86_400_000

/** How many days a link may work. */
export const LIFETIMES = [1, 7, 30] as const

export type NewLink = {
  postId: number
  personId: number
  name: string
  days: number
  /** Of a public post: the link shows what its maker has changed of it and readers do not see yet. */
  ofChanges: boolean
}

/** Adds a link to a draft and gives its secret, which nobody knows afterwards. */
export async function addLink(
  tx: Tx,
  { days, ofChanges, ...about }: NewLink,
  now: Date,
): Promise<{ secret: string }> {
  const { secret, hash } = makeSecret()
  const expiresAt = new Date(now.getTime() + days * DAY_MS)
  const data = JSON.stringify({ ofChanges })
  await tx.token.create({ data: { ...about, data, kind: KIND, hash, createdAt: now, expiresAt } })
  return { secret }
}

/** The links of a post that still work, the newest first; without their secrets. */
export function listLinks(read: Read, postId: number, now: Date) {
  return read.token.findMany({
    where: { kind: KIND, postId, expiresAt: { gt: now } },
    orderBy: { id: 'desc' },
    include: { person: { select: { displayName: true } } },
  })
}

export type ListedLink = Awaited<ReturnType<typeof listLinks>>[number]

/** Ends one link of a post, or (without an id) all of them, and those that have ended with them; gives their number. */
export async function revokeLinks(tx: Tx, postId: number, id?: number): Promise<number> {
  const which = { kind: KIND, postId, ...(id === undefined ? {} : { id }) }
  const { count } = await tx.token.deleteMany({ where: which })
  return count
}

export type SharedPost = {
  postId: number
  expiresAt: Date | null
  /** The text that the maker of the link has changed of a public post, as it was typed. */
  changes: Typed | null
}

/**
 * The post that a link leads to, as long as the link works and who made it may edit the post. When it
 * was last used is noted.
 */
export async function followLink({ db, now }: Context, secret: string): Promise<SharedPost | null> {
  const token = await db.read.token.findFirst({
    where: { hash: hashSecret(secret), kind: KIND, expiresAt: { gt: now() } },
    include: { person: true, post: { select: { id: true, authorId: true, deletedAt: true } } },
  })
  if (!token?.person || !token.post || !isValid(token.person, token.post)) return null
  await noteUse(db, token, now())
  const { person, post, expiresAt } = token
  const { ofChanges } = JSON.parse(token.data) as { ofChanges?: boolean }
  const copy = ofChanges ? await findCopy(db.read, placeOfPost(post.id, person.id)) : null
  return { postId: post.id, expiresAt, changes: copy && hasChanges(copy) ? copy.fields : null }
}

// A link lets in as long as who made it could show the post themselves.
const isValid = (person: User, post: { authorId: number; deletedAt: Date | null }): boolean =>
  !person.disabled && !post.deletedAt && mayEdit(personOf(person), post.authorId)
