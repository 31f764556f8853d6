import { blankCode } from '../text/blank-code.ts'

/** An image that a text shows by a path: what is written there, and where. */
export type ImagePlace = { destination: string; start: number; end: number }

// Neither runs over the beginning of the next, so that a long line of beginnings takes no quadratic time.
const INLINE =
  /!\[(?:[^[\]\\\n]|\\.|\[[^[\]\n]{0,200}\]){0,2000}\]\([ \t]*(<[^<>\n]*>|[^\s()<]+(?:\([^\s()]*\)[^\s()]*)*)/dgu
const DEFINITION = /^ {0,3}\[[^\]\n\r\u2028\u2029]+\]:[ \t]*(<[^<>\n]*>|\S+)/dgmu
const HTML = /<img\b[^<>]{0,2000}?\ssrc[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)')/dgiu
const IMAGE_NAME = /\.(?:jpe?g|png|gif|webp|avif|svg)$/iu
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/iu

/** Lists the images that a Markdown text shows, in the order of the text: those that are not on another site, or those that `wanted` says. */
export function listImagePlaces(
  body: string,
  wanted: (destination: string) => boolean = isOwnImage,
): ImagePlace[] {
  const text = blankCode(body)
  const places = [INLINE, DEFINITION, HTML].flatMap(pattern =>
    Array.from(text.matchAll(pattern), readPlace),
  )
  return places
    .filter(({ destination }) => wanted(destination))
    .sort((one, other) => one.start - other.start)
}

/** Puts other addresses in the places of a text; `addresses` goes by what is written there now. */
export function replaceImages(
  body: string,
  places: readonly ImagePlace[],
  addresses: ReadonlyMap<string, string>,
): string {
  let at = 0
  let text = ''
  for (const { destination, start, end } of places) {
    text += body.slice(at, start) + (addresses.get(destination) ?? body.slice(start, end))
    at = end
  }
  return text + body.slice(at)
}

function readPlace(match: RegExpMatchArray): ImagePlace {
  const [start, end] = match.indices?.[1] ?? match.indices?.[2] ?? [0, 0]
  const written = match[1] ?? match[2] ?? ''
  return { destination: written.replace(/^<(.*)>$/su, '$1'), start, end }
}

function isOwnImage(destination: string): boolean {
  if (ELSEWHERE.test(destination) || destination.startsWith('/media/')) return false
  return IMAGE_NAME.test(destination.replace(/[?#].*$/su, ''))
}
