/** A shortcode as it stands in a text: what opens it, what is within it and where it ends. */
export type Shortcode = {
  name: string
  attributes: ReadonlyMap<string, string>
  /** What stands behind its name without a key: `[youtube https://…]`. */
  words: string[]
  /** All that stands behind its name, as it is written. */
  given: string
  /** Null when nothing closes it. */
  content: string | null
  whole: string
}

/** What stands in its place, and whether that holds what was within it, too. */
export type Replaced = { text: string; takesContent: boolean }

type Token = { name: string; isClosing: boolean; given: string; start: number; end: number }

const TOKEN = /(?<!\[)\[(\/?)([a-z][\w-]{0,40})((?:[\s=][^[\]]{0,3000})?)\/?\]/giu
const ATTRIBUTE =
  /([\w-]{1,60})\s{0,3}=\s{0,3}(?:"([^"]{0,3000})"|'([^']{0,3000})'|([^\s"'[\]]{1,2000}))|"([^"]{1,2000})"|([^\s"'=[\]]{1,2000})/gu

/** Puts other text in the place of shortcodes; `replace` gives null for those that stay. */
export function replaceShortcodes(
  text: string,
  replace: (shortcode: Shortcode) => Replaced | null,
): string {
  const tokens = listTokens(text)
  const closings = indexClosings(tokens)
  let result = ''
  let at = 0
  for (const token of tokens) {
    if (token.isClosing || token.start < at) continue
    const closing = closings.get(token.name)?.find(token.end)
    const shortcode = readShortcode(text, token, closing)
    const replaced = replace(shortcode)
    if (replaced === null) continue
    const end = replaced.takesContent ? shortcode.whole.length : token.end - token.start
    result += text.slice(at, token.start) + replaced.text
    at = token.start + end
  }
  return result + text.slice(at)
}

function listTokens(text: string): Token[] {
  return Array.from(text.matchAll(TOKEN), match => ({
    name: (match[2] ?? '').toLowerCase(),
    isClosing: match[1] === '/',
    given: match[3] ?? '',
    start: match.index,
    end: match.index + match[0].length,
  }))
}

// Asked in the order of the text, so that each list is walked once.
function indexClosings(
  tokens: readonly Token[],
): Map<string, { find: (after: number) => Token | undefined }> {
  const lists = new Map<string, Token[]>()
  for (const token of tokens) {
    if (!token.isClosing) continue
    const list = lists.get(token.name) ?? []
    list.push(token)
    lists.set(token.name, list)
  }
  return new Map([...lists].map(([name, list]) => [name, openList(list)]))
}

function openList(list: readonly Token[]): { find: (after: number) => Token | undefined } {
  let next = 0
  return {
    find: after => {
      while ((list[next]?.start ?? Infinity) < after) next += 1
      return list[next]
    },
  }
}

function readShortcode(text: string, token: Token, closing: Token | undefined): Shortcode {
  return {
    ...{ name: token.name, given: token.given, ...readGiven(token.given) },
    content: closing ? text.slice(token.end, closing.start) : null,
    whole: text.slice(token.start, closing?.end ?? token.end),
  }
}

function readGiven(given: string): Pick<Shortcode, 'attributes' | 'words'> {
  const attributes = new Map<string, string>()
  const words: string[] = []
  for (const match of given.replace(/^=/u, ' ').matchAll(ATTRIBUTE)) {
    const [, key, ...values] = match
    const value = values.find(Boolean) ?? ''
    if (key === undefined) words.push(value)
    else attributes.set(key.toLowerCase(), value)
  }
  return { attributes, words }
}
