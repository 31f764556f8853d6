import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'

const Ticked = z
  .string()
  .optional()
  .transform(value => value === '1')

const BASE_FAULT = mark('Write a whole address, beginning with https:// or http://.')

/** Which export an admin asks for. */
export const ExportForm = z.object({
  format: z.enum(['markdown', 'html', 'json'], { error: mark('Choose a format.') }),
  trash: Ticked,
  revisions: Ticked,
  /** Where the site of files will be; '' = where the blog is. */
  baseUrl: z
    .string()
    .trim()
    .max(2_000, BASE_FAULT)
    .refine(url => url === '' || isWebAddress(url), BASE_FAULT)
    .default(''),
})

const isWebAddress = (url: string): boolean =>
  URL.canParse(url) && /^https?:$/u.test(new URL(url).protocol)
