import { z } from 'zod'
import { mark } from '../i18n/translate.ts'
import { countChars, MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS } from '../text/limits.ts'
import { cleanName } from '../text/name.ts'
import { nameKey } from '../text/key.ts'

/** The name of something that is named once: shown cleaned, compared by its key. */
export const PlainName = z
  .string({ error: mark('A name is required.') })
  .transform(cleanName)
  .refine(name => nameKey(name) !== '', mark('A name is required.'))
  .refine(name => countChars(name) <= MAX_NAME_CHARS, mark('A name has at most 200 characters.'))

const Name = PlainName.refine(name => !/[,，]/.test(name), mark('A name contains no comma.'))

/** Fields of everything that has a page of its own. */
export const pageFields = {
  slug: z.string().trim().max(300, mark('An address has at most 300 characters.')).optional(),
  description: z
    .string()
    .transform(text => text.replace(/\r\n?/g, '\n').trim())
    .refine(
      text => countChars(text) <= MAX_DESCRIPTION_CHARS,
      mark('A description has at most 2,000 characters.'),
    )
    .optional(),
}

const shape = {
  ...pageFields,
  /** The name of the parent; '' = none. */
  parent: z.string().transform(cleanName).optional(),
  position: z.coerce
    .number({ error: mark('A position is a whole number.') })
    .int(mark('A position is a whole number.'))
    .min(-100_000, mark('A position is a whole number.'))
    .max(100_000, mark('A position is a whole number.'))
    .optional(),
}

export const NewTermForm = z.object({ name: Name, ...shape })

export const TermForm = z.object({ name: Name.optional(), ...shape })

export type TermFormValues = z.output<typeof TermForm>

/** What a form gave, without what it left out, which keeps its value. */
export const withoutAbsent = (values: TermFormValues) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
