import type { RequestListener } from 'node:http'
import type { Context } from '../../../context.ts'
import { readSettings } from '../../../settings/service.ts'
import type { ExportOptions, Exported } from '../report.ts'
import type { Target } from '../target.ts'
import { crawl } from './crawl.ts'
import { ORIGIN, placeOf } from './place.ts'
import { addRedirectPages } from './redirects.ts'
import { rewritePage, type Links } from './rewrite.ts'
import { addSearchIndex } from './search-index.ts'
import { openVisitor, type Visitor } from './visitor.ts'

export type HtmlOptions = ExportOptions & {
  /** Where it will be served, with the path below the host. */
  baseUrl: URL
  /** Builds the application, which renders every page as the live site does. */
  createApp: (context: Context) => RequestListener
}

/** Writes the site as files that any host can serve: the pages that a visitor gets, with links that lead to files. */
export async function exportHtml(
  context: Context,
  target: Target,
  { baseUrl, createApp, onProgress = () => undefined }: HtmlOptions,
): Promise<Exported> {
  const base = new URL(baseUrl.pathname.replace(/(?<!\/)\/*$/u, '/'), baseUrl)
  const config = { ...context.config, baseUrl: new URL(ORIGIN), secure: false }
  const log = context.log.child({}, { level: 'silent' })
  const site = { ...context, config, log }
  const visitor = await openVisitor(createApp(site))
  try {
    const state = { context: site, visitor, target, base, live: context.config.baseUrl, onProgress }
    const done = await crawl(state)
    await addNotFound(visitor, target, {
      base,
      live: context.config.baseUrl,
      found: () => undefined,
    })
    await addSearch(site, target, base)
    const redirects = await addRedirectPages(site, target, { visitor, base, done })
    const files = done.files.size + redirects + 1
    return { posts: done.posts, media: done.media, files, remarks: done.remarks }
  } finally {
    await visitor.leave()
  }
}

async function addNotFound(visitor: Visitor, target: Target, links: Links): Promise<void> {
  const answer = await visitor.ask('/404')
  const page = (await answer.text()).replace(/<meta property="og:url"[^>]*>/u, '')
  await target.add('404.html', rewritePage(page, '/404', links))
}

async function addSearch({ db, now }: Context, target: Target, base: URL): Promise<void> {
  const { language, timeZone } = await readSettings(db.read)
  const linkOf = (slug: string) =>
    placeOf(new URL(`/posts/${encodeURIComponent(slug)}`, ORIGIN), base.pathname).link
  await addSearchIndex(db.read, target, { now: now(), language, timeZone, linkOf })
}
