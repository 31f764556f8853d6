import { blankCode } from '../../../text/blank-code.ts'

/** One pair of braces of another program: `{{< name … >}}`, `{% name … %}` or `{{ … }}`, and where it stands. */
export type Token = {
  /** The first word, in lower case; `''` for an expression such as `{{ site.url }}`. */
  name: string
  /** What stands after the name, as it is written. */
  rest: string
  /** Whether it ends what a token of this name began; `{% end %}` ends whatever is open. */
  closes: boolean
  start: number
  end: number
}

// None runs over the beginning of the next, so that a line of beginnings takes no quadratic time.
const BRACES =
  /\{\{[<%]-?([^{}]{0,4000}?)-?[%>]\}\}|\{%-?([^{}]{0,4000}?)-?%\}|\{\{-?([^{}<%][^{}]{0,1000}?)-?\}\}/gu
const WORDS = /^(\/?)\s*([\p{L}_][\p{L}\p{N}_.-]*(?:\/[\p{L}\p{N}_.-]+)*)\s*([^]*)$/u
const CALL = /^\s*([a-z_]\w*)\s*\(([^]*)\)\s*$/u

/** Lists the braces of a text in their order, but for those in code. */
export function listTokens(body: string): Token[] {
  return [...blankCode(body).matchAll(BRACES)].map(match => {
    const end = match.index + match[0].length
    const [open, close] = match[1] === undefined ? [2, 2] : [3, 3]
    const inside = body.slice(match.index + open, end - close).replace(/^-|-$/gu, '')
    const place = { start: match.index, end }
    return match[3] === undefined ? readTag(inside.trim(), place) : readExpression(inside, place)
  })
}

type Place = { start: number; end: number }

function readTag(inside: string, place: Place): Token {
  const call = readCall(inside, place)
  if (call) return call
  const words = WORDS.exec(inside) ?? []
  const name = (words[2] ?? '').toLowerCase()
  const rest = (words[3] ?? '').replace(/\/$/u, '')
  if (words[1] === '/') return { name, rest: '', closes: true, ...place }
  const ended = /^end(?:_?(.+))?$/u.exec(name)
  return ended
    ? { name: ended[1] ?? '', rest: '', closes: true, ...place }
    : { name, rest, closes: false, ...place }
}

function readExpression(inside: string, place: Place): Token {
  return readCall(inside, place) ?? { name: '', rest: inside.trim(), closes: false, ...place }
}

function readCall(inside: string, place: Place): Token | null {
  const [, name, rest = ''] = CALL.exec(inside) ?? []
  return name === undefined ? null : { name, rest, closes: false, ...place }
}

// Further back nobody looks for a beginning, so that a text of endings takes no quadratic time.
const DEEPEST = 100

/** Finds for each token that begins something the one that ends it, by their places in the list. */
export function pairTokens(tokens: readonly Token[]): Map<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (const [at, { name, closes }] of tokens.entries()) {
    if (!closes) {
      open.push(at)
      continue
    }
    // What was begun within and never ended stands alone.
    const within = open.splice(-DEEPEST)
    const place = within.findLastIndex(each => name === '' || tokens[each]?.name === name)
    const begun = within[place]
    if (begun !== undefined) pairs.set(begun, at)
    open.push(...within.slice(0, begun === undefined ? within.length : place))
  }
  return pairs
}
