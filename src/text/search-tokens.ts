// Scripts without spaces between words are found by pairs of letters: no dictionary has to be the same
// where the index is made and where it is asked.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu
const WORD = /[\p{L}\p{N}\p{M}]+/gu
const PREFIX_CHARS = 3
const MAX_TOKEN_CHARS = 40

/** What a text is found by in a search without a server, in its order. */
export function cutTokens(text: string): string[] {
  const folded = text.normalize('NFKC').toLowerCase()
  const tokens = (folded.replace(UNSPACED, ' ').match(WORD) ?? []).map(word =>
    word.slice(0, MAX_TOKEN_CHARS),
  )
  for (const [run] of folded.matchAll(UNSPACED)) tokens.push(...cutPairs(Array.from(run)))
  return tokens
}

/** Which part of an index has a token: all that begin alike stand together, so that beginnings are found. */
export function shardOf(token: string, shards: number): number {
  let hash = 0x811c9dc5
  for (const char of Array.from(token).slice(0, beginningOf(token))) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  }
  return hash % shards
}

/** Whether other tokens that begin so are found with this one. */
export const isBeginning = (token: string): boolean =>
  isUnspaced(token) ? Array.from(token).length === 1 : Array.from(token).length >= PREFIX_CHARS

const beginningOf = (token: string): number => (isUnspaced(token) ? 1 : PREFIX_CHARS)

const isUnspaced = (token: string): boolean => token.replace(UNSPACED, '') === ''

function cutPairs(chars: string[]): string[] {
  if (chars.length === 1) return chars
  return chars.slice(1).map((char, at) => `${chars[at] ?? ''}${char}`)
}
