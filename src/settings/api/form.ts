import { z } from 'zod'
import { mark } from '../../i18n/translate.ts'

const MAX_ORIGINS = 50

/** Any site, for what is public anyway. */
export const ANYWHERE = '*'

// A checkbox comes with a hidden '' before it, so that unticking can be told from absence.
const Ticked = z
  .union([z.string(), z.array(z.string())])
  .transform(value => [value].flat().at(-1) === '1')

/** Who may ask the API without a token, and from which sites scripts may. */
export const ApiSettingsForm = z
  .object({
    publicApi: Ticked,
    corsOrigins: z
      .string()
      .transform(text => text.split(/[\s,]+/).filter(origin => origin !== ''))
      .refine(list => list.length <= MAX_ORIGINS, mark('At most 50 origins can be named.'))
      .refine(
        list => list.every(isOrigin),
        mark('Write origins as https://app.example.org, one a line, or * alone.'),
      )
      .refine(
        list => !list.includes(ANYWHERE) || list.length === 1,
        mark('Write origins as https://app.example.org, one a line, or * alone.'),
      ),
  })
  .partial()

function isOrigin(text: string): boolean {
  if (text === ANYWHERE) return true
  if (!URL.canParse(text)) return false
  const { protocol, origin } = new URL(text)
  return ['http:', 'https:'].includes(protocol) && origin === text
}
