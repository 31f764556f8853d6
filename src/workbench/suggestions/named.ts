import { nameKey } from '../../text/key.ts'

const MAX_WORDS = 4
const MAX_HAN = 8
const MAX_KEYS = 5_000
const MAX_PLACE_CHARS = 300

/** Languages of code that are called otherwise than their fences. */
const LANGUAGES: Record<string, string> = {
  ...{ cpp: 'C++', cxx: 'C++', cs: 'C#', csharp: 'C#', fs: 'F#', fsharp: 'F#' },
}

/** The places of a Markdown text where a name means what the text is about: title, headings, languages of code. */
export function listTellingPlaces(title: string, body: string): string[] {
  const places = [title]
  let fence = ''
  for (const line of body.split('\n')) {
    const { mark, language } = readFence(line)
    if (fence !== '') {
      if (mark.startsWith(fence) && language === '') fence = ''
      continue
    }
    fence = mark
    const heading = /^ {0,3}#{1,6}\s/.test(line)
      ? line.replace(/^[\s#]+|(?<![\s#])[\s#]+$/g, '')
      : ''
    places.push(...[LANGUAGES[language] ?? language, heading].filter(Boolean))
  }
  return places
}

/** The keys of all names that may stand in these places: up to four words, or eight characters of a script without spaces. */
export function listPossibleKeys(places: string[]): string[] {
  const keys = new Set<string>()
  for (const place of places) {
    if (keys.size >= MAX_KEYS) break
    const words = place
      .slice(0, MAX_PLACE_CHARS)
      .split(/[^\p{L}\p{M}\p{N}+#.]+/u)
      .map(word => word.replace(/(?<!\.)\.+$/, ''))
      .filter(Boolean)
    for (const key of listRuns(words, MAX_WORDS, ' ')) keys.add(key)
    for (const key of listLetters(words)) keys.add(key)
    for (const [run] of place
      .slice(0, MAX_PLACE_CHARS)
      .matchAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,}/gu)) {
      for (const key of listRuns(Array.from(run), MAX_HAN, '')) keys.add(key)
    }
  }
  return [...keys].slice(0, MAX_KEYS)
}

// One letter alone is a name where nothing else stands, or as a capital: C, R; but A and I are words.
const listLetters = (words: string[]): string[] =>
  words
    .filter(word => /^\p{L}$/u.test(word) && (words.length === 1 || /^[B-HJ-Z]$/.test(word)))
    .map(nameKey)

function listRuns(parts: string[], longest: number, between: string): string[] {
  return parts.flatMap((_, start) =>
    Array.from({ length: Math.min(longest, parts.length - start) }, (_none, more) =>
      nameKey(parts.slice(start, start + more + 1).join(between)),
    ).filter(key => key.length > 1),
  )
}

function readFence(line: string): { mark: string; language: string } {
  const [, mark = '', language = ''] = /^ {0,3}(`{3,}|~{3,})\s*([^\s`{]*)/.exec(line) ?? []
  return { mark, language }
}
