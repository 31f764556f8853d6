import { Router, type Request, type RequestHandler, type Response } from 'express'
import { rateLimit } from 'express-rate-limit'
import type { Context } from '../../context.ts'
import { AsideError } from '../../db/aside-limits.ts'
import { orNotFound } from '../../http/errors.ts'
import { networkOf } from '../../http/network.ts'
import { readPage } from '../../http/pagination.ts'
import { isFilter, type SearchFilter } from '../../text/search-query.ts'
import { frame } from '../frame.ts'
import { MAX_FOUND, readSearch, searchPosts, type Asked, type Found } from './search.ts'
import { showHit, showResults } from './shown.ts'

const FILTERS = ['tag', 'category', 'author', 'year'] as const

const MINUTE_MS = 60_000
// More than anybody types; each searches, since no search is kept.
const SEARCHES_A_MINUTE = 120
// Behind a proxy here that TRUST_PROXY does not name, all readers would share one limit.
const LOOPBACK = /^(?:::ffff:)?127\.|^::1$/u

/** The search for readers: a page, and the same as JSON for results while somebody types. */
export function searchRoutes({ db, now, log }: Context): Router {
  const router = Router()
  router.get('/search', limitSearches(refuse), search)
  return router

  async function search(req: Request, res: Response): Promise<void> {
    const asked = readAsked(req, res)
    const found = await find(asked)
    if (found) res.vary('Accept')
    else res.status(503).set('Retry-After', '5')
    answer(req, res, { asked, found, notice: found ? '' : sayBusy(res) })
  }

  // The search itself is not asked; whoever waits a little goes on where they were.
  function refuse(req: Request, res: Response): void {
    res.status(429)
    answer(req, res, { asked: readAsked(req, res), found: null, notice: sayTooMany(res) })
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

/** Counts the searches of each reader, by the network they come from. */
function limitSearches(refuse: (req: Request, res: Response) => void): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: SEARCHES_A_MINUTE,
    keyGenerator: req => networkOf(req.ip ?? ''),
    skip: req => Object.keys(req.query).length === 0 || LOOPBACK.test(req.ip ?? ''),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: refuse,
  })
}

type Answer = { asked: Asked; found: Found | null; notice: string }

function answer(req: Request, res: Response, said: Answer): void {
  if (req.accepts(['html', 'json']) === 'json') sendResults(res, said)
  else sendPage(res, said)
}

function sendResults(res: Response, { asked, found, notice }: Answer): void {
  res.set('Cache-Control', found ? 'private, no-cache' : 'no-store')
  if (found) res.json({ q: asked.q, ...showResults(res.locals, found) })
  else res.json({ total: 0, results: [], message: notice })
}

function sendPage(res: Response, { asked: { q, filters }, found, notice }: Answer): void {
  const { t, theme } = res.locals
  const { hits, total, isMore, pages } = found ?? NOTHING
  const isAsked = q !== '' || filters.length > 0
  const about = { title: t('Search'), path: '/search', pages, isHidden: isAsked }
  const shown = hits.map(hit => showHit(res.locals, hit))
  const chosen = Object.fromEntries(FILTERS.map(kind => [kind, valueOf(filters, kind)]))
  const counted = isMore ? t('More than {count} posts', { count: MAX_FOUND }) : ''
  const words = { q, total, counted, notice, isAsked, chosen }
  res.render(theme.view('search'), frame(res, about, { ...words, pages, hits: shown }))
}

const NOTHING: Found = {
  ...{ hits: [], total: 0, isMore: false },
  pages: { page: 1, last: 1, previous: null, next: null },
}

const valueOf = (filters: SearchFilter[], kind: SearchFilter['kind']): string =>
  filters.find(filter => filter.kind === kind)?.value ?? ''

const sayTooMany = ({ locals: { t } }: Response): string =>
  t('You search faster than this site follows. Wait a minute and try again.')

const sayBusy = ({ locals: { t } }: Response): string =>
  t('The search is busy, or this takes too long. Try again, or with longer words.')
