import { createHash } from 'node:crypto'
import { emailKey } from '../../accounts/form.ts'
import type { Read } from '../../db/doors.ts'
import { nameKey } from '../../text/key.ts'
import type { ForeignPerson } from '../source.ts'

/** Who an author is: somebody here (`known` is false when the name means nobody, and it is the admin), or to be made. */
export type Author = { id: number; known: boolean } | { person: ForeignPerson; adminId: number }

/** Decides whose a document is, from what it says. */
export type ChooseAuthor = (written: string) => Author

type Person = Awaited<ReturnType<typeof listPeople>>[number]

/**
 * Makes the rule for one import: everything is the named person's, or each is its document's author's: whom the source
 * describes, by email address or username; else by username or name; else the first admin's. Null if there is no such
 * person, or no admin.
 */
export async function openAuthors(
  read: Pick<Read, 'user'>,
  username: string | undefined,
  foreign: readonly ForeignPerson[],
): Promise<ChooseAuthor | null> {
  const people = await listPeople(read)
  if (username !== undefined) {
    const person = people.find(each => each.username === username)
    return person ? () => ({ id: person.id, known: true }) : null
  }
  const admin = people.find(each => each.role === 'admin')
  if (!admin) return null
  const described = new Map(foreign.map(person => [person.key, person]))
  return written => {
    const person = described.get(written)
    const id = person ? findSame(people, person) : findNamed(people, written)
    if (id === undefined && person) return { person, adminId: admin.id }
    return { id: id ?? admin.id, known: written === '' || id !== undefined }
  }
}

function listPeople(read: Pick<Read, 'user'>) {
  return read.user.findMany({
    select: { id: true, username: true, displayName: true, emailKey: true, role: true },
    orderBy: { id: 'asc' },
  })
}

function findSame(people: Person[], person: ForeignPerson): number | undefined {
  const { email, username } = person
  const keys = [email, placeholderEmail(person)].filter(text => text !== '').map(emailKey)
  const byEmail = people.find(each => keys.includes(each.emailKey))
  const same = byEmail ?? people.find(each => nameKey(each.username) === nameKey(username))
  return same?.id
}

const MAX_NAME_CHARS = 40
const DIGEST_CHARS = 12

/**
 * The address of somebody whom an import makes: they never gave theirs to this site, and what an
 * export says is for finding who is here already. The same at the next import of the same source.
 */
export function placeholderEmail({ username, key }: ForeignPerson): string {
  const name = username
    .replace(/[^a-z0-9]+/giu, '-')
    .toLowerCase()
    .slice(0, MAX_NAME_CHARS)
  const digest = createHash('sha256')
    .update(JSON.stringify([username, key]))
    .digest('hex')
  return `${name}-${digest.slice(0, DIGEST_CHARS)}@import.invalid`
}

function findNamed(people: Person[], written: string): number | undefined {
  const key = nameKey(written)
  const named = people.find(each => nameKey(each.username) === key)
  return (named ?? people.find(each => nameKey(each.displayName) === key))?.id
}
