const TAG = /<[a-z][a-z0-9-]*(?:\s+[^\s"'=<>/]+(?:="[^"]*")?)+\s*\/?>/giu
const ADDRESS = /\s(href|src|poster|cite)="([^"]+)"/giu
const SCHEME = /^[a-z][a-z0-9+.-]*:/iu
const SOURCES = /\ssrcset="([^"]*)"/giu
const HEADING_LINK = /<a class="heading-link"(?:\s+[^\s"'=<>/]+(?:="[^"]*")?)*>#<\/a>/giu

/**
 * Cleaned HTML as it is read away from its page, in a feed: addresses of this site are absolute, and
 * the signs that link to headings are left out.
 */
export function makeAbsolute(html: string, pageUrl: string): string {
  return html
    .replace(HEADING_LINK, '')
    .replace(TAG, tag =>
      tag
        .replace(
          ADDRESS,
          (_whole, name: string, address: string) => ` ${name}="${resolve(address, pageUrl)}"`,
        )
        .replace(SOURCES, (_whole, sources: string) => ` srcset="${resolveAll(sources, pageUrl)}"`),
    )
}

// The address stays escaped as it was: `&#x26;` holds no sign that ends a path.
function resolve(address: string, pageUrl: string): string {
  const isWhole = SCHEME.test(address) || !URL.canParse(address, pageUrl)
  return isWhole ? address : new URL(address, pageUrl).href
}

function resolveAll(sources: string, pageUrl: string): string {
  return sources
    .split(/,\s+/u)
    .map(source => {
      const [address = '', ...width] = source.trim().split(' ')
      return [resolve(address, pageUrl), ...width].join(' ')
    })
    .join(', ')
}
