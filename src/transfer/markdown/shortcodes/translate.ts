import { mark } from '../../../i18n/translate.ts'
import type { Say } from '../../report.ts'
import { lineAt } from '../code.ts'
import { BLOCKS, VERBATIM } from './blocks.ts'
import { EMBEDS } from './embeds.ts'
import { PICTURES } from './pictures.ts'
import { REFERENCES } from './references.ts'
import { readArguments, type Translate } from './shortcode.ts'
import { listTokens, pairTokens, type Token } from './tokens.ts'

const KNOWN: Readonly<Partial<Record<string, Translate>>> = {
  ...PICTURES,
  ...EMBEDS,
  ...BLOCKS,
  ...REFERENCES,
}

/** `{{ "/x.png" | relative_url }}` and its like. */
const OWN_URL =
  /^(?:["']([^"']*)["']\s*\|\s*(?:relative_url|absolute_url|prepend:\s*site\.(?:base)?url|url)|url_for\(["']([^"']*)["']\))$/u

type Reading = {
  body: string
  tokens: Token[]
  pairs: Map<number, number>
  say: Say
  /** Where the first stands that stays as it is. */
  firstKept: number | null
}

/**
 * Makes Markdown of the shortcodes of Hugo and Zola, the tags of Jekyll, Octopress, Eleventy and Hexo, as far as
 * Markdown has a form for them. What stands in code stays as it is; what is not known, too, and the first of it is
 * said with its line (`firstLine` is that of the body).
 */
export function translateShortcodes(body: string, firstLine: number, say: Say): string {
  const tokens = listTokens(body)
  if (tokens.length === 0) return body
  const reading: Reading = { body, tokens, pairs: pairTokens(tokens), say, firstKept: null }
  const whole = { from: 0, until: tokens.length, start: 0, end: body.length }
  const text = translateFrom(reading, whole)
  if (reading.firstKept !== null) {
    const line = firstLine - 1 + lineAt(body, reading.firstKept)
    say(line, mark('This is a shortcode of another program; it stays in the text as it is.'))
  }
  return text
}

type Part = { from: number; until: number; start: number; end: number }

function translateFrom(reading: Reading, { from, until, start, end }: Part): string {
  const { body, tokens } = reading
  let text = ''
  let at = start
  for (let index = from; index < until; index += 1) {
    const token = tokens[index]
    if (!token || token.start < at) continue
    const made = translateToken(reading, token, index)
    if (made === null) {
      if (!token.closes) reading.firstKept = Math.min(token.start, reading.firstKept ?? token.start)
      continue
    }
    text += body.slice(at, token.start) + made.text
    at = made.end
  }
  return text + body.slice(at, end)
}

function translateToken(
  reading: Reading,
  token: Token,
  index: number,
): { text: string; end: number } | null {
  if (token.closes) return null
  if (token.name === '') return translateExpression(token)
  const { name, rest } = unwrapInclude(token)
  const known = KNOWN[name]
  if (!known) return null
  const { inner, end } = readInner(reading, token, index)
  const text = known({ name, ...readArguments(rest), inner }, reading.say)
  return text === null ? null : { text, end }
}

// Jekyll's `{% include youtube.html id="…" %}` says with another word what others say with their own.
function unwrapInclude({ name, rest }: Token): Pick<Token, 'name' | 'rest'> {
  const [, file = '', given = ''] = /^([\w-]+)\.html\s*([^]*)$/u.exec(rest) ?? []
  return name === 'include' && file !== ''
    ? { name: file.toLowerCase(), rest: given }
    : { name, rest }
}

function readInner(
  reading: Reading,
  token: Token,
  index: number,
): { inner: string | null; end: number } {
  const closing = reading.pairs.get(index)
  const last = closing === undefined ? undefined : reading.tokens[closing]
  if (closing === undefined || !last) return { inner: null, end: token.end }
  const inner = VERBATIM.has(token.name)
    ? reading.body.slice(token.end, last.start)
    : translateFrom(reading, {
        ...{ from: index + 1, until: closing },
        ...{ start: token.end, end: last.start },
      })
  return { inner, end: last.end }
}

function translateExpression({ rest, end }: Token): { text: string; end: number } | null {
  if (/^site\.(?:base)?url$/u.test(rest)) return { text: '', end }
  const [, one, other] = OWN_URL.exec(rest) ?? []
  const path = one ?? other
  return path === undefined ? null : { text: path, end }
}
