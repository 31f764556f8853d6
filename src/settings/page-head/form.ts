import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { countBytes } from '../../text/limits.ts'

const MAX_CSS_BYTES = 64 * 1024
const MAX_TAGS_CHARS = 20_000

const text = z.string({ error: mark('This field was sent in a form that cannot be read.') })

/** What an admin adds to every page that readers see; an absent field keeps its value. */
export const PageHeadForm = z
  .object({
    customCss: text
      .transform(css => css.replace(/\r\n?/g, '\n').trim())
      .refine(css => countBytes(css) <= MAX_CSS_BYTES, mark('A style sheet has at most 64 KB.')),
    headTags: text.max(MAX_TAGS_CHARS, mark('These are too many tags.')),
  })
  .partial()
