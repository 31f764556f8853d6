import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import type { Typed } from '../../http/form.ts'
import { RenderError } from '../../render/render-error.ts'
import { formatMoment } from '../../text/dates.ts'
import { postPath } from '../../writing/post.ts'
import { followLink, type SharedPost } from '../../writing/previews/links.ts'
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
    const state = orNotFound(await db.read.post.findUnique({ where, select: STATE }))
    const post = { ...orNotFound(await findWholePost(db.read, where)), kind: state.kind }
    if (!isPublic(state, now())) showDraft(res, post, link)
    else {
      const changed =
        link.changes && (await render(link.changes, post.language || res.locals.site.language))
      if (changed) showDraft(res, { ...post, ...changed }, link)
      else res.redirect(303, postPath(post))
    }
  }

  // What takes too long to render cannot be saved either.
  async function render(
    { title, body = '' }: Typed,
    language: string,
  ): Promise<Partial<PublicPost> | null> {
    try {
      const { html, words, summary } = await context.renderer.render(body, { language })
      return { html, words, summary, ...(title === undefined ? {} : { title }) }
    } catch (error) {
      if (error instanceof RenderError) return null
      throw error
    }
  }

  function showDraft(res: Response, post: Draft, { expiresAt }: SharedPost): void {
    const { t, language, site } = res.locals
    const date = formatMoment(expiresAt ?? now(), { language, timeZone: site.timeZone, now: now() })
    const text = t('A draft. This link shows it until {date}.', { date })
    // What the frame says of its own address must not tell the key.
    Object.assign(res.locals, { path: '', flash: res.locals.flash ?? { kind: 'done', text } })
    const dated = { ...post, publishedAt: post.publishedAt ?? now() }
    const isPage = post.kind === 'page'
    // What leads to other posts is for those who read the blog.
    const alone = { series: null, related: [] }
    const shown = isPage
      ? showPage(res.locals, dated)
      : { ...showPost(res.locals, dated, []), ...alone }
    const about = { title: shown.title, path: postPath(post), isHidden: true }
    const model = frame(res, about, { post: shown, html: post.html })
    res.set('Cache-Control', 'no-store')
    res.render(res.locals.theme.view(isPage ? 'page' : 'post'), model)
  }
}

type Draft = PublicPost & { kind: string }

const STATE = { kind: true, status: true, deletedAt: true, publishedAt: true } as const
