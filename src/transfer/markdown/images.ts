import { realpath, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { blankCode } from '../../text/blank-code.ts'
import { isInside, type FoundFile } from './folder.ts'

/** An image that a text shows by a path: what is written there, and where. */
export type ImagePlace = { destination: string; start: number; end: number }

// Neither runs over the beginning of the next, so that a long line of beginnings takes no quadratic time.
const INLINE =
  /!\[(?:[^[\]\\\n]|\\.|\[[^[\]\n]{0,200}\]){0,2000}\]\([ \t]*(<[^>\n]*>|[^\s()<]+(?:\([^\s()]*\)[^\s()]*)*)/dgu
const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*(<[^>\n]*>|\S+)/dgmu
const HTML = /<img\b[^<>]{0,2000}?\ssrc[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)')/dgiu
const IMAGE_NAME = /\.(?:jpe?g|png|gif|webp|avif|svg)$/iu
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/iu

/** Lists the images that a Markdown text shows and that are not on another site, in the order of the text. */
export function listImagePlaces(body: string): ImagePlace[] {
  const text = blankCode(body)
  const places = [INLINE, DEFINITION, HTML].flatMap(pattern =>
    Array.from(text.matchAll(pattern), readPlace),
  )
  return places
    .filter(({ destination }) => isOwnImage(destination))
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

/** Finds the file of an image beside its document, in the folder named like the document, or from the root; never outside the root. */
export async function findImageFile(
  root: string,
  document: FoundFile,
  destination: string,
): Promise<string | null> {
  const written = decodePath(destination.replace(/[?#].*$/su, ''))
  if (written.includes('\0')) return null
  const folder = dirname(document.path)
  const stem = basename(document.path, extname(document.path))
  const bases = written.startsWith('/')
    ? [root, join(root, 'static')]
    : [folder, join(folder, stem), root]
  for (const base of bases) {
    const file = await realFile(join(base, written))
    if (file !== null && isInside(root, file)) return file
  }
  return null
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

async function realFile(path: string): Promise<string | null> {
  const file = await realpath(path).catch(() => null)
  return file !== null && (await stat(file)).isFile() ? file : null
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
