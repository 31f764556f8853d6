import { z } from 'zod'
import { mark } from '../i18n/translate.ts'
import { SiteLanguage, TimeZone } from '../settings/form.ts'
import { findPasswordFault } from './password.ts'

const required = (message: string) => z.string({ error: message }).trim().min(1, message)

/** What may stand in the address of a person's page. */
export const Username = required(mark('A username is required.'))
  .max(64, mark('A username has at most 64 characters.'))
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u,
    mark(
      'A username begins with a letter or a digit and holds letters, digits, dots, dashes and underscores only.',
    ),
  )

export const Email = required(mark('An email address is required.'))
  .max(254, mark('An email address has at most 254 characters.'))
  .regex(/^[^\s@]+@[^\s@]+$/, mark('This is not an email address.'))

export const NewPassword = z
  .string({ error: mark('A password is required.') })
  .superRefine((password, check) => {
    const fault = findPasswordFault(password)
    if (fault) check.addIssue({ code: 'custom', message: fault })
  })

export const SetupForm = z.object({
  token: z.string().default(''),
  siteTitle: required(mark('The site needs a name.')).max(
    200,
    mark('The name of a site has at most 200 characters.'),
  ),
  language: SiteLanguage.optional(),
  timeZone: z
    .literal('')
    .transform(() => undefined)
    .or(TimeZone)
    .optional(),
  username: Username,
  email: Email,
  password: NewPassword,
})

export const ProfileForm = z.object({
  displayName: required(mark('A name is required.')).max(
    200,
    mark('A name has at most 200 characters.'),
  ),
  bio: z
    .string()
    .trim()
    .max(300, mark('A short text about you has at most 300 characters.'))
    .default(''),
  about: z.string().max(100_000, mark('This text is too long.')).default(''),
  language: z.enum(['', 'en', 'zh-CN']).default(''),
})

export const PasswordForm = z.object({ password: NewPassword })

/** The form of an email address that decides whether two are the same. */
export function emailKey(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase()
}
