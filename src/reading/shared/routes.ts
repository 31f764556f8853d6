import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { formatMoment } from '../../text/dates.ts'
import { postPath } from '../../writing/post.ts'
import { followLink } from '../../writing/previews/links.ts'
import { readPart } from '../addresses.ts'
import { frame } from '../frame.ts'
import { showPage, showPost } from '../pages.ts'
import { findWholePost, type PublicPost } from '../queries.ts'
import { isPublic } from '../visible.ts'

/** A draft shown to whoever has the link to it. */
export function sharedRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/preview/:token', show)
  return router

  async function show(req: Request, res: Response): Promise<void> {
    // The address is the key: nobody keeps it, nobody finds it, and it goes nowhere else.
    res.set({ 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'no-referrer' })
    res.set('Cache-Control', 'no-store')
    const link = orNotFound(await followLink(context, readPart(req.params['token'])))
    const where = { id: link.postId }
    const { kind, ...times } = await db.read.post.findUniqueOrThrow({ where, select: STATE })
    const post = orNotFound(await findWholePost(db.read, where))
    if (isPublic(times, now())) res.redirect(303, postPath({ kind, slug: post.slug }))
    else showDraft(res, { ...post, kind }, link.expiresAt ?? now())
  }

  function showDraft(res: Response, post: PublicPost & { kind: string }, until: Date): void {
    const { t, language, site } = res.locals
    const date = formatMoment(until, { language, timeZone: site.timeZone, now: now() })
    const text = t('A draft. This link shows it until {date}.', { date })
    // What the frame says of its own address must not tell the key.
    Object.assign(res.locals, { path: '', flash: res.locals.flash ?? { kind: 'done', text } })
    const dated = { ...post, publishedAt: post.publishedAt ?? now() }
    const isPage = post.kind === 'page'
    const shown = isPage ? showPage(res.locals, dated) : showPost(res.locals, dated, [])
    const about = { title: shown.title, path: postPath(post), isHidden: true }
    const model = frame(res, about, { post: shown, html: post.html })
    res.set('Cache-Control', 'no-store')
    res.render(res.locals.theme.view(isPage ? 'page' : 'post'), model)
  }
}

const STATE = { kind: true, status: true, deletedAt: true, publishedAt: true } as const
