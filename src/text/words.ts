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

function* cutWords(text: string): Generator<string> {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
  for (const [piece] of text.matchAll(PIECE)) {
    for (const { segment, isWordLike } of segmenter.segment(piece)) if (isWordLike) yield segment
  }
}
