import type { FieldErrors } from '../http/form.ts'
import { findPasswordFault } from './password.ts'

type Own = { username: string; email: string; password: string; displayName?: string }

/** The message for a new password that is made of the person's own names or the site's; none when it is good. */
export function findOwnWords(
  { username, email, password, displayName = '' }: Own,
  siteTitle: string,
): FieldErrors {
  const [local = ''] = email.split('@')
  const fault = findPasswordFault(password, [
    siteTitle,
    username,
    local,
    ...displayName.split(/\s+/),
  ])
  return fault === null ? {} : { password: fault }
}
