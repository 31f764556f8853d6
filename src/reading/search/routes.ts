import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { readPage } from '../../http/pagination.ts'
import { postPath } from '../addresses.ts'
import { frame } from '../frame.ts'
import type { Surroundings } from '../head.ts'
import { showDate } from '../pages.ts'
import { readSearch, searchPosts, type Hit } from './search.ts'

/** The search for readers. */
export function searchRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/search', search)
  return router

  async function search(req: Request, res: Response): Promise<void> {
    const { t, site } = res.locals
    const q = readSearch(req.query['q'])
    const page = readPage(req.query['page'])
    const asked = { q, page, perPage: site.postsPerPage, now: now() }
    const { hits, total, pages } = orNotFound(await searchPosts(db.read, asked))
    const about = { title: t('Search'), path: '/search', pages, isHidden: q !== '' }
    const shown = hits.map(hit => showHit(res.locals, hit))
    res.render(res.locals.theme.view('search'), frame(res, about, { q, total, pages, hits: shown }))
  }
}

function showHit(around: Surroundings, hit: Hit) {
  const untitled = [{ text: around.t('Untitled'), marked: false }]
  return {
    url: postPath(hit.slug),
    title: hit.title.length > 0 ? hit.title : untitled,
    excerpt: hit.excerpt,
    published: showDate(around, hit.publishedAt ?? new Date(0)),
  }
}
