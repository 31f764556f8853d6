const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

// An attribute may hold a “<” or a “>”.
const WITHIN = '(?:[^<>"]|"[^"]*")*'
const SIGNS = new RegExp(
  `<a\\b${WITHIN} (?:class="heading-link"|data-footnote-(?:back)?ref)${WITHIN}>[^<]*</a>`,
  'g',
)
// What stands in the middle of a sentence, or of a word.
const INLINE = new RegExp(
  `</?(?:a|abbr|b|cite|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|var)\\b${WITHIN}>`,
  'g',
)
const TAG = new RegExp(`<${WITHIN}>`, 'g')

/**
 * Cleaned HTML as plain text in one line, without the TeX behind its formulas and the signs that link
 * to headings and notes; for the search, not for a page.
 */
export function plainText(html: string): string {
  return html
    .replace(/<annotation\b[^<>]*>[^<]*<\/annotation>/g, ' ')
    .replace(SIGNS, '')
    .replace(INLINE, '')
    .replace(TAG, ' ')
    .replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, decodeEntity)
    .replace(/\s+/g, ' ')
    .trim()
}

function decodeEntity(whole: string, hex?: string, decimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return code <= 0x10_ffff ? String.fromCodePoint(code) : whole
}
