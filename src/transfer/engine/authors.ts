import type { Read } from '../../db/doors.ts'
import { nameKey } from '../../text/key.ts'

/** Decides whose a document is, from what its header says; `known` is false when that names nobody here. */
export type ChooseAuthor = (written: string) => { id: number; known: boolean }

/**
 * Makes the rule for one import: everything is the named person's, or each is its header's author's, by username or name, else
 * the first admin's. Null if there is no such person, or no admin.
 */
export async function openAuthors(
  read: Pick<Read, 'user'>,
  username: string | undefined,
): Promise<ChooseAuthor | null> {
  const people = await read.user.findMany({
    select: { id: true, username: true, displayName: true, role: true },
    orderBy: { id: 'asc' },
  })
  if (username !== undefined) {
    const person = people.find(each => each.username === username)
    return person ? () => ({ id: person.id, known: true }) : null
  }
  const admin = people.find(each => each.role === 'admin')
  if (!admin) return null
  const ids = new Map(
    [...people].reverse().flatMap(({ id, username, displayName }) => [
      [nameKey(displayName), id],
      [nameKey(username), id],
    ]),
  )
  return written => {
    const id = ids.get(nameKey(written))
    return { id: id ?? admin.id, known: written === '' || id !== undefined }
  }
}
