import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { keep } from '../../http/page-cache/keep.ts'
import { authorPath, categoryPath, readPart, tagPath } from '../addresses.ts'
import { latestPosts, postsOfAuthor, postsOfCategory, postsOfTag } from '../lists.ts'
import { showName } from '../pages.ts'
import { findAuthor } from '../queries.ts'
import { findPresentPath } from '../redirects.ts'
import { findCategory, findTag } from '../terms.ts'
import { writeAtom } from './atom.ts'
import { lastingId, readFeed, type FeedSource } from './entries.ts'
import { writeGuide } from './guide.ts'
import { writeJson } from './json.ts'
import { writeRss } from './rss.ts'
import { writeSitemap, writeSitemapFile } from './sitemap.ts'

const FORMATS = {
  'feed.xml': { type: 'application/atom+xml; charset=utf-8', write: writeAtom },
  'rss.xml': { type: 'application/rss+xml; charset=utf-8', write: writeRss },
  'feed.json': { type: 'application/feed+json; charset=utf-8', write: writeJson },
}

/** What programs read: feeds, the sitemap, robots.txt. */
export function feedRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get(['/feed.xml', '/rss.xml', '/feed.json'], keep(), site)
  router.get(['/tags/:slug/feed.xml', '/tags/:slug/rss.xml', '/tags/:slug/feed.json'], keep(), tag)
  router.get(
    ['/categories/:slug/feed.xml', '/categories/:slug/rss.xml', '/categories/:slug/feed.json'],
    keep(),
    category,
  )
  router.get(
    ['/authors/:username/feed.xml', '/authors/:username/rss.xml', '/authors/:username/feed.json'],
    keep(),
    author,
  )
  router.get('/sitemap.xml', keep(), sitemap)
  router.get('/sitemap-:number.xml', keep(), sitemapFile)
  router.get('/robots.txt', keep(), robots)
  router.get('/llms.txt', keep(), llms)
  return router

  async function site(req: Request, res: Response): Promise<void> {
    const { title, tagline } = res.locals.site
    const names = { id: res.locals.absolute('/'), title, description: tagline, path: '/' }
    await send(req, res, { scope: latestPosts(), ...names })
  }

  async function tag(req: Request, res: Response): Promise<void> {
    const row = await findTag(db.read, readPart(req.params['slug']))
    if (!row) return oldAddress(req, res)
    const names = { id: lastingId(res.locals, row, 'tags'), path: tagPath(row.slug) }
    const scope = await postsOfTag(db.read, row.id)
    await send(req, res, { scope, ...names, title: row.name, description: row.description })
  }

  async function category(req: Request, res: Response): Promise<void> {
    const row = await findCategory(db.read, readPart(req.params['slug']))
    if (!row) return oldAddress(req, res)
    const names = { id: lastingId(res.locals, row, 'categories'), path: categoryPath(row.slug) }
    const scope = await postsOfCategory(db.read, row.id)
    await send(req, res, { scope, ...names, title: row.name, description: row.description })
  }

  async function author(req: Request, res: Response): Promise<void> {
    const row = orNotFound(await findAuthor(db.read, readPart(req.params['username'])))
    const names = { id: lastingId(res.locals, row, 'authors'), path: authorPath(row.username) }
    const scope = postsOfAuthor(row.id)
    await send(req, res, { scope, ...names, title: showName(row), description: row.bio })
  }

  async function send(req: Request, res: Response, source: FeedSource): Promise<void> {
    const { type, write } = FORMATS[fileOf(req)]
    const self = req.path
    const feed = await readFeed(db.read, res.locals, { ...named(res, source), self, now: now() })
    if (feed.entries.length === 0 && source.path !== '/') return oldAddress(req, res)
    res.set({ 'Cache-Control': 'public, no-cache', 'Last-Modified': feed.updated.toUTCString() })
    res.set('Content-Type', type).send(write(feed))
  }

  async function sitemap(_req: Request, res: Response): Promise<void> {
    res.type('xml').send(await writeSitemap(db.read, res.locals.absolute, now()))
  }

  async function sitemapFile(req: Request, res: Response): Promise<void> {
    const number = /^\d{1,4}$/.test(readPart(req.params['number']))
      ? Number(req.params['number'])
      : -1
    const file = { number: orNotFound(number >= 0 ? number : null), now: now() }
    const text = await writeSitemapFile(db.read, res.locals.absolute, file)
    res.type('xml').send(orNotFound(text))
  }

  async function llms(_req: Request, res: Response): Promise<void> {
    res.type('text/plain').send(await writeGuide(db.read, res.locals, now()))
  }

  function robots(_req: Request, res: Response): void {
    const closed = ['/admin', '/login', '/search', '/preview'].map(path => `Disallow: ${path}`)
    const lines = [
      'User-agent: *',
      ...closed,
      '',
      `Sitemap: ${res.locals.absolute('/sitemap.xml')}`,
    ]
    res.type('text/plain').send(`${lines.join('\n')}\n`)
  }

  // The feed of a renamed tag goes on at its new address.
  async function oldAddress(req: Request, res: Response): Promise<void> {
    const file = fileOf(req)
    const page = req.path.slice(0, -file.length - 1)
    const present = await findPresentPath(db.read, page, now())
    res.redirect(301, `${orNotFound(present)}/${file}`)
  }
}

function fileOf(req: Request): keyof typeof FORMATS {
  const names = Object.keys(FORMATS) as (keyof typeof FORMATS)[]
  return orNotFound(names.find(name => req.path.endsWith(`/${name}`)))
}

function named(res: Response, source: FeedSource): FeedSource {
  const { site } = res.locals
  return source.path === '/' ? source : { ...source, title: `${source.title} · ${site.title}` }
}
