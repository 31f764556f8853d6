import type { Context } from '../../context.ts'
import type { Read, Tx } from '../../db/doors.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import { hashSecret } from '../../http/secret.ts'
import type { Translate } from '../../i18n/translate.ts'
import { takeAttempt } from '../attempts.ts'
import { emailKey } from '../form.ts'
import { findPersonByEmail } from '../people.ts'
import { nullWhenTaken } from '../redeem.ts'
import { addLink, addressOf, findLink, takeLink, type OpenLink } from '../secret-links.ts'

/** How long the link that confirms a new address works. */
export const CONFIRMATION_MINUTES = 60

const KIND = 'email'

type Asked = { email: string; address: string }
type Manner = { siteTitle: string; t: Translate }

/**
 * Sends a letter to the new address of an account, which holds when its link is opened, and tells the
 * present one. Gives the seconds to wait when too many were asked for. Whether the address belongs to
 * another account is told in the letter only.
 */
export async function askForAddress(
  context: Context,
  person: User,
  { email, address }: Asked,
  manner: Manner,
): Promise<number> {
  const retryAfter = await takeAttempt(context, address, `a new address for ${person.id}`)
  if (retryAfter > 0) return retryAfter
  const { secret } = await context.db.record(tx => addPending(tx, person, email, context.now()))
  context.background.addLater(() => sendLetters(context, { person, email, secret }, manner))
  return 0
}

// Of several that were asked for, only the last one holds.
async function addPending(tx: Tx, person: User, email: string, now: Date) {
  await dropPending(tx, person.id)
  const expiresAt = new Date(now.getTime() + CONFIRMATION_MINUTES * 60_000)
  const data = { email, ...boundTo(person) }
  return addLink(tx, { kind: KIND, personId: person.id, data, expiresAt }, now)
}

async function sendLetters(
  context: Context,
  { person, email, secret }: { person: User; email: string; secret: string },
  { siteTitle, t }: Manner,
): Promise<void> {
  const { db, mail } = context
  const site = { site: siteTitle }
  const isTaken = (await findPersonByEmail(db.read, email)) !== null
  await mail.send({
    to: email,
    subject: t('Your address on {site}', site),
    text: isTaken
      ? t('Somebody wanted this address for another account on {site}. Nothing was changed.', site)
      : [
          t(
            'Confirm that this is the new address of your account on {site}, within an hour:',
            site,
          ),
          addressOf(context, '/confirm-email/', secret),
          t('If it was not you, do nothing.'),
        ].join('\n\n'),
  })
  await mail.send({
    to: person.email,
    subject: t('Your address on {site}', site),
    text: [
      t('Your account on {site} is to get another address: {email}', { ...site, email }),
      t('It holds when it is confirmed there. Until then everything is as it was.'),
      t('If it was not you, change your password: that ends it.'),
    ].join('\n\n'),
  })
}

/** The address that waits to be confirmed; null when there is none. */
export async function findPendingAddress(
  read: Read,
  personId: number,
  now: Date,
): Promise<{ email: string; expiresAt: Date } | null> {
  const row = await read.token.findFirst({
    where: { kind: KIND, personId, expiresAt: { gt: now } },
    orderBy: { id: 'desc' },
  })
  if (!row) return null
  const { email = '' } = JSON.parse(row.data) as { email?: string }
  return { email, expiresAt: row.expiresAt ?? now }
}

/** Forgets an address that was not confirmed. */
export async function dropPending(tx: Tx, personId: number): Promise<void> {
  await tx.token.deleteMany({ where: { kind: KIND, personId } })
}

export type NewAddress = { link: OpenLink; person: User; email: string }

/** What a link confirms; null when it has ended, or the account has another password or address by now. */
export async function findNewAddress(
  { db, now }: Context,
  secret: string,
): Promise<NewAddress | null> {
  const link = await findLink(db.read, KIND, secret, now())
  if (!link) return null
  const person = await db.read.user.findUnique({ where: { id: link.personId ?? 0 } })
  if (!person || person.disabled) return null
  const bound = boundTo(person)
  const holds = link.data['password'] === bound.password && link.data['from'] === bound.from
  return holds ? { link, person, email: link.data['email'] ?? '' } : null
}

/**
 * Gives the account its new address, uses the link up, and ends links to a new password that went to
 * the old one, which is told. False when somebody was faster, with the link or with the address.
 */
export async function confirmAddress(
  { background, db, mail }: Context,
  { link, person, email }: NewAddress,
  { siteTitle, t }: Manner,
): Promise<boolean> {
  const isDone = await db
    .write(async tx => {
      if (!(await takeLink(tx, link))) return null
      await tx.user.update({ where: { id: person.id }, data: { email, emailKey: emailKey(email) } })
      await tx.token.deleteMany({ where: { kind: 'reset', personId: person.id } })
      return true
    })
    .catch(nullWhenTaken)
  if (isDone !== true) return false
  background.add(() =>
    mail.send({
      to: person.email,
      subject: t('Your address on {site}', { site: siteTitle }),
      text: [
        t('Your account on {site} has another address now: {email}', { site: siteTitle, email }),
        t('If it was not you, ask an admin of the site for help.'),
      ].join('\n\n'),
    }),
  )
  return true
}

// What was asked for before the password or the address changed is worth nothing afterwards.
const boundTo = ({ passwordHash, emailKey: from }: User): { password: string; from: string } => ({
  password: hashSecret(passwordHash),
  from,
})
