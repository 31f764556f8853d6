const WORDS_A_MINUTE = 220

/** How many words a text has, in any script: Chinese, Japanese and Thai are cut by a dictionary. */
export function countWords(text: string): number {
  let count = 0
  for (const segment of openSegmenter().segment(text)) if (segment.isWordLike) count += 1
  return count
}

/** Whole minutes, at least one. */
export function readingMinutes(words: number): number {
  return Math.max(1, Math.round(words / WORDS_A_MINUTE))
}

/** The words of a text for the search index and for queries, in lower case and NFKC, in their order. */
export function segmentWords(text: string): string[] {
  const words: string[] = []
  for (const { segment, isWordLike } of openSegmenter().segment(
    text.normalize('NFKC').toLowerCase(),
  )) {
    if (isWordLike) words.push(segment)
  }
  return words
}

function openSegmenter(): Intl.Segmenter {
  return new Intl.Segmenter(undefined, { granularity: 'word' })
}
