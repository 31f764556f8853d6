import type { Context } from '../context.ts'
import { bumpContentVersion } from '../db/content-version.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import type { FieldErrors } from '../http/form.ts'
import { forgiveAttempt, takeAttempt } from './attempts.ts'
import { emailKey } from './form.ts'
import { findOwnWords } from './own-words.ts'
import { findPersonByEmail } from './people.ts'
import { hashPassword, isOutdatedHash, verifyPassword } from './password.ts'
import { proveSelf, type Proof } from './proof.ts'

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

/** Changes a password, for who proves to be its owner; gives what is wrong, by field. */
export async function changePassword(
  context: Context,
  id: number,
  { proof, password, siteTitle }: { proof: Proof; password: string; siteTitle: string },
): Promise<FieldErrors> {
  const person = await context.db.read.user.findUniqueOrThrow({ where: { id } })
  const own = findOwnWords({ ...person, password }, siteTitle)
  if (Object.keys(own).length > 0) return own
  const faults = await proveSelf(context, id, proof)
  if (Object.keys(faults).length === 0) await storePassword(context, id, password)
  return faults
}

async function storePassword({ db }: Context, id: number, password: string): Promise<void> {
  const passwordHash = await hashPassword(password)
  await db.write(tx => tx.user.update({ where: { id }, data: { passwordHash } }))
}
