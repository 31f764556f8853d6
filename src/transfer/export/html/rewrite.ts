import { isClosed, ORIGIN, placeOf } from './place.ts'

/** What the links of a page are changed by. */
export type Links = {
  /** Where the export will be served. */
  base: URL
  /** Where the blog itself is served: what its own texts name so is this site, too. */
  live: URL
  /** Is told each address of the site that something in the export leads to. */
  found: (url: URL) => void
}

const TAG = /<[a-z][a-z0-9-]*(?:\s+[^\s"'=<>/]+(?:="[^"]*")?)+\s*\/?>/giu
const ADDRESS = /\s(href|src|poster|cite|action)="([^"]*)"/giu
const SOURCES = /\ssrcset="([^"]*)"/giu
const ABSOLUTE = new RegExp(`${ORIGIN.replaceAll('.', '\\.')}(/[^\\s"'<>\\\\&)\\]]*)?`, 'gu')
const SIGN_IN = /<li>\s*<a href="\/login"[^>]*>[^<]*<\/a>\s*<\/li>/giu
const CLOSED_LINK = /<a\s[^>]*href="(\/[^"?#]*)[^"]*"[^>]*>([^<]*)<\/a>/giu

/** A page whose links lead to the files of the export. */
export function rewritePage(html: string, path: string, links: Links): string {
  const page = new URL(path, ORIGIN)
  const open = html
    .replace(SIGN_IN, '')
    .replace(CLOSED_LINK, (whole, href: string, text: string) => (isClosed(href) ? text : whole))
    .replace(TAG, tag =>
      tag
        .replace(ADDRESS, (_whole, name: string, address: string) => {
          return ` ${name}="${leadTo(address, page, links)}"`
        })
        .replace(SOURCES, (_whole, sources: string) => {
          return ` srcset="${leadAll(sources, page, links)}"`
        }),
    )
  return rewriteText(open, links)
}

/** A text of any kind in which whole addresses of the site stand: a feed, the sitemap, data for search engines. */
export function rewriteText(text: string, links: Links): string {
  return text
    .replace(ABSOLUTE, (_whole, path: string | undefined = '/') => {
      // What needs the server is there only.
      if (isClosed(path)) return links.live.origin + path
      return links.base.origin + place(new URL(path, ORIGIN), links)
    })
    .replaceAll(`tag:${new URL(ORIGIN).hostname},`, `tag:${links.base.hostname},`)
}

/** A style sheet; what it names beside itself stays beside it. */
export function rewriteStyles(css: string, path: string, links: Links): string {
  const sheet = new URL(path, ORIGIN)
  return css.replace(
    /url\(\s*(?:(["'])([^"')]+)\1|([^"')\s]+))\s*\)/gu,
    (whole, quote = '', quoted = '', bare = '') => {
      const address = String(quoted) || String(bare)
      if (/^(?:data|https?):|^#/iu.test(address)) return whole
      return `url(${quote}${place(new URL(address, sheet), links)}${quote})`
    },
  )
}

/** Tells of the scripts that a script takes in. */
export function followScript(script: string, path: string, { found }: Links): void {
  for (const [, name = ''] of script.matchAll(/["'](\.\/[\w.-]+\.js)["']/gu)) {
    found(new URL(name, new URL(path, ORIGIN)))
  }
}

// The fragment of the page itself stays as it is; all else leads from the root of the host.
function leadTo(written: string, page: URL, links: Links): string {
  const address = unescape(written)
  // Whole addresses stay whole: see rewriteText.
  const isSettled = address === '' || address.startsWith('#') || address.startsWith(ORIGIN)
  if (isSettled || !URL.canParse(address, page)) return written
  const url = new URL(address, page)
  const own = isLive(url, links.live) ? new URL(url.pathname + url.search + url.hash, ORIGIN) : url
  if (own.origin !== ORIGIN || isClosed(own.pathname)) return written
  return escape(place(own, links))
}

function leadAll(sources: string, page: URL, links: Links): string {
  return sources
    .split(',')
    .map(source => {
      const [address = '', ...size] = source.trim().split(/\s+/u)
      return [leadTo(address, page, links), ...size].join(' ')
    })
    .join(', ')
}

// http and https are one site.
const isLive = (url: URL, live: URL): boolean =>
  url.host === live.host && /^https?:$/u.test(url.protocol)

function place(url: URL, links: Links): string {
  links.found(url)
  return placeOf(url, links.base.pathname).link + url.hash
}

const unescape = (text: string): string =>
  text.replace(/&(?:amp|#38|#x26);/giu, '&').replace(/&(?:quot|#34|#x22);/giu, '"')

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
