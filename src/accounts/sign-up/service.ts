import type { Context } from '../../context.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import type { Translate } from '../../i18n/translate.ts'
import { takeAttempt } from '../attempts.ts'
import { emailKey } from '../form.ts'
import { hashPassword } from '../password.ts'
import { findPersonByEmail } from '../people.ts'
import { nullWhenTaken, redeemLink } from '../redeem.ts'
import { addLink, addressOf, findLink, type OpenLink } from '../secret-links.ts'

/** How long the link that confirms an address works. */
export const CONFIRMATION_HOURS = 24

type Account = { username: string; email: string; displayName: string; password: string }
type Manner = { address: string; siteTitle: string; t: Translate }

/**
 * Sends a letter to the address of a new account, which is made when its link is opened. Gives the
 * seconds to wait when too many were asked for. Whose address has an account already is told so in
 * the letter, and nobody else.
 */
export async function askForAccount(
  context: Context,
  account: Account,
  manner: Manner,
): Promise<number> {
  const attempt = `an account for ${emailKey(account.email)}`
  const retryAfter = await takeAttempt(context, manner.address, attempt)
  if (retryAfter > 0) return retryAfter
  const passwordHash = await hashPassword(account.password)
  context.background.addLater(() => sendLetter(context, { ...account, passwordHash }, manner))
  return 0
}

async function sendLetter(
  context: Context,
  { username, email, displayName, passwordHash }: Account & { passwordHash: string },
  { siteTitle, t }: Manner,
): Promise<void> {
  const { db, mail, now } = context
  const subject = t('Your account on {site}', { site: siteTitle })
  if (await findPersonByEmail(db.read, email)) {
    const text = t('You have an account on {site} already. Sign in, or ask for a new password.', {
      site: siteTitle,
    })
    await mail.send({ to: email, subject, text })
    return
  }
  const data = { username, email, displayName, passwordHash }
  const expiresAt = new Date(now().getTime() + CONFIRMATION_HOURS * 3_600_000)
  const link = { kind: 'sign-up' as const, personId: null, data, expiresAt }
  const { secret } = await db.record(tx => addLink(tx, link, now()))
  await mail.send({
    ...{ to: email, subject },
    text: [
      t('Confirm your address, and your account on {site} is made:', { site: siteTitle }),
      addressOf(context, '/signup/', secret),
      t('If it was not you, do nothing.'),
    ].join('\n\n'),
  })
}

/** The account that waits behind a link. */
export const findAccount = ({ db, now }: Context, secret: string): Promise<OpenLink | null> =>
  findLink(db.read, 'sign-up', secret, now())

/** Makes an account whose address is confirmed, once; null when the link or a name was taken meanwhile. */
export async function confirmAccount({ db, now }: Context, link: OpenLink): Promise<User | null> {
  const { username = '', email = '', displayName = '', passwordHash = '' } = link.data
  const names = { username, email, displayName: displayName || username }
  const person = { ...names, role: 'author' as const, passwordHash }
  return db.write(tx => redeemLink(tx, link, person, now())).catch(nullWhenTaken)
}
