import { z } from 'zod'
import { mark } from '../i18n/translate.ts'
import { countChars, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS } from '../text/limits.ts'

const upTo = (max: number) => (text: string) => countChars(text) <= max

/** What can be said of a file; an absent field keeps its value. */
export const MediaForm = z.object({
  alt: z
    .string()
    .transform(text => text.replace(/\s+/gu, ' ').trim())
    .refine(upTo(MAX_DESCRIPTION_CHARS), mark('At most 2,000 characters.'))
    .optional(),
  name: z
    .string()
    .trim()
    .min(1, mark('A name is required.'))
    .refine(upTo(MAX_NAME_CHARS), mark('At most 200 characters.'))
    .optional(),
})
