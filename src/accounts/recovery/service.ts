import type { Context } from '../../context.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import { hashSecret } from '../../http/secret.ts'
import type { Translate } from '../../i18n/translate.ts'
import { takeAttempt } from '../attempts.ts'
import { emailKey } from '../form.ts'
import { hashPassword } from '../password.ts'
import { findPersonByEmail } from '../people.ts'
import { addLink, addressOf, findLink, takeLink, type OpenLink } from '../secret-links.ts'

/** How long a link to a new password works. */
export const RESET_MINUTES = 30

type Asked = { email: string; address: string; siteTitle: string; t: Translate }

/**
 * Lets whoever has an account with this address choose a new password, by a letter. Gives the seconds
 * to wait when too many were asked for. The letter is written a second later, so that the answer
 * tells nobody, by what it says or by its time, whether there is an account.
 */
export async function askForReset(context: Context, asked: Asked): Promise<number> {
  const account = `a new password for ${emailKey(asked.email)}`
  const retryAfter = await takeAttempt(context, asked.address, account)
  if (retryAfter > 0) return retryAfter
  context.background.addLater(() => sendReset(context, asked))
  return 0
}

async function sendReset(context: Context, { email, siteTitle, t }: Asked): Promise<void> {
  const { db, mail, now } = context
  const person = await findPersonByEmail(db.read, email)
  if (!person || person.disabled) return
  const expiresAt = new Date(now().getTime() + RESET_MINUTES * 60_000)
  const link = { kind: 'reset' as const, personId: person.id, data: boundTo(person), expiresAt }
  const { secret } = await db.record(async tx => {
    await tx.token.deleteMany({ where: { kind: 'reset', personId: person.id } })
    return addLink(tx, link, now())
  })
  await mail.send({
    to: person.email,
    subject: t('A new password for {site}', { site: siteTitle }),
    text: [
      t('Somebody, probably you, asked for a new password for {site}.', { site: siteTitle }),
      t('Choose it here, within {count} minutes:', { count: RESET_MINUTES }),
      addressOf(context, '/reset-password/', secret),
      t('If it was not you, do nothing: your password stays as it is.'),
    ].join('\n\n'),
  })
}

export type Reset = { link: OpenLink; person: User }

/** Whose password a link changes; null when it has ended, was used, or the password is another by now. */
export async function findReset({ db, now }: Context, secret: string): Promise<Reset | null> {
  const link = await findLink(db.read, 'reset', secret, now())
  if (!link) return null
  const person = await db.read.user.findUnique({ where: { id: link.personId ?? 0 } })
  if (!person || person.disabled) return null
  return link.data['password'] === boundTo(person).password ? { link, person } : null
}

/** Sets the new password, uses the link up, and ends every session; false when somebody was faster. */
export async function resetPassword(
  { db }: Context,
  { link, person }: Reset,
  password: string,
): Promise<boolean> {
  const passwordHash = await hashPassword(password)
  return db.write(async tx => {
    if (!(await takeLink(tx, link))) return false
    await tx.user.update({ where: { id: person.id }, data: { passwordHash } })
    await tx.session.deleteMany({ where: { userId: person.id } })
    return true
  })
}

// A link that was asked for before the password changed opens nothing afterwards.
const boundTo = ({ passwordHash }: User): { password: string } => ({
  password: hashSecret(passwordHash),
})
