import { decodePercent } from '../../../text/percent.ts'

/** The origin that pages are rendered for, so that none of their own links is taken for another. */
export const ORIGIN = 'http://static-export.invalid'

/** Where an address of the site is in the export: the file, and how it is linked to from the root of the host. */
export type Placed = { file: string; link: string }

// What belongs to people who sign in, and what only a server can answer.
const CLOSED =
  /^\/(?:admin|account|login|logout|setup|signup|invitations|forgot-password|reset-password|preview|api|healthz|readyz|metrics)(?:\/|$)/u
const PAGES = /^\/(?:posts|pages|tags|categories|authors|series|archive)\//u
const FEED = /\/(?:feed\.xml|rss\.xml|feed\.json|card\.png)$/u

/** Whether an address is for people who sign in, and so in no export. */
export const isClosed = (path: string): boolean => CLOSED.test(path)

/** What is asked of the site for an address: its path, and the page of a list. Everything else of a query changes nothing. */
export function requestOf(url: URL): string {
  const page = url.searchParams.get('page') ?? ''
  return /^(?:[2-9]|[1-9]\d+)$/u.test(page) ? `${url.pathname}?page=${page}` : url.pathname
}

/** The place of an address that the site answers; `base` is the path that the export stands under, as `/blog/`. */
export function placeOf(url: URL, base: string): Placed {
  const path = url.pathname.replace(/(?<!\/)\/+$/u, '')
  if (isFile(path))
    return { file: decodePercent(path.slice(1)), link: base + path.slice(1) + url.search }
  const [, page] = /\?page=(\d+)$/u.exec(requestOf(url)) ?? []
  const folder = `${path.slice(1)}${path === '' ? '' : '/'}${page ? `page/${page}/` : ''}`
  const query = path === '/search' ? url.search : ''
  return { file: `${decodePercent(folder)}index.html`, link: base + folder + query }
}

/** The place of a former address, whose page leads on. */
export function placeOfFormer(path: string): string {
  const parts = path.split('/').filter(part => part !== '')
  return /\.html?$/iu.test(path) ? parts.join('/') : [...parts, 'index.html'].join('/')
}

function isFile(path: string): boolean {
  if (FEED.test(path) || /^\/(?:posts|pages)\/[^/]+\.md$/u.test(path)) return true
  return !PAGES.test(path) && /\.[a-z0-9]{2,5}$/iu.test(path)
}
