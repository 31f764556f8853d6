import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { Email, NewPassword, Username } from '../form.ts'

export const Role = z.enum(['author', 'editor', 'admin'], {
  error: mark('A role is author, editor or admin.'),
})

export const DisplayName = z.string().trim().max(200, mark('A name has at most 200 characters.'))

export const NewPersonForm = z.object({
  username: Username,
  email: Email,
  displayName: DisplayName.default(''),
  role: Role.default('author'),
  /** Empty: one is made and shown once. */
  password: z.union([z.literal(''), NewPassword]).default(''),
})

/** What somebody says who makes their own account. */
export const AccountForm = z.object({
  username: Username,
  email: Email,
  displayName: DisplayName.default(''),
  password: NewPassword,
})

/** An absent field keeps its value. */
export const PersonForm = z.object({
  displayName: DisplayName.min(1, mark('A name is required.')).optional(),
  role: Role.optional(),
})
