import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { countChars, MAX_NAME_CHARS } from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'

export const NameForm = z.object({
  name: z
    .string()
    .default('')
    .transform(cleanName)
    .refine(name => countChars(name) <= MAX_NAME_CHARS, mark('A name has at most 200 characters.')),
})

const Place = z.coerce.number().int().min(0).max(1_000_000)

/** Which paragraph of a revision is to come back. */
export const ParagraphForm = z.object({ paragraph: Place })

/** What a revision is compared with: the one before, another by its number, or the post as it is. */
export const ComparisonForm = z.object({
  with: z
    .union([z.enum(['previous', 'now']), z.string().regex(/^\d{1,9}$/)])
    .catch('previous')
    .default('previous'),
  view: z.enum(['text', 'rendered']).catch('text').default('text'),
})

export type Comparison = z.output<typeof ComparisonForm>
