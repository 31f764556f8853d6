import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { scopes, type Scope } from './tokens.ts'

const DAY_MS = 86_400_000

/** How long a token may last, in days; '' = until it is revoked. */
export const lifetimes = ['30', '90', '365', ''] as const

const Scopes = z
  .union([z.string(), z.array(z.string())], { error: mark('Choose what the token may do.') })
  .transform(given => scopes.filter((scope: Scope) => [given].flat().includes(scope)))
  .refine(given => given.length > 0, mark('Choose what the token may do.'))

export const TokenForm = z.object({
  name: z
    .string({ error: mark('Name the token, so that you know later what it is for.') })
    .trim()
    .min(1, mark('Name the token, so that you know later what it is for.'))
    .max(200, mark('A name has at most 200 characters.')),
  scopes: Scopes,
  days: z.enum(lifetimes, { error: mark('Choose how long the token lasts.') }).default('90'),
})

/** When a token that lasts so many days ends; null = never. */
export const endOf = (days: string, now: Date): Date | null =>
  days === '' ? null : new Date(now.getTime() + Number(days) * DAY_MS)
