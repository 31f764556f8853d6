import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { countChars, MAX_NAME_CHARS } from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'
import { LIFETIMES } from './links.ts'

/** A new link to a draft: what it is called, and for how many days it works. */
export const LinkForm = z.object({
  name: z
    .string()
    .default('')
    .transform(cleanName)
    .refine(name => countChars(name) <= MAX_NAME_CHARS, mark('A name has at most 200 characters.')),
  days: z.coerce
    .number()
    .default(7)
    .refine(days => LIFETIMES.some(lifetime => lifetime === days), mark('Choose 1, 7 or 30 days.')),
})
