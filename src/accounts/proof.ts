import type { Request } from 'express'
import type { Context } from '../context.ts'
import { typedFields, type FieldErrors } from '../http/form.ts'
import { mark } from '../i18n/translate.ts'
import { forgiveAttempt, takeAttempt } from './attempts.ts'
import { verifyPassword } from './password.ts'
import { WRONG_CODE } from './two-factor/codes.ts'
import { checkCode, hasTwoFactor } from './two-factor/service.ts'

/** What a signed-in person gives once more before something that matters. */
export type Proof = { password: string; code: string; address: string }

/** The proof as the forms send it. */
export function readProof(req: Request): Proof {
  const { currentPassword = '', code = '' } = typedFields(req.body)
  return { password: currentPassword, code, address: req.ip ?? '' }
}

/**
 * Asks for the password again, and for a code where two-factor sign-in is on; gives what is wrong by
 * the field's name, nothing when all is right.
 */
export async function proveSelf(
  context: Context,
  id: number,
  { password, code, address }: Proof,
): Promise<FieldErrors> {
  const fault = await findPasswordFault(context, id, { password, address })
  if (fault !== null) return { currentPassword: fault }
  if (!(await hasTwoFactor(context.db.read, id))) return {}
  const checked = await checkCode(context, id, code)
  if (checked.ok) return {}
  return { code: checked.retryAfter > 0 ? TOO_MANY : WRONG_CODE }
}

async function findPasswordFault(
  context: Context,
  id: number,
  { password, address }: Omit<Proof, 'code'>,
): Promise<string | null> {
  const account = `password of ${id}`
  if ((await takeAttempt(context, address, account)) > 0) return TOO_MANY
  const user = await context.db.read.user.findUniqueOrThrow({ where: { id } })
  if (!(await verifyPassword(user.passwordHash, password))) {
    return mark('This is not your current password.')
  }
  await forgiveAttempt(context, address, account)
  return null
}

const TOO_MANY = mark('Too many failed attempts. Wait a few minutes and try again.')
