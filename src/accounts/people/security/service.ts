import type { Context } from '../../../context.ts'
import type { User } from '../../../db/generated/sqlite/client.ts'
import type { Translate } from '../../../i18n/translate.ts'
import { hasTwoFactor, turnOff } from '../../two-factor/service.ts'

type Manner = { by: string; siteTitle: string; t: Translate }

/** Takes two-factor sign-in off somebody who lost their app, and tells them by a letter; false when they had none. */
export async function takeTwoFactorOff(
  { background, db, mail }: Context,
  { id, email }: Pick<User, 'id' | 'email'>,
  { by, siteTitle, t }: Manner,
): Promise<boolean> {
  const had = await db.record(async tx => {
    const isOn = await hasTwoFactor(tx, id)
    await turnOff(tx, id)
    return isOn
  })
  if (!had) return false
  background.add(() =>
    mail.send({
      to: email,
      subject: t('Two-factor sign-in on {site}', { site: siteTitle }),
      text: [
        t('{name} turned two-factor sign-in of your account on {site} off.', {
          ...{ name: by, site: siteTitle },
        }),
        t('Your password alone lets you in now. You can turn it on again in your account.'),
      ].join('\n\n'),
    }),
  )
  return true
}
