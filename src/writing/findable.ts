import { z } from 'zod'
import { mark } from '../i18n/translate.ts'

/** What a post says to those who look for it: search engines, other sites, browsers. */
export type Findable = {
  /** A language tag such as `de` or `zh-CN`; '' = that of the site. */
  language: string
  /** Where the post was published first; '' = here. */
  canonicalUrl: string
  /** The picture that stands for it; '' = a drawn one. */
  cover: string
  /** Whether search engines are asked to leave it out. */
  noindex: boolean
}

const MAX_CHARS = 2_000

const text = z.string({ error: mark('This field was sent in a form that cannot be read.') }).trim()

/** The fields of a form of a post that say so. */
export const findableForm = {
  language: text
    .refine(isLanguage, mark('No such language is known; it is written like en, de or zh-CN.'))
    .transform(language => (language === '' ? '' : new Intl.Locale(language).toString()))
    .optional(),
  canonicalUrl: text
    .max(MAX_CHARS, mark('An address has at most 2,000 characters.'))
    .refine(
      url => url === '' || isWebAddress(url),
      mark('Write a whole address, beginning with https:// or http://.'),
    )
    .optional(),
  cover: text
    .max(MAX_CHARS, mark('An address has at most 2,000 characters.'))
    .refine(
      url => url === '' || /^\/media\/[^\s\\]+$/u.test(url) || isWebAddress(url),
      mark('Write the address of a picture: /media/… or https://….'),
    )
    .optional(),
  noindex: text.transform(value => value === '1').optional(),
}

export const emptyFindable: Findable = { language: '', canonicalUrl: '', cover: '', noindex: false }

/** What a stored post says. */
export function findableOf({ language, canonicalUrl, cover, noindex }: Findable): Findable {
  return { language, canonicalUrl, cover, noindex }
}

function isLanguage(language: string): boolean {
  if (language === '') return true
  try {
    return Intl.DisplayNames.supportedLocalesOf(language).length > 0
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
}
