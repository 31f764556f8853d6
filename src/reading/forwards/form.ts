import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'
import { cleanOldPath } from '../../text/old-path.ts'

const MAX_CHARS = 2_000
const HERE = 'http://here.invalid'

const text = z.string({ error: mark('This field was sent in a form that cannot be read.') }).trim()

/** An address of this site that nothing has, and where it leads from now on. */
export const ForwardForm = z.object({
  path: text
    .max(MAX_CHARS, mark('An address has at most 2,000 characters.'))
    .transform((path, issues) => {
      const cleaned = cleanOldPath(path)
      if (cleaned !== null && path.startsWith('/')) return cleaned
      issues.addIssue({
        code: 'custom',
        message: mark('Write the address of a page of this site; it begins with /.'),
      })
      return z.NEVER
    }),
  target: text
    .max(MAX_CHARS, mark('An address has at most 2,000 characters.'))
    .refine(isTarget, mark('Write an address that begins with /, http:// or https://.')),
})

// A browser drops tabs and takes `\` for `/`, so only its own parser says where an address leads.
function isTarget(target: string): boolean {
  if (target.startsWith('/')) {
    return URL.canParse(target, HERE) && new URL(target, HERE).origin === HERE
  }
  return URL.canParse(target) && ['http:', 'https:'].includes(new URL(target).protocol)
}
