import { bumpContentVersion } from '../../db/content-version.ts'
import type { Read, Tx } from '../../db/doors.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import type { FieldErrors } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { emailKey } from '../form.ts'
import type { Role, SignedIn } from '../signed-in.ts'

/** What a verb here gives: the person as they were before, or an English sentence why it was refused. */
export type PersonResult = { person: User } | { refused: string } | null

/** One message for each name that somebody else already has. */
export async function findTakenNames(
  read: Read,
  { username, email }: { username: string; email: string },
): Promise<FieldErrors> {
  const errors: FieldErrors = {}
  if (await read.user.findUnique({ where: { username } })) {
    errors['username'] = mark('Somebody has this username already.')
  }
  if (await read.user.findUnique({ where: { emailKey: emailKey(email) } })) {
    errors['email'] = mark('Somebody has this email address already.')
  }
  return errors
}

/** Changes a person's name and role; null when there is no such person. */
export async function changePerson(
  tx: Tx,
  id: number,
  change: { displayName?: string | undefined; role?: Role | undefined },
  actor: SignedIn,
): Promise<PersonResult> {
  await bumpContentVersion(tx)
  const person = await tx.user.findUnique({ where: { id } })
  if (!person) return null
  const isDemoted = person.role === 'admin' && change.role !== undefined && change.role !== 'admin'
  const refused = isDemoted ? await findReasonToKeep(tx, person, actor) : null
  if (refused !== null) return { refused }
  const { displayName = person.displayName, role = person.role } = change
  await tx.user.update({ where: { id }, data: { displayName, role } })
  return { person }
}

/** Keeps a person out, at once: their sessions end. */
export async function disablePerson(tx: Tx, id: number, actor: SignedIn): Promise<PersonResult> {
  const person = await tx.user.findUnique({ where: { id } })
  if (!person) return null
  const refused = await findReasonToKeep(tx, person, actor)
  if (refused !== null) return { refused }
  await tx.user.update({ where: { id }, data: { disabled: true } })
  await tx.session.deleteMany({ where: { userId: id } })
  return { person }
}

/** Lets a disabled person sign in again. */
export async function enablePerson(tx: Tx, id: number): Promise<PersonResult> {
  const person = await tx.user.findUnique({ where: { id } })
  if (person) await tx.user.update({ where: { id }, data: { disabled: false } })
  return person && { person }
}

/** Why somebody must not take away a person's access; null when they may. */
export async function findReasonToKeep(
  read: Read,
  person: User,
  actor: SignedIn,
): Promise<string | null> {
  return person.id === actor.id
    ? mark('Nobody can take away their own access; ask another admin.')
    : findLastAdmin(read, person)
}

/** Says so when nobody else could let people in any more; null otherwise. */
export async function findLastAdmin(read: Read, person: User): Promise<string | null> {
  if (person.role !== 'admin' || person.disabled) return null
  const others = await read.user.count({
    where: { role: 'admin', disabled: false, id: { not: person.id } },
  })
  return others > 0 ? null : mark('This is the last admin. Make somebody else an admin first.')
}
