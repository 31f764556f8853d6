import { Router, type Request, type Response } from 'express'
import { viewAvatar, type ShownAvatar } from '../accounts/avatar.ts'
import type { Context } from '../context.ts'
import { orNotFound } from '../http/errors.ts'
import { keep } from '../http/page-cache/keep.ts'
import { pageAddress, readPage } from '../http/pagination.ts'
import { monthBounds } from '../text/dates.ts'
import { authorPath, categoryPath, monthPath, readPart, tagPath } from './addresses.ts'
import { listCountedMonths } from './archive.ts'
import { frame } from './frame.ts'
import * as lists from './lists.ts'
import { openMemory } from './memory.ts'
import { readMonth, showMonth, showYears } from './months.ts'
import { showCard, showName } from './pages.ts'
import { findAuthor } from './queries.ts'
import { findPresentPath } from './redirects.ts'
import { readSlice, type PostSlice } from './slices.ts'
import { findCategory, findTag, listCountedCategories, listCountedTags } from './terms.ts'
import { showTerms } from './term-pages.ts'

type Listing = {
  scope: lists.Scope
  path: string
  heading: string
  parent: { url: string; label: string }
  description?: string
  html?: string
  avatar?: ShownAvatar
  hasFeeds?: boolean
}

/** Everything that readers see but feeds; the last in the app, since it takes every other path too. */
export function readingRoutes(context: Context): Router {
  const { db, now } = context
  const remember = openMemory(context)
  const router = Router()
  router.get('/', keep('page'), home)
  router.get('/tags', keep('page'), tags)
  router.get('/tags/:slug', keep('page'), tag)
  router.get('/categories', keep('page'), categories)
  router.get('/categories/:slug', keep('page'), category)
  router.get('/authors/:username', keep('page'), author)
  router.get('/archive', keep(), archive)
  router.get('/archive/:year/:month', keep('page'), month)
  router.get('/{*path}', oldAddress)
  return router

  async function home(req: Request, res: Response): Promise<void> {
    const { site } = res.locals
    const { cards, pages } = orNotFound(await sliceOf(req, res, lists.allPosts(), '/'))
    const path = pageAddress('/', {}, pages.page)
    const about = { title: site.title, description: site.tagline, path, pages }
    const posts = cards.map(card => showCard(res.locals, card))
    res.render(
      res.locals.theme.view('home'),
      frame(res, about, { heading: site.title, posts, pages }),
    )
  }

  async function tags(req: Request, res: Response): Promise<void> {
    const { language } = res.locals
    const terms = await remember(`tags in ${language}`, () =>
      listCountedTags(db.read, language, now()),
    )
    const { shown, pages } = orNotFound(showTerms(terms, readPage(req.query['page']), '/tags'))
    const about = { title: res.locals.t('Tags'), path: '/tags', pages }
    res.render(
      res.locals.theme.view('terms'),
      frame(res, about, { heading: about.title, terms: shown, pages }),
    )
  }

  async function categories(req: Request, res: Response): Promise<void> {
    const terms = await remember('categories', () => listCountedCategories(db.read, now()))
    const current = readPage(req.query['page'])
    const { shown, pages } = orNotFound(showTerms(terms, current, '/categories'))
    const about = { title: res.locals.t('Categories'), path: '/categories', pages }
    res.render(
      res.locals.theme.view('terms'),
      frame(res, about, { heading: about.title, terms: shown, pages }),
    )
  }

  async function tag(req: Request, res: Response): Promise<void> {
    const row = await findTag(db.read, readPart(req.params['slug']))
    if (!row) return oldAddress(req, res)
    const { name: heading, description } = row
    const parent = { url: '/tags', label: res.locals.t('Tags') }
    const names = { path: tagPath(row.slug), heading, description, parent }
    await showListing(req, res, {
      scope: await lists.postsOfTag(db.read, row.id),
      ...names,
      hasFeeds: true,
    })
  }

  async function category(req: Request, res: Response): Promise<void> {
    const row = await findCategory(db.read, readPart(req.params['slug']))
    if (!row) return oldAddress(req, res)
    const { name: heading, description } = row
    const parent = { url: '/categories', label: res.locals.t('Categories') }
    const names = { path: categoryPath(row.slug), heading, description, parent }
    const scope = await lists.postsOfCategory(db.read, row.id)
    await showListing(req, res, { scope, ...names, hasFeeds: true })
  }

  async function author(req: Request, res: Response): Promise<void> {
    const row = orNotFound(await findAuthor(db.read, readPart(req.params['username'])))
    const names = { path: authorPath(row.username), heading: showName(row), description: row.bio }
    const parent = { url: '', label: res.locals.t('Author') }
    const listing = { scope: lists.postsOfAuthor(row.id), ...names, parent, html: row.aboutHtml }
    await showListing(req, res, { ...listing, avatar: viewAvatar(row), hasFeeds: true })
  }

  async function archive(_req: Request, res: Response): Promise<void> {
    const { t, language, site } = res.locals
    const { timeZone } = site
    const months = await remember(`months in ${timeZone}`, () =>
      listCountedMonths(db.read, { now: now(), timeZone }),
    )
    const total = months.reduce((sum, { count }) => sum + count, 0)
    const about = { title: t('Archive'), path: '/archive' }
    res.render(
      res.locals.theme.view('archive'),
      frame(res, about, { total, years: showYears(language, months) }),
    )
  }

  async function month(req: Request, res: Response): Promise<void> {
    const asked = orNotFound(readMonth(readPart(req.params['year']), readPart(req.params['month'])))
    await showListing(req, res, {
      scope: lists.postsBetween(monthBounds(asked, res.locals.site.timeZone)),
      path: monthPath(asked),
      heading: showMonth(res.locals.language, asked),
      parent: { url: '/archive', label: res.locals.t('Archive') },
    })
  }

  // What has no posts that readers see is not there for them: its name would tell of drafts.
  async function showListing(req: Request, res: Response, listing: Listing): Promise<void> {
    const { scope, path, heading, description = '', html = '', parent, hasFeeds } = listing
    const { avatar = null } = listing
    const slice = orNotFound(await sliceOf(req, res, scope, path))
    if (slice.total === 0) return oldAddress(req, res)
    const { cards, total, pages } = slice
    const own = { title: heading, description, path: pageAddress(path, {}, pages.page), pages }
    const trail = parent.url ? [{ name: parent.label, url: parent.url }] : []
    const about = { ...own, trail, ...(hasFeeds && { feeds: path }) }
    const feed = hasFeeds ? `${path}/feed.xml` : ''
    const shown = { heading, description, total, parent, feed, avatar }
    const posts = cards.map(card => showCard(res.locals, card))
    res.render(
      res.locals.theme.view('listing'),
      frame(res, about, { listing: shown, html, posts, pages }),
    )
  }

  function sliceOf(
    req: Request,
    res: Response,
    scope: lists.Scope,
    path: string,
  ): Promise<PostSlice | null> {
    const perPage = res.locals.site.postsPerPage
    return readSlice(db.read, scope, {
      path,
      page: readPage(req.query['page']),
      perPage,
      now: now(),
      remember,
    })
  }

  async function oldAddress(req: Request, res: Response): Promise<void> {
    res.redirect(301, orNotFound(await findPresentPath(db.read, req.path, now())))
  }
}
