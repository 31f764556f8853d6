import { segmentWords } from './words.ts'

export type SearchFilter = { kind: 'tag' | 'category' | 'author' | 'year'; value: string }

/** What somebody looks for, word by word as the index has them (see `words.ts`). */
export type SearchQuery = {
  /** All of these are in the post; the last may be the beginning of one when `isOpen`. */
  words: string[]
  phrases: string[][]
  /** None of these is. */
  excluded: string[][]
  isOpen: boolean
  /** All of these hold; those with `not` do not. */
  filters: (SearchFilter & { not: boolean })[]
}

// Far more than anybody types; each makes the search slower.
const MAX_PARTS = 20

const PART = /(-?)(?:(tag|category|author|year):(?=\S))?(?:"([^"]*)"?|(\S+))/giu

/**
 * Reads a search as people write it: words, `"a phrase"`, `-not`, `tag:x`, `category:"two words"`,
 * `author:x`, `year:2024`. What is none of these is words: no search is ever wrong. Where there are
 * no filters, `hasFilters` is false and they are words too.
 */
export function readSearchQuery(text: string, hasFilters = true): SearchQuery {
  const query: SearchQuery = { words: [], phrases: [], excluded: [], isOpen: false, filters: [] }
  for (const match of text.matchAll(PART)) {
    if (countParts(query) >= MAX_PARTS) break
    addPart(query, match, hasFilters)
  }
  query.words = query.words.slice(0, MAX_PARTS)
  return query
}

/** Whether anything is looked for at all. */
export function isEmptyQuery(query: SearchQuery): boolean {
  return countParts(query) === 0
}

/** All words to mark where they are found, with the one that may go on last. */
export function listMarkedWords({ words, phrases }: SearchQuery): string[] {
  return [...phrases.flat(), ...words]
}

/** Whether a filter says something: a name, a year of four digits. */
export function isFilter({ kind, value }: SearchFilter): boolean {
  return kind === 'year' ? /^(?!0000)\d{4}$/.test(value) : value !== ''
}

function countParts({ words, phrases, excluded, filters }: SearchQuery): number {
  return words.length + phrases.length + excluded.length + filters.length
}

function addPart(query: SearchQuery, match: RegExpMatchArray, hasFilters: boolean): void {
  const [whole, sign, , quoted] = match
  const filter = hasFilters ? readFilter(match) : null
  if (filter) {
    query.filters.push({ ...filter, not: sign === '-' })
    return
  }
  const words = segmentWords(whole)
  if (words.length === 0) return
  query.isOpen = false
  if (sign === '-') query.excluded.push(words)
  else if (quoted !== undefined) query.phrases.push(words)
  else {
    query.words.push(...words)
    query.isOpen = true
  }
}

function readFilter([, , kind, quoted, bare]: RegExpMatchArray): SearchFilter | null {
  if (kind === undefined) return null
  const value = (quoted ?? bare ?? '').trim()
  const filter = { kind: kind.toLowerCase() as SearchFilter['kind'], value }
  return isFilter(filter) ? filter : null
}
