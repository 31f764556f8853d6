const WORDS_A_MINUTE = 220

// V8's segmenter takes quadratic time (2 s for 100 KB in one piece), so it gets the text in short ones, cut at spaces.
const PIECE = /[^]{1,300}(?=\s|$)|[^]{1,300}/gu

/** How many words a text has, in any script: Chinese, Japanese and Thai are cut by a dictionary. */
export function countWords(text: string): number {
  return [...cutWords(text)].length
}

/** Whole minutes, at least one. */
export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / WORDS_A_MINUTE))
}

/** The words of a text for the search index and for queries, in lower case and NFKC, in their order. */
export function segmentWords(text: string): string[] {
  return [...cutWords(text.normalize('NFKC').toLowerCase())]
}

// What a difference or a merge must not tear: code, addresses, targets of links, elements of HTML.
const WHOLE = /`[^`\n]+`|https?:\/\/[^\s)>\]，。；）]+|\]\([^)\s]*\)?|<\/?[a-z][^<>\n]*>/giu

const CLAUSE = /[^]{1,300}(?=[\s，。、；：！？]|$)|[^]{1,300}/gu

/**
 * All of a text in its smallest parts: words, signs, and what must stay whole; white space goes with
 * what follows it, so that a sentence added at the end changes no word before it.
 */
export function splitWords(text: string): string[] {
  const parts: string[] = []
  let at = 0
  for (const match of text.matchAll(WHOLE)) {
    parts.push(...segmentAll(text.slice(at, match.index)), match[0])
    at = match.index + match[0].length
  }
  return attachSpaces([...parts, ...segmentAll(text.slice(at))])
}

function segmentAll(text: string): string[] {
  const segmenter = openSegmenter()
  return [...text.matchAll(CLAUSE)].flatMap(([piece]) =>
    Array.from(segmenter.segment(piece), ({ segment }) => segment),
  )
}

function attachSpaces(parts: string[]): string[] {
  const words: string[] = []
  let space = ''
  for (const part of parts) {
    if (/^\s+$/u.test(part)) space += part
    else {
      words.push(space + part)
      space = ''
    }
  }
  return space === '' ? words : [...words, space]
}

function* cutWords(text: string): Generator<string> {
  const segmenter = openSegmenter()
  for (const [piece] of text.matchAll(PIECE)) {
    for (const { segment, isWordLike } of segmenter.segment(piece)) if (isWordLike) yield segment
  }
}

let opened: Intl.Segmenter | undefined

// Its memory is not seen by the collector, so there is one.
function openSegmenter(): Intl.Segmenter {
  return (opened ??= new Intl.Segmenter(undefined, { granularity: 'word' }))
}
