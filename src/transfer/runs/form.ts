import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { findFormat } from '../formats.ts'

const text = z.string({ error: mark('This field was sent in a form that cannot be read.') }).trim()

/** How a file is to be imported: an empty format is found out, an empty author is whom the documents name. */
export const ImportForm = z.object({
  format: text
    .refine(
      name => name === '' || findFormat(name) !== undefined,
      mark('Nobody here knows this format.'),
    )
    .default(''),
  author: text.max(64, mark('A username has at most 64 characters.')).default(''),
})
