import { readOwnLink, spellPath } from '../../text/own-link.ts'

/** Which addresses are to be written anew, and how. Each is a path of this site, with `#anchor` or without. */
export type Rewriting = { from: string[]; to: string }

/**
 * What stands in a text instead of an address; null when the address is not meant. Query and anchor
 * stay, and so does the beginning of an address that is written out whole.
 */
export function redirectHref(written: string, { from, to }: Rewriting, page: URL): string | null {
  const address = readOwnLink(written, page)
  if (!address) return null
  const { path, fragment } = address
  const isAnchor = fragment !== '' && from.includes(`${path}#${fragment}`)
  if (!isAnchor && !from.includes(path)) return null
  if (/^https?:/iu.test(to)) return to
  const [origin = ''] = /^(?:https?:)?\/\/[^/?#]+/iu.exec(written) ?? []
  const [, query = '', hash = ''] = /^[^?#]*(\?[^#]*)?(#.*)?$/su.exec(written) ?? []
  const [target = '', anchor = ''] = to.split('#', 2)
  const isEncoded = /%[0-9a-f]{2}/iu.test(written.slice(0, written.search(/[?#]|$/u)))
  const readable = spellPath(target)
  const spelled = isEncoded ? readable.replace(/[^ -~]+/gu, encodeURIComponent) : readable
  return origin + spelled + query + (anchor === '' ? (isAnchor ? '' : hash) : `#${anchor}`)
}

/** Reads the addresses of a rewriting as they came with a request; null when one is none of this site. */
export function readRewriting(
  { from, to }: { from: string[]; to: string },
  base: URL,
): Rewriting | null {
  const sources = [...new Set(from.map(path => readPath(path, base)))]
  const target =
    /^https?:\/\//iu.test(to) && URL.canParse(to) ? readTarget(to, base) : readPath(to, base)
  if (sources.length === 0 || sources.length > MAX_SOURCES || target === null) return null
  const found = sources.filter(path => path !== null)
  return found.length < sources.length || found.includes(target)
    ? null
    : { from: found, to: target }
}

const MAX_SOURCES = 100

const readTarget = (to: string, base: URL): string => readPath(to, base) ?? new URL(to).href

function readPath(text: string, base: URL): string | null {
  const address = text.trim() === '' ? null : readOwnLink(text.trim(), base)
  return address && address.path + (address.fragment === '' ? '' : `#${address.fragment}`)
}
