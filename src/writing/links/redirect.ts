import { readOwnLink, spellPath, type OwnAddress } from '../../text/own-link.ts'

/** Which addresses are to be written anew, and how. Each is a path of this site, with `#anchor` or without. */
export type Rewriting = { from: string[]; to: string }

type Parts = { origin: string; path: string; query: string; hash: string }

const MAX_SOURCES = 100

/**
 * What stands in a text instead of an address; null when the address is not meant. Query and anchor
 * stay, and so does the beginning of an address that is written out whole.
 */
export function redirectHref(written: string, { from, to }: Rewriting, page: URL): string | null {
  const address = readOwnLink(written, page)
  if (!address) return null
  const isAnchorMeant = address.fragment !== '' && from.includes(spellAddress(address))
  if (!isAnchorMeant && !from.includes(address.path)) return null
  if (/^https?:/iu.test(to)) return to
  const parts = cutAddress(written)
  return moveAddress(isAnchorMeant ? { ...parts, hash: '' } : parts, to)
}

/** Reads the addresses of a rewriting as they came with a request; null when one is none of this site. */
export function readRewriting(
  { from, to }: { from: string[]; to: string },
  base: URL,
): Rewriting | null {
  const sources = new Set(from.map(path => readPath(path, base)))
  const found = [...sources].filter(path => path !== null)
  const target = readTarget(to, base)
  const isWhole = found.length > 0 && found.length === sources.size && found.length <= MAX_SOURCES
  return isWhole && target !== null && !found.includes(target) ? { from: found, to: target } : null
}

function moveAddress({ origin, path, query, hash }: Parts, to: string): string {
  const [target = '', anchor = ''] = to.split('#', 2)
  const readable = spellPath(target)
  const isEncoded = /%[0-9a-f]{2}/iu.test(path)
  const spelled = isEncoded ? readable.replace(/[^ -~]+/gu, encodeURIComponent) : readable
  return origin + spelled + query + (anchor === '' ? hash : `#${anchor}`)
}

function cutAddress(written: string): Parts {
  const parts = /^((?:https?:)?\/\/[^/?#]+)?([^?#]*)(\?[^#]*)?(#.*)?$/isu.exec(written)
  const [, origin = '', path = '', query = '', hash = ''] = parts ?? []
  return { origin, path, query, hash }
}

function readTarget(to: string, base: URL): string | null {
  const isAbsolute = /^https?:\/\//iu.test(to) && URL.canParse(to)
  return readPath(to, base) ?? (isAbsolute ? new URL(to).href : null)
}

function readPath(text: string, base: URL): string | null {
  const address = text.trim() === '' ? null : readOwnLink(text.trim(), base)
  return address && spellAddress(address)
}

const spellAddress = ({ path, fragment }: OwnAddress): string =>
  path + (fragment === '' ? '' : `#${fragment}`)
