import { Username } from '../../accounts/form.ts'
import { addPerson, findPersonByEmail } from '../../accounts/people.ts'
import type { Tx } from '../../db/doors.ts'
import { personAsText } from '../../history/import-undo.ts'
import type { RowChange } from '../../history/operations.ts'
import { plainSummary } from '../../text/excerpt.ts'
import { cleanName } from '../../text/name.ts'
import type { ForeignPerson } from '../source.ts'
import { placeholderEmail, type Author } from './authors.ts'
import { keepChanges } from './record.ts'
import type { Run } from './run.ts'

const MAX_BIO_CHARS = 300
const MAX_NAME_CHARS = 60

/** The id of a document's author, who is made when the source describes somebody who is not here. */
export function findAuthorId(run: Run, author: Author): Promise<number> {
  if ('id' in author) return Promise.resolve(author.id)
  const { person, adminId } = author
  const known = run.people.get(person.key)
  if (known) return known
  run.report.people += 1
  const id = run.options.dryRun ? Promise.resolve(adminId) : makePerson(run, person)
  run.people.set(person.key, id)
  return id
}

// Disabled and without a password, until an admin lets them in.
function makePerson({ context, options }: Run, person: ForeignPerson): Promise<number> {
  const now = context.now()
  return context.db.write(async tx => {
    const email = placeholderEmail(person)
    const present = await findPersonByEmail(tx, email)
    if (present) return present.id
    const username = await findFreeUsername(tx, person)
    const { id } = await addPerson(
      tx,
      {
        ...{ username, email, role: 'author', passwordHash: '' },
        displayName: cleanName(person.displayName).slice(0, 200) || username,
        bio: plainSummary(cleanName(person.bio ?? ''), MAX_BIO_CHARS),
      },
      now,
    )
    await tx.user.update({ where: { id }, data: { disabled: true } })
    await recordMadePeople(tx, options.operationId, [id])
    return id
  })
}

/** Writes into an operation, if there is one, that it made these people. */
export async function recordMadePeople(
  tx: Tx,
  operationId: number | undefined,
  ids: number[],
): Promise<void> {
  if (operationId === undefined) return
  const people = await tx.user.findMany({ where: { id: { in: ids } } })
  const changes = people.map((person): RowChange => ({
    ...{ entity: 'user', entityId: person.id, field: 'row' },
    ...{ before: null, after: personAsText(person) },
  }))
  await keepChanges(tx, operationId, changes)
}

async function findFreeUsername(tx: Tx, { username, displayName }: ForeignPerson): Promise<string> {
  const cleaned = cleanName(username || displayName)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .slice(0, MAX_NAME_CHARS)
  const base = Username.safeParse(cleaned).success ? cleaned : 'author'
  let free = base
  for (let number = 2; await isTaken(tx, free); number += 1) free = `${base}-${number}`
  return free
}

const isTaken = async (tx: Tx, username: string): Promise<boolean> =>
  (await tx.user.findUnique({ where: { username } })) !== null
