import { plainText } from '../text/plain.ts'

export type ContentsEntry = { id: string; text: string; below: { id: string; text: string }[] }

// With fewer, a reader sees the whole page anyway.
const MIN_HEADINGS = 3

// That of the footnotes is for screen readers, and no part of the text.
const HEADING = /<h([2-4]) id="([^"]+)"(?! class="sr-only")[^>]*>(.*?)<\/h\1>/gsu

/** The headings of a rendered text in two levels, for the table of contents beside it; none if they are few. */
export function listContents(html: string): ContentsEntry[] {
  const found = [...html.matchAll(HEADING)].map(([, depth, id = '', text = '']) => ({
    ...{ depth: Number(depth), id: plainText(id) },
    text: plainText(text),
  }))
  if (found.length < MIN_HEADINGS) return []
  const top = Math.min(...found.map(({ depth }) => depth))
  const entries: ContentsEntry[] = []
  for (const { depth, id, text } of found) {
    if (depth === top) entries.push({ id, text, below: [] })
    else if (depth === top + 1) entries.at(-1)?.below.push({ id, text })
  }
  return entries
}
