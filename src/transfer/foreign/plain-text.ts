import { toString } from 'hast-util-to-string'
import { parseHtml } from '../html/tree.ts'

// Far more than any limit of a name or a title.
const MAX_CHARS = 4_000

/** What a short piece of HTML says, without its tags; names and titles of other programs are written so. */
export function plainText(html: string): string {
  return /[<&]/u.test(html) ? toString(parseHtml(html.slice(0, MAX_CHARS))) : html
}
