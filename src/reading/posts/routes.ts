import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { keep } from '../../http/page-cache/keep.ts'
import { documentOf } from '../../writing/document.ts'
import { findStoredPost } from '../../writing/post.ts'
import { pagePath, postPath, readPart } from '../addresses.ts'
import { frame } from '../frame.ts'
import { showPage, showPost, showRelated } from '../pages.ts'
import { findPublicPage, findPublicPost, listNeighbours } from '../queries.ts'
import { findPresentPath } from '../redirects.ts'
import { listRelated } from '../related.ts'
import { showSeriesOf } from '../series/pages.ts'
import { findSeriesOfPost } from '../series/series.ts'
import { aboutPage, aboutPost } from './about.ts'

/** A post or a standalone page, as a page and as the text that it was written as. */
export function postRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/posts/:slug.md', keep(), postText)
  router.get('/posts/:slug', keep(), post)
  router.get('/pages/:slug.md', keep(), pageText)
  router.get('/pages/:slug', keep(), page)
  return router

  async function postText(req: Request, res: Response): Promise<void> {
    const found = await findPublicPost(db.read, readPart(req.params['slug']), now())
    if (found) await sendText(res, found, postPath(found.slug))
    else await oldText(req, res)
  }

  async function post(req: Request, res: Response): Promise<void> {
    const found = await findPublicPost(db.read, readPart(req.params['slug']), now())
    if (!found) return oldAddress(req, res)
    const shown = showPost(res.locals, found, await listNeighbours(db.read, found, now()))
    const about = aboutPost(found, shown, res.locals)
    const ofPost = await findSeriesOfPost(db.read, found.id, now())
    const series = showSeriesOf(res.locals, found.id, ofPost)
    const related = await listRelated(db.read, found.id, now())
    const beside = { series, related: related.map(post => showRelated(res.locals, post)) }
    const model = { post: { ...shown, ...beside }, html: found.html }
    res.render(res.locals.theme.view('post'), frame(res, about, model))
  }

  async function pageText(req: Request, res: Response): Promise<void> {
    const found = await findPublicPage(db.read, readPart(req.params['slug']), now())
    if (found) await sendText(res, found, pagePath(found.slug))
    else await oldText(req, res)
  }

  async function page(req: Request, res: Response): Promise<void> {
    const found = await findPublicPage(db.read, readPart(req.params['slug']), now())
    if (!found) return oldAddress(req, res)
    const shown = showPage(res.locals, found)
    const about = aboutPage(found, shown)
    res.render(res.locals.theme.view('page'), frame(res, about, { post: shown, html: found.html }))
  }

  async function sendText(res: Response, { id }: { id: number }, path: string): Promise<void> {
    const stored = orNotFound(await findStoredPost(db.read, id))
    const { site, absolute } = res.locals
    res.set('Link', `<${absolute(path)}>; rel="canonical"`)
    res.type('text/markdown; charset=utf-8').send(documentOf(stored, site.timeZone))
  }

  // The text of a post that moved is at its new address.
  async function oldText(req: Request, res: Response): Promise<void> {
    const present = await findPresentPath(db.read, req.path.replace(/\.md$/, ''), now())
    res.redirect(301, `${orNotFound(present)}.md`)
  }

  async function oldAddress(req: Request, res: Response): Promise<void> {
    res.redirect(301, orNotFound(await findPresentPath(db.read, req.path, now())))
  }
}
