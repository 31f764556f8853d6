/** A piece of a text; `marked` where it is what was looked for. */
export type Part = { text: string; marked: boolean }

const BEFORE = 80
const LENGTH = 260
// Scripts that are written without spaces: a word may stand inside others.
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u

/** A text cut into its parts, with the words marked wherever they stand; the last may begin a longer one. */
export function markWords(text: string, words: string[]): Part[] {
  const pattern = findAny(words)
  if (!pattern) return [{ text, marked: false }]
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, marked: index % 2 === 1 }))
    .filter(({ text: piece }) => piece !== '')
}

/** Some 260 characters around the first of the words, marked; the beginning if none is found. */
export function excerptAround(text: string, words: string[]): Part[] {
  const at = findAny(words)?.exec(text)?.index ?? 0
  const from = findStart(text, at)
  const until = findEnd(text, from + LENGTH, at)
  const [before, after] = [from > 0 ? '… ' : '', until < text.length ? ' …' : '']
  return markWords(before + text.slice(from, until) + after, words)
}

function findStart(text: string, at: number): number {
  if (at <= BEFORE) return 0
  const space = text.indexOf(' ', at - BEFORE)
  return space >= 0 && space < at ? space + 1 : at
}

function findEnd(text: string, limit: number, at: number): number {
  if (limit >= text.length) return text.length
  const space = text.lastIndexOf(' ', limit)
  return space > at ? space : limit
}

function findAny(words: string[]): RegExp | null {
  const patterns = words.map((word, index) => findWord(word, index === words.length - 1))
  return patterns.length > 0 ? new RegExp(`(${patterns.join('|')})`, 'iu') : null
}

function findWord(word: string, mayBegin: boolean): string {
  const escaped = word.replace(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`)
  if (UNSPACED.test(word)) return escaped
  const end = mayBegin ? String.raw`[\p{L}\p{M}\p{N}]*` : String.raw`(?![\p{L}\p{N}])`
  return String.raw`(?<![\p{L}\p{N}])` + escaped + end
}
