import {
  findLastAdmin,
  findReasonToKeep,
  type PersonResult,
} from '../../accounts/people/service.ts'
import type { SignedIn } from '../../accounts/signed-in.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { sql, type Read, type Tx } from '../../db/doors.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import { mark } from '../../i18n/translate.ts'
import { changePosts } from '../../writing/bulk.ts'

/** Who gets what somebody leaves behind, and whether readers go on seeing their posts. */
export type Will = { heirId: number | null; posts: 'keep' | 'trash' }

/** Who may be chosen: admins choose among all who can sign in, others among editors and admins. */
export async function listHeirs(read: Read, personId: number, actor: SignedIn): Promise<User[]> {
  const roles = actor.role === 'admin' && actor.id !== personId ? {} : { role: { not: 'author' } }
  return read.user.findMany({
    where: { id: { not: personId }, disabled: false, ...roles },
    orderBy: [{ displayName: 'asc' }, { id: 'asc' }],
  })
}

export type Leave = {
  id: number
  will: Will
  actor: SignedIn
  /** They close their own account, and have proved that it is they. */
  isOwnWish?: boolean
}

/**
 * Removes a person: what they made goes to the heir, what was theirs alone goes with them, and what
 * they did stays in the history under the name that they had.
 */
export async function removePerson(
  tx: Tx,
  { id, will, actor, isOwnWish = false }: Leave,
  now: Date,
): Promise<PersonResult> {
  await bumpContentVersion(tx)
  const person = await tx.user.findUnique({ where: { id } })
  if (!person) return null
  const refused = isOwnWish
    ? await findLastAdmin(tx, person)
    : await findReasonToKeep(tx, person, actor)
  if (refused !== null) return { refused }
  const unheard = await handOn(tx, { person, will, actor }, now)
  if (unheard !== null) return { refused: unheard }
  await keepName(tx, person)
  await tx.user.delete({ where: { id } })
  return { person }
}

async function handOn(
  tx: Tx,
  { person: { id }, will, actor }: { person: User; will: Will; actor: SignedIn },
  now: Date,
): Promise<string | null> {
  const posts = await tx.post.count({ where: { authorId: id } })
  const media = await tx.media.count({ where: { uploaderId: id } })
  const heirs = await listHeirs(tx, id, actor)
  const heir = heirs.find(person => person.id === will.heirId)
  if (!heir) return posts + media === 0 ? null : mark('Choose who gets the posts of this person.')
  if (will.posts === 'trash') {
    const own = sql`SELECT id FROM posts WHERE author_id = ${id}`
    await changePosts(tx, { action: 'delete', posts: own }, actor, now)
  }
  await tx.post.updateMany({ where: { authorId: id }, data: { authorId: heir.id } })
  await tx.media.updateMany({ where: { uploaderId: id }, data: { uploaderId: heir.id } })
  // A link to changes that only the leaver had leads to nothing any more; it goes with them.
  await tx.token.updateMany({
    where: { kind: 'preview', personId: id, NOT: { data: { contains: '"ofChanges":true' } } },
    data: { personId: heir.id },
  })
  return null
}

async function keepName(tx: Tx, { id, displayName, username }: User): Promise<void> {
  const name = displayName || username
  await tx.revision.updateMany({ where: { editorId: id }, data: { editorName: name } })
  await tx.operation.updateMany({ where: { actorId: id }, data: { actorName: name } })
}
