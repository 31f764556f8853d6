import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { AsideError } from '../../db/aside-limits.ts'
import { orNotFound } from '../../http/errors.ts'
import { readPage } from '../../http/pagination.ts'
import { isFilter, type SearchFilter } from '../../text/search-query.ts'
import { frame } from '../frame.ts'
import { MAX_FOUND, readSearch, searchPosts, type Asked, type Found } from './search.ts'
import { showHit, showResults } from './shown.ts'

const FILTERS = ['tag', 'category', 'author', 'year'] as const

/** The search for readers: a page, and the same as JSON for results while somebody types. */
export function searchRoutes({ db, now, log }: Context): Router {
  const router = Router()
  router.get('/search', search)
  return router

  async function search(req: Request, res: Response): Promise<void> {
    const asked = readAsked(req, res)
    const found = await find(asked)
    if (found) res.vary('Accept')
    else res.status(503).set('Retry-After', '5')
    if (req.accepts(['html', 'json']) === 'json') sendResults(res, asked, found)
    else sendPage(res, asked, found)
  }

  // Null when too many search, or this search takes too long.
  async function find(asked: Asked): Promise<Found | null> {
    try {
      return orNotFound(await searchPosts(db, asked))
    } catch (error) {
      if (!(error instanceof AsideError)) throw error
      log.warn({ err: error }, 'a search was given up')
      return null
    }
  }

  function readAsked(req: Request, res: Response): Asked {
    const { postsPerPage: perPage, timeZone } = res.locals.site
    const filters = FILTERS.map(kind => ({ kind, value: readSearch(req.query[kind]) }))
    return {
      q: readSearch(req.query['q']),
      filters: filters.filter(isFilter),
      page: readPage(req.query['page']),
      ...{ perPage, timeZone, now: now() },
    }
  }
}

function sendResults(res: Response, asked: Asked, found: Found | null): void {
  res.set('Cache-Control', found ? 'private, no-cache' : 'no-store')
  if (found) res.json({ q: asked.q, ...showResults(res.locals, found) })
  else res.json({ total: 0, results: [], message: sayBusy(res) })
}

function sendPage(res: Response, { q, filters }: Asked, found: Found | null): void {
  const { t, theme } = res.locals
  const { hits, total, isMore, pages } = found ?? NOTHING
  const isAsked = q !== '' || filters.length > 0
  const about = { title: t('Search'), path: '/search', pages, isHidden: isAsked }
  const shown = hits.map(hit => showHit(res.locals, hit))
  const chosen = Object.fromEntries(FILTERS.map(kind => [kind, valueOf(filters, kind)]))
  const counted = isMore ? t('More than {count} posts', { count: MAX_FOUND }) : ''
  const words = { q, total, counted, notice: found ? '' : sayBusy(res), isAsked, chosen }
  res.render(theme.view('search'), frame(res, about, { ...words, pages, hits: shown }))
}

const NOTHING: Found = {
  ...{ hits: [], total: 0, isMore: false },
  pages: { page: 1, last: 1, previous: null, next: null },
}

const valueOf = (filters: SearchFilter[], kind: SearchFilter['kind']): string =>
  filters.find(filter => filter.kind === kind)?.value ?? ''

const sayBusy = ({ locals: { t } }: Response): string =>
  t('The search is busy, or this takes too long. Try again, or with longer words.')
