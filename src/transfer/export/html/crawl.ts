import type { Readable } from 'node:stream'
import type { Context } from '../../../context.ts'
import type { Translate } from '../../../i18n/translate.ts'
import { createQueue } from '../../../db/queue.ts'
import { whichPublic } from '../../../reading/visible.ts'
import { readSettings } from '../../../settings/service.ts'
import { postPath } from '../../../writing/post.ts'
import type { Target } from '../target.ts'
import { isClosed, ORIGIN, placeOf, requestOf } from './place.ts'
import { followScript, rewritePage, rewriteStyles, rewriteText, type Links } from './rewrite.ts'
import { makeSearchStatic } from './search-page.ts'
import type { Answer, Visitor } from './visitor.ts'

export type Crawl = {
  context: Context
  visitor: Visitor
  target: Target
  base: URL
  live: URL
  onProgress: (done: number, total: number) => void
}

export type Crawled = {
  /** All that was written, without regard to case. */
  files: Set<string>
  /** Addresses that something leads to and that lead on, and where to. */
  moved: Map<string, string>
  posts: number
  media: number
  remarks: string[]
}

/** What is asked for at once: while one page is written, the next are rendered. */
const AT_ONCE = 3
const POSTS_AT_ONCE = 1_000
const MAX_NAME_BYTES = 255
const MAX_REMARKS = 100

// What no page may lead to, and still belongs to the site.
const BEGINNINGS = [
  ...['/', '/archive', '/tags', '/categories', '/search', '/feed.xml', '/rss.xml', '/feed.json'],
  ...['/sitemap.xml', '/robots.txt', '/llms.txt', '/favicon.svg', '/icon.png', '/card.png'],
  '/build/file-search.js',
]

/** Writes every address that a visitor can reach, beginning with all posts and pages. */
export async function crawl(state: Crawl): Promise<Crawled> {
  const { base, live, context } = state
  const waiting: string[] = [...BEGINNINGS]
  const known = new Set(waiting)
  const found = (url: URL) => {
    const path = requestOf(url)
    if (url.origin !== ORIGIN || known.has(path) || isClosed(url.pathname)) return
    known.add(path)
    waiting.push(path)
  }
  for await (const path of listPosts(context)) found(new URL(path, ORIGIN))
  const t = context.translate((await readSettings(context.db.read)).language)
  const run = { ...state, t, links: { base, live, found }, enqueue: createQueue(), done: nothing() }
  for (let at = 0; at < waiting.length; at += AT_ONCE) {
    await Promise.all(waiting.slice(at, at + AT_ONCE).map(path => takeIn(run, path)))
    state.onProgress(Math.min(at + AT_ONCE, waiting.length), waiting.length)
  }
  return run.done
}

type Run = Crawl & {
  t: Translate
  links: Links
  /** A zip takes one file after the other. */
  enqueue: ReturnType<typeof createQueue>
  done: Crawled
}

const nothing = (): Crawled => ({
  ...{ files: new Set(), moved: new Map(), posts: 0, media: 0, remarks: [] },
})

async function takeIn(run: Run, path: string): Promise<void> {
  const { visitor, target, done } = run
  const answer = await visitor.ask(path)
  if (answer.status === 200) {
    const { file } = placeOf(new URL(path, ORIGIN), run.base.pathname)
    const content = await contentOf(run, path, answer)
    const remark = findFault(file, done.files)
    if (remark !== '') {
      if (content === answer.stream) answer.skip()
      remarkOn(run, remark)
      return
    }
    count(done, path, file)
    await run.enqueue(() => target.add(file, content))
    return
  }
  answer.skip()
  if (answer.status >= 300 && answer.status < 400) done.moved.set(path, answer.location)
  else remarkOn(run, `Something leads to ${path}, where there is nothing.`)
}

function count(done: Crawled, path: string, file: string): void {
  done.files.add(foldCase(file))
  if (/^\/posts\/[^/]+$/u.test(path) && !path.endsWith('.md')) done.posts += 1
  if (path.startsWith('/media/')) done.media += 1
}

// Pages lead to files, feeds name whole addresses, style sheets and scripts take in others.
function contentOf({ links, t }: Run, path: string, answer: Answer): Promise<string> | Readable {
  const { type } = answer
  const change = async (by: (text: string) => string) => by(await answer.text())
  if (path === '/search') {
    const { pathname: base } = links.base
    return change(html => makeSearchStatic(rewritePage(html, path, links), { base, t }))
  }
  if (path === '/robots.txt') return change(() => writeRobots(links.base))
  if (type.startsWith('text/html')) return change(html => rewritePage(html, path, links))
  if (type.startsWith('text/css')) return change(css => rewriteStyles(css, path, links))
  if (/^(?:text|application)\/javascript/u.test(type)) {
    return change(script => {
      followScript(script, path, links)
      return script
    })
  }
  return isNamed(path) ? change(text => rewriteText(text, links)) : answer.stream
}

const isNamed = (path: string): boolean =>
  /\/(?:feed\.xml|rss\.xml|feed\.json|llms\.txt|sitemap(?:-\d+)?\.xml)$/u.test(path)

const writeRobots = ({ href }: URL): string =>
  `User-agent: *\nAllow: /\n\nSitemap: ${href}sitemap.xml\n`

// What would overwrite another file on some systems, or has a name that none takes.
function findFault(file: string, files: ReadonlySet<string>): string {
  if (file.split('/').some(part => Buffer.byteLength(part) > MAX_NAME_BYTES)) {
    return `The address of ${file} is too long for a file.`
  }
  return files.has(foldCase(file)) ? `${file} differs from another address in its case only.` : ''
}

const foldCase = (file: string): string => file.normalize('NFC').toLowerCase()

function remarkOn({ done }: Run, remark: string): void {
  if (done.remarks.length < MAX_REMARKS) done.remarks.push(remark)
}

async function* listPosts({ db, now }: Context): AsyncGenerator<string> {
  for (const kind of ['post', 'page'] as const) {
    for (let last = 0; ;) {
      const rows = await db.read.post.findMany({
        where: { ...whichPublic(kind, now()), id: { gt: last } },
        orderBy: { id: 'asc' },
        take: POSTS_AT_ONCE,
        select: { id: true, kind: true, slug: true },
      })
      if (rows.length === 0) break
      for (const row of rows) yield postPath(row)
      last = rows.at(-1)?.id ?? last
    }
  }
}
