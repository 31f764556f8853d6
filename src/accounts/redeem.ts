import type { Tx } from '../db/doors.ts'
import { isUniqueViolation } from '../db/failure.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { addPerson, type NewPerson } from './people.ts'
import { takeLink, type OpenLink } from './secret-links.ts'

/** Makes the account that a link promises, and uses the link up; null when somebody was faster. */
export async function redeemLink(
  tx: Tx,
  link: OpenLink,
  person: NewPerson,
  now: Date,
): Promise<User | null> {
  return (await takeLink(tx, link)) ? addPerson(tx, person, now) : null
}

/** A name that somebody took meanwhile is no fault of ours: null; all else is thrown on. */
export function nullWhenTaken(error: unknown): null {
  if (isUniqueViolation(error)) return null
  throw error
}
