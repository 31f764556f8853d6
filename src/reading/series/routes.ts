import { Router, type NextFunction, type Request, type Response } from 'express'
import createError from 'http-errors'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { keep } from '../../http/page-cache/keep.ts'
import { readPage } from '../../http/pagination.ts'
import { readPart, seriesPath } from '../addresses.ts'
import { frame } from '../frame.ts'
import { showTerms } from '../term-pages.ts'
import { showPart } from './pages.ts'
import { findSeries, listCountedSeries, listPublicParts, listSeriesCards } from './series.ts'

/** Series as readers see them; an address that is none (any more) is left to the old addresses. */
export function seriesRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/series', keep('page'), index)
  router.get('/series/:slug', keep(), show)
  return router

  async function index(req: Request, res: Response): Promise<void> {
    const series = await listCountedSeries(db.read, res.locals.language, now())
    const current = readPage(req.query['page'])
    const { shown, pages } = orNotFound(showTerms(series, current, '/series'))
    const about = { title: res.locals.t('Series'), path: '/series', pages }
    res.render(
      res.locals.theme.view('terms'),
      frame(res, about, { heading: about.title, terms: shown, pages }),
    )
  }

  // A series without parts that readers see is not there for them: its name would tell of drafts.
  async function show(req: Request, res: Response, next: NextFunction): Promise<void> {
    const series = await findSeries(db.read, readPart(req.params['slug']))
    const ids = series ? await listPublicParts(db.read, series.id, now()) : []
    if (!series || ids.length === 0) {
      // The present address of a series tells its name.
      if (series === null && (await isForwardHidden(req))) throw createError(404)
      next()
      return
    }
    const { name, description, slug } = series
    const cards = await listSeriesCards(db.read, ids)
    const parts = cards.map(card => showPart(res.locals, card))
    const about = { title: name, description, path: seriesPath(slug) }
    res.render(
      res.locals.theme.view('series'),
      frame(res, about, { series: { name, description, parts } }),
    )
  }

  async function isForwardHidden(req: Request): Promise<boolean> {
    const path = `/series/${readPart(req.params['slug'])}`
    const forward = await db.read.forward.findUnique({ where: { path } })
    const [, slug = ''] = /^\/series\/([^/]+)$/.exec(forward?.target ?? '') ?? []
    const series = slug === '' ? null : await findSeries(db.read, slug)
    return series !== null && (await listPublicParts(db.read, series.id, now())).length === 0
  }
}
