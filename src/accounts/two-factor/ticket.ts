import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Config } from '../../config.ts'
import type { User } from '../../db/generated/sqlite/client.ts'

const MINUTES = 10

type Known = Pick<User, 'id' | 'passwordHash'>

/** Proves, in the form that asks for the code, that the password was right a moment ago. */
export function makeTicket({ sessionSecret }: Config, person: Known, now: Date): string {
  const expires = now.getTime() + MINUTES * 60_000
  return `${person.id}.${expires}.${seal(sessionSecret, person, expires)}`
}

/** Whose ticket it says it is; null when it is none. */
export function personOfTicket(ticket: string): number | null {
  const [, id] = /^(\d{1,9})\.\d{13,15}\.[\w-]{43}$/.exec(ticket) ?? []
  return id === undefined ? null : Number(id)
}

/** Whether a ticket is this person's, made here, and not too old. */
export function isTicket(
  { sessionSecret }: Config,
  ticket: string,
  { person, now }: { person: Known; now: Date },
): boolean {
  const [id, expires = '', given = ''] = ticket.split('.')
  const expected = Buffer.from(seal(sessionSecret, person, Number(expires)))
  const isSealed = expected.length === given.length && timingSafeEqual(expected, Buffer.from(given))
  return isSealed && Number(id) === person.id && Number(expires) > now.getTime()
}

// A changed password makes it worthless.
const seal = (secret: string, { id, passwordHash }: Known, expires: number): string =>
  createHmac('sha256', secret)
    .update(`sign-in ${id} ${expires} ${passwordHash}`)
    .digest('base64url')
