import { z } from 'zod'
import { mark } from '../i18n/translate.ts'
import { isTimeZone, languages } from './service.ts'

const MAX_FOOTER_CHARS = 10_000
const MAX_NAVIGATION_CHARS = 20_000

const postsPerPage = mark('Posts per page is a whole number from 1 to 100.')

export const SiteLanguage = z.enum(languages, {
  error: mark('This language is not among those offered.'),
})

export const TimeZone = z
  .string()
  .trim()
  .refine(isTimeZone, mark('No such time zone is known; it is written like Europe/Berlin.'))

/** What an admin sends; a field that is absent keeps its value. */
export const SettingsForm = z
  .object({
    title: z
      .string()
      .trim()
      .min(1, mark('The site needs a name.'))
      .max(200, mark('The name of a site has at most 200 characters.')),
    tagline: z.string().trim().max(300, mark('A tagline has at most 300 characters.')),
    language: SiteLanguage,
    timeZone: TimeZone,
    postsPerPage: z
      .string()
      .trim()
      .regex(/^\d+$/, postsPerPage)
      .transform(Number)
      .pipe(z.number().min(1, postsPerPage).max(100, postsPerPage)),
    // A checkbox comes with a hidden '' before it, so that unticking can be told from absence.
    existingTagsOnly: z
      .union([z.string(), z.array(z.string())])
      .transform(value => [value].flat().at(-1) === '1'),
    navigation: z.string().max(MAX_NAVIGATION_CHARS, mark('The navigation is too long.')),
    footer: z.string().trim().max(MAX_FOOTER_CHARS, mark('The footer is too long.')),
  })
  .partial()
