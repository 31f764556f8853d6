import { decodePercent } from './percent.ts'

const MAX_PATH_CHARS = 2_000

/**
 * An address of this or an earlier site as it is kept for a redirect: its path alone, decoded once, beginning with `/`, without
 * a `/` at the end, query or fragment. Null for what leaves the site (`../`, `//`, `\`) or leads to the front page.
 */
export function cleanOldPath(text: string): string | null {
  const path = decodePercent(stripSite(text.trim()).replace(/[?#].*$/su, '')).normalize('NFC')
  const parts = path.split('/').filter(part => part !== '')
  const isOut = parts.some(part => part === '.' || part === '..') || /[\\\p{Cc}]/u.test(path)
  const isForeign = path.startsWith('//') || /^[a-z][a-z0-9+.-]*:/iu.test(path)
  if (isOut || isForeign || parts.length === 0 || path.length > MAX_PATH_CHARS) return null
  return `/${parts.join('/')}`
}

function stripSite(text: string): string {
  return text.replace(/^https?:\/\/[^/?#\\]+/iu, '')
}
