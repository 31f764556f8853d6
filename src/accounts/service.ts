import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import type { FieldErrors } from '../http/form.ts'
import { mark } from '../i18n/translate.ts'
import { countAttempt, forgiveAttempt, secondsUntilRetry } from './attempts.ts'
import { emailKey } from './form.ts'
import { findOwnWords } from './own-words.ts'
import { findPersonByEmail } from './people.ts'
import { hashPassword, isOutdatedHash, verifyPassword } from './password.ts'

export type SignInResult = { ok: true; user: User } | { ok: false; retryAfter: number }

/** Checks a sign-in; takes as long and answers the same whether the account exists or not. */
export async function checkSignIn(
  context: Context,
  { email, password, address }: { email: string; password: string; address: string },
): Promise<SignInResult> {
  const account = emailKey(email)
  const retryAfter = await takeAttempt(context, address, account)
  if (retryAfter > 0) return { ok: false, retryAfter }

  const user = await findPersonByEmail(context.db.read, email)
  const isRight = await verifyPassword(user?.passwordHash, password)
  if (!user || !isRight || user.disabled) return { ok: false, retryAfter: 0 }

  await forgiveAttempt(context, address, account)
  if (isOutdatedHash(user.passwordHash)) await storePassword(context, user.id, password)
  return { ok: true, user }
}

/** Stores what a person says of themselves; readers see it at once. */
export async function saveProfile(
  { db, renderer }: Context,
  id: number,
  profile: { displayName: string; bio: string; about: string; language: string },
): Promise<void> {
  const { html } = await renderer.render(profile.about)
  await db.write(async tx => {
    await tx.user.update({ where: { id }, data: { ...profile, aboutHtml: html } })
    await bumpContentVersion(tx)
  })
}

/** Changes a password, for who knows the current one; else gives the message for its field. */
export async function changePassword(
  context: Context,
  id: number,
  {
    currentPassword,
    password,
    address,
    siteTitle,
  }: { currentPassword: string; password: string; address: string; siteTitle: string },
): Promise<FieldErrors | null> {
  const fault = await proveSelf(context, id, { password: currentPassword, address })
  if (fault !== null) return { currentPassword: fault }
  const person = await context.db.read.user.findUniqueOrThrow({ where: { id } })
  const own = findOwnWords({ ...person, password }, siteTitle)
  if (Object.keys(own).length > 0) return own
  await storePassword(context, id, password)
  return null
}

/** Asks a signed-in person for the password again; null when it is right, else the message for its field. */
export async function proveSelf(
  context: Context,
  id: number,
  { password, address }: { password: string; address: string },
): Promise<string | null> {
  const account = `password of ${id}`
  if ((await takeAttempt(context, address, account)) > 0) {
    return mark('Too many failed attempts. Wait a few minutes and try again.')
  }
  const user = await context.db.read.user.findUniqueOrThrow({ where: { id } })
  if (!(await verifyPassword(user.passwordHash, password))) {
    return mark('This is not your current password.')
  }
  await forgiveAttempt(context, address, account)
  return null
}

// Who is over the limit already costs one read, no write.
async function takeAttempt(context: Context, address: string, account: string): Promise<number> {
  const retryAfter = await secondsUntilRetry(context, address, account)
  return retryAfter > 0 ? retryAfter : countAttempt(context, address, account)
}

async function storePassword({ db }: Context, id: number, password: string): Promise<void> {
  const passwordHash = await hashPassword(password)
  await db.write(tx => tx.user.update({ where: { id }, data: { passwordHash } }))
}
