import { cleanOldPath } from './old-path.ts'
import { countBytes } from './limits.ts'
import { decodePercent } from './percent.ts'

/** Where a link leads within this site: its path decoded once, without a slash at its end, and what stands behind `#`. */
export type OwnAddress = { path: string; fragment: string }

// PostgreSQL's index takes no longer ones.
const MAX_PATH_BYTES = 2_000
const MAX_FRAGMENT_CHARS = 500

/**
 * Reads an address as it stands in a text; null when it leads out of the site, or nowhere. `base` is
 * the address of the page it stands on, so that `../other` is understood; http and https are one site.
 */
export function readOwnLink(href: string, base: URL): OwnAddress | null {
  if (!URL.canParse(href, base)) return null
  const url = new URL(href, base)
  if (!/^https?:$/u.test(url.protocol) || url.host !== base.host) return null
  const path = url.pathname === '/' ? '/' : cleanOldPath(url.pathname)
  if (path === null || countBytes(path) > MAX_PATH_BYTES) return null
  return { path, fragment: readFragment(url.hash.slice(1)) }
}

/** A path as it is written into a text: with `%20` and the like only where Markdown needs it. */
export function spellPath(path: string): string {
  return path.replace(/[\s<>()[\]"'`\\%?#&|]/gu, encodeURIComponent).replace(/['()]/gu, escapeSign)
}

// encodeURIComponent leaves these as they are.
const escapeSign = (sign: string): string => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`

// What the browser looks for itself (`:~:text=`) names no anchor.
function readFragment(text: string): string {
  const fragment = decodePercent(text)
  const isAnchor = !fragment.startsWith(':~:') && !/[\p{Cc}\p{Cs}]/u.test(fragment)
  return isAnchor ? fragment.slice(0, MAX_FRAGMENT_CHARS) : ''
}
