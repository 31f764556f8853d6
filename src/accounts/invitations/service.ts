import type { Context } from '../../context.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import type { Translate } from '../../i18n/translate.ts'
import { hashPassword } from '../password.ts'
import { nullWhenTaken, redeemLink } from '../redeem.ts'
import { addLink, addressOf, findLink, type OpenLink } from '../secret-links.ts'
import type { Role } from '../signed-in.ts'

/** How long an invitation works. */
export const INVITATION_DAYS = 7

const DAY_MS = 86_400_000

type Invited = { email: string; role: Role; invitedBy: string }

/** Adds an invitation and gives its address, which is shown once; the letter goes out afterwards. */
export async function invite(
  context: Context,
  { email, role, invitedBy }: Invited,
  { siteTitle, t }: { siteTitle: string; t: Translate },
): Promise<string> {
  const { background, db, mail, now } = context
  const expiresAt = new Date(now().getTime() + INVITATION_DAYS * DAY_MS)
  const link = { kind: 'invitation' as const, personId: null, data: { email, role }, expiresAt }
  const { secret } = await db.record(tx => addLink(tx, link, now()))
  const url = addressOf(context, '/invitations/', secret)
  background.add(() =>
    mail.send({
      to: email,
      subject: t('An invitation to {site}', { site: siteTitle }),
      text: [
        t('{name} invites you to write on {site}.', { name: invitedBy, site: siteTitle }),
        t('Make your account here, within {count} days:', { count: INVITATION_DAYS }),
        url,
      ].join('\n\n'),
    }),
  )
  return url
}

/** The invitation that a secret opens. */
export const findInvitation = ({ db, now }: Context, secret: string): Promise<OpenLink | null> =>
  findLink(db.read, 'invitation', secret, now())

type Account = { username: string; email: string; displayName: string; password: string }

/** Makes the account of an invited person, once; null when the link or a name was taken meanwhile. */
export async function acceptInvitation(
  { db, now }: Context,
  invitation: OpenLink,
  { password, displayName: named, ...account }: Account,
): Promise<User | null> {
  const passwordHash = await hashPassword(password)
  const role = invitation.data['role'] as Role
  const displayName = named || account.username
  const person = { ...account, displayName, role, passwordHash }
  return db.write(tx => redeemLink(tx, invitation, person, now())).catch(nullWhenTaken)
}
