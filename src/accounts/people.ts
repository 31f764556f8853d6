import type { Read, Tx } from '../db/doors.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { emailKey } from './form.ts'
import type { Role } from './signed-in.ts'

export type NewPerson = {
  username: string
  email: string
  role: Role
  passwordHash: string
  displayName?: string
  bio?: string
}

/** Adds a person. Throws a unique violation when the username or the address is taken. */
export function addPerson(tx: Tx, person: NewPerson, now: Date): Promise<User> {
  return tx.user.create({
    data: {
      displayName: person.username,
      ...person,
      emailKey: emailKey(person.email),
      createdAt: now,
    },
  })
}

/** The person of a sign-in; disabled ones too. */
export function findPersonByEmail(read: Read, email: string): Promise<User | null> {
  return read.user.findUnique({ where: { emailKey: emailKey(email) } })
}

/** Whether the site is set up: it has somebody who may do everything. */
export async function hasAdmin(read: Read): Promise<boolean> {
  return (await read.user.findFirst({ where: { role: 'admin' }, select: { id: true } })) !== null
}
