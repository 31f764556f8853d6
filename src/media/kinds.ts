import { extname } from 'node:path'

/** What a file is, by its bytes: the ending and the media type under which it is stored. */
export type FileKind = {
  extension: string
  type: string
  /** `image`: drawn anew; `drawing`: SVG, cleaned; `download`: kept as it is and never shown as a page. */
  group: 'image' | 'drawing' | 'download'
}

/** How many bytes of a file's beginning tell what it is. */
export const HEAD_BYTES = 4096

type Known = { extension: string; type: string; isThis: (head: Buffer) => boolean }

const IMAGES: readonly Known[] = [
  { extension: 'jpg', type: 'image/jpeg', isThis: head => startsWith(head, 'ffd8ff') },
  { extension: 'png', type: 'image/png', isThis: head => startsWith(head, '89504e470d0a1a0a') },
  { extension: 'gif', type: 'image/gif', isThis: head => startsWith(head, '47494638') },
  {
    extension: 'webp',
    type: 'image/webp',
    isThis: head => startsWith(head, '52494646') && textAt(head, 8, 12) === 'WEBP',
  },
  {
    extension: 'avif',
    type: 'image/avif',
    isThis: head => ['ftypavif', 'ftypavis'].includes(textAt(head, 4, 12)),
  },
]

const isZip = (head: Buffer): boolean => startsWith(head, '504b0304')
const isMp4 = (head: Buffer): boolean => textAt(head, 4, 8) === 'ftyp'
const isOgg = (head: Buffer): boolean => textAt(head, 0, 4) === 'OggS'

const PDF: Known = {
  extension: 'pdf',
  type: 'application/pdf',
  isThis: head => textAt(head, 0, 5) === '%PDF-',
}

// Of other endings that the site allows, the bytes say nothing that could be checked.
const DOWNLOADS: readonly Known[] = [
  { extension: 'zip', type: 'application/zip', isThis: isZip },
  { extension: 'epub', type: 'application/epub+zip', isThis: isZip },
  { extension: 'mp4', type: 'video/mp4', isThis: isMp4 },
  { extension: 'm4a', type: 'audio/mp4', isThis: isMp4 },
  { extension: 'webm', type: 'video/webm', isThis: head => startsWith(head, '1a45dfa3') },
  { extension: 'ogg', type: 'audio/ogg', isThis: isOgg },
  {
    extension: 'mp3',
    type: 'audio/mpeg',
    isThis: head => textAt(head, 0, 3) === 'ID3' || /^ff[ef]/.test(head.toString('hex', 0, 2)),
  },
  { extension: 'gz', type: 'application/gzip', isThis: head => startsWith(head, '1f8b') },
]

/** The endings that an image may be stored under. */
export const IMAGE_EXTENSIONS: readonly string[] = IMAGES.map(({ extension }) => extension)

/** The media types of those that are drawn anew and so can be drawn smaller. */
export const IMAGE_TYPES: readonly string[] = IMAGES.map(({ type }) => type)

/** What kind of image the bytes are, by their beginning and never by their name; null for all others, SVG too. */
export function findImageKind(head: Buffer): FileKind | null {
  const known = IMAGES.find(each => each.isThis(head))
  return known ? kindOf(known, 'image') : null
}

/** What a file is and may be stored as; null for what is not accepted here. The name only chooses among downloads. */
export function findKind(
  head: Buffer,
  name: string,
  uploadTypes: readonly string[],
): FileKind | null {
  const image = findImageKind(head)
  if (image) return image
  if (PDF.isThis(head)) return kindOf(PDF, 'download')
  if (isSvg(head)) return { extension: 'svg', type: 'image/svg+xml', group: 'drawing' }
  return findDownload(head, extname(name).slice(1).toLowerCase(), uploadTypes)
}

/** The media type of a stored file whose record is missing. */
export function typeOfExtension(extension: string): string {
  const known = [...IMAGES, PDF, ...DOWNLOADS].find(each => each.extension === extension)
  if (extension === 'svg') return 'image/svg+xml'
  return known?.type ?? 'application/octet-stream'
}

function findDownload(
  head: Buffer,
  extension: string,
  uploadTypes: readonly string[],
): FileKind | null {
  if (!uploadTypes.includes(extension) || PROVEN.has(extension)) return null
  const known = DOWNLOADS.find(each => each.extension === extension)
  if (known) return known.isThis(head) ? kindOf(known, 'download') : null
  return { extension, type: 'application/octet-stream', group: 'download' }
}

// Whoever names a file so must have sent one: its bytes would have said it.
const PROVEN = new Set([...IMAGE_EXTENSIONS, 'jpeg', 'pdf', 'svg'])

const BEFORE_SVG = /^(?:<\?xml[^>]{0,200}\?>|<!DOCTYPE\s+svg[^>[]{0,500}>)/iu
const MAX_BEFORE_SVG = 6

// Piece by piece: one expression for all would try every way to divide it, for years.
function isSvg(head: Buffer): boolean {
  let rest = head
    .toString('utf8')
    .replace(/^\ufeff/u, '')
    .trimStart()
  for (let left = MAX_BEFORE_SVG; left > 0 && !/^<svg[\s>]/iu.test(rest); left -= 1) {
    rest = rest.slice(lengthBeforeSvg(rest)).trimStart()
  }
  return /^<svg[\s>]/iu.test(rest)
}

function lengthBeforeSvg(text: string): number {
  const end = text.startsWith('<!--') ? text.indexOf('-->', 4) : -1
  return end > 0 ? end + 3 : (BEFORE_SVG.exec(text)?.[0].length ?? 0)
}

const kindOf = ({ extension, type }: Known, group: FileKind['group']): FileKind => ({
  extension,
  type,
  group,
})

function startsWith(head: Buffer, hex: string): boolean {
  return head.toString('hex', 0, hex.length / 2) === hex
}

function textAt(head: Buffer, start: number, end: number): string {
  return head.toString('latin1', start, end)
}
