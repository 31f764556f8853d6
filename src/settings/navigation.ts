import type { NavigationLink } from './service.ts'

const SCHEMES = ['http:', 'https:', 'mailto:']
const HERE = 'http://here.invalid'

export type Navigation = { links: NavigationLink[] } | { wrongLine: number }

/** Reads `Label | address` lines; else gives the number of the first line that is none. */
export function parseNavigation(text: string): Navigation {
  const links: NavigationLink[] = []
  for (const [at, line] of text.split(/\r\n|[\r\n]/).entries()) {
    if (line.trim() === '') continue
    const link = parseLink(line)
    if (!link) return { wrongLine: at + 1 }
    links.push(link)
  }
  return { links }
}

/** The lines that a list of links was written as. */
export function formatNavigation(links: NavigationLink[]): string {
  return links.map(({ label, url }) => `${label} | ${url}`).join('\n')
}

function parseLink(line: string): NavigationLink | null {
  const bar = line.lastIndexOf('|')
  const [label, url] = [line.slice(0, bar).trim(), line.slice(bar + 1).trim()]
  return bar >= 0 && label !== '' && isSafeAddress(url) ? { label, url } : null
}

// A browser drops tabs and takes `\` for `/`, so only its own parser says where an address leads.
function isSafeAddress(url: string): boolean {
  if (url.startsWith('/')) return URL.canParse(url, HERE) && new URL(url, HERE).origin === HERE
  return URL.canParse(url) && SCHEMES.includes(new URL(url).protocol)
}
