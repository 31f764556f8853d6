import { blankCode } from './blank-code.ts'

/** An address as it is written in a Markdown text, and where. */
export type LinkPlace = { written: string; start: number; end: number }

// None runs over the beginning of the next, so that a long line of beginnings takes no quadratic time.
const INLINE = /\]\([ \t]*(<[^<>\n]*>|[^\s()<]+(?:\([^\s()]*\)[^\s()]*)*)/dgu
const DEFINITION = /^[ \t>]{0,12}\[(?!\^)[^\]\n\r\u2028\u2029]{1,999}\]:[ \t]*(<[^<>\n]*>|\S+)/dgmu
const HTML = /<[a-z][^<>]{0,2000}?\s(?:href|src|poster)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')/dgiu
const BARE = /(?<![\w/])(https?:\/\/[^\s<>()"'`[\]]+(?:\([^\s()<>]*\)[^\s()<>"'`[\]]*)*)/dgiu

/** Lists where a Markdown text leads to, in the order of the text; what stands in code leads nowhere. */
export function listLinkPlaces(markdown: string): LinkPlace[] {
  const text = blankCode(markdown)
  const places = new Map<number, LinkPlace>()
  for (const pattern of [BARE, HTML, DEFINITION, INLINE]) {
    for (const match of text.matchAll(pattern)) {
      const place = readPlace(match, pattern === BARE)
      places.set(place.start, place)
    }
  }
  return [...places.values()].sort((one, other) => one.start - other.start)
}

export type LinkChange = LinkPlace & { becomes: string }

/** Puts other addresses in the places that `change` gives one for; the rest of the text stays as it is. */
export function changeLinks(
  markdown: string,
  change: (written: string) => string | null,
): { text: string; changes: LinkChange[] } {
  const changes: LinkChange[] = []
  let text = ''
  let at = 0
  for (const place of listLinkPlaces(markdown)) {
    const becomes = change(unescape(place.written))
    if (becomes === null || becomes === place.written || place.start < at) continue
    text += markdown.slice(at, place.start) + becomes
    at = place.end
    changes.push({ ...place, becomes })
  }
  return { text: text + markdown.slice(at), changes }
}

/** The sentence around a place: what stands before it and after it, cut at words where it is long. */
export function sentenceAround(
  text: string,
  { start, end }: Pick<LinkPlace, 'start' | 'end'>,
): { before: string; after: string } {
  const before = text.slice(Math.max(0, start - CONTEXT_CHARS), start)
  const after = text.slice(end, end + CONTEXT_CHARS)
  const begin = Math.max(...[...before.matchAll(SENTENCE_END)].map(lastIndexOf), 0)
  const [stop] = after.matchAll(SENTENCE_END)
  const isCut = begin === 0 && start > CONTEXT_CHARS
  const goesOn = !stop && text.length > end + CONTEXT_CHARS
  return {
    before: isCut
      ? `…${before.replace(/^\S*\s/u, '')}`
      : before.slice(begin).replace(LINE_MARKS, ''),
    after: (goesOn ? `${after.replace(/\s\S*$/u, '')}…` : cutAfter(after, stop)).trimEnd(),
  }
}

const CONTEXT_CHARS = 160
const SENTENCE_END = /[.!?…][)"'”’]*\s+|[。！？]|\n\s*\n|\n(?=[ \t]*(?:[-*+>#|]|\d+[.)])\s)/gu

// What makes a line a list item, a quotation or a heading.
const LINE_MARKS = /^(?:\s+|[-*+>#|]+\s+|\d+[.)]\s+)*/u

const lastIndexOf = (match: RegExpMatchArray): number => (match.index ?? 0) + match[0].length

const cutAfter = (text: string, stop: RegExpMatchArray | undefined): string =>
  stop ? text.slice(0, lastIndexOf(stop)) : text

function readPlace({ 1: one, 2: other, indices }: RegExpMatchArray, isBare: boolean): LinkPlace {
  const found = one ?? other ?? ''
  const [start, end] = indices?.[one === undefined ? 2 : 1] ?? [0, 0]
  if (isBare) return readBare(found, start)
  return /^<.*>$/su.test(found)
    ? { written: found.slice(1, -1), start: start + 1, end: end - 1 }
    : { written: found, start, end }
}

// As in GFM, what ends a sentence is not part of the address.
function readBare(found: string, start: number): LinkPlace {
  const written = found.replace(/(?<![.,;:!?*_~])[.,;:!?*_~]+$/u, '')
  return { written, start, end: start + written.length }
}

function unescape(written: string): string {
  return written.replace(/\\([!-/:-@[-`{-~])/gu, '$1').replaceAll('&amp;', '&')
}
