import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { readSummary } from '../../history/list.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm } from '../../http/form.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { backTo } from '../../http/return.ts'
import { selectPosts } from '../selection.ts'
import { countBroken, countOrphans, linkProblems, listBroken, listOrphans } from './broken.ts'
import { ChosenForm, RewritingForm } from './form.ts'
import { rewritingUrl } from './offer.ts'
import { readRewriting, type Rewriting } from './redirect.ts'
import { planRewriting, POSTS_AT_ONCE, rewriteLinks } from './rewrite.ts'
import { viewBroken, viewLinkTabs } from './views.ts'

const PER_PAGE = 50

/** Links that look after themselves: what is broken, what nothing leads to, and rewriting. */
export function linkRoutes(context: Context): Router {
  const { db, config, now } = context
  const router = Router()
  router.get('/admin/links', index)
  router.get('/admin/links/orphans', showOrphans)
  router.get('/admin/links/rewrite', showRewriting)
  router.post('/admin/links/rewrite', rewrite)
  return router

  async function index(req: Request, res: Response) {
    const user = requirePerson(res)
    const filter = readFilter(req)
    const counts = await countBroken(db.read, user, filter, now())
    const page = readPage(req.query['page'])
    const window = { now: now(), limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const links = await listBroken(db.read, user, { ...filter, ...window })
    const total = counts[filter.problem === '' ? 'all' : filter.problem]
    res.render('writing/links', {
      links: links.map(link => viewBroken(link, res.locals.t)),
      tabs: viewLinkTabs(counts, filter, res.locals.t),
      filter,
      pages: countPages({ page, perPage: PER_PAGE, total }, '/admin/links', filter),
    })
  }

  async function showOrphans(req: Request, res: Response) {
    const user = requirePerson(res)
    const page = readPage(req.query['page'])
    const total = await countOrphans(db.read, user, now())
    const window = { now: now(), limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const posts = await listOrphans(db.read, user, window)
    res.render('writing/orphans', {
      posts: posts.map(({ id, title }) => ({ title, editUrl: `/admin/posts/${id}/edit` })),
      total,
      pages: countPages({ page, perPage: PER_PAGE, total }, '/admin/links/orphans'),
    })
  }

  async function showRewriting(req: Request, res: Response) {
    const rewriting = readAddresses(req.query)
    if (!rewriting) {
      refuse(req, res)
      return
    }
    const plan = await planRewriting(context, requirePerson(res), rewriting)
    res.render('writing/rewrite', {
      rewriting,
      ...plan,
      shown: POSTS_AT_ONCE,
      posts: plan.posts.map(post => ({ ...post, editUrl: `/admin/posts/${post.id}/edit` })),
    })
  }

  async function rewrite(req: Request, res: Response) {
    const user = requirePerson(res)
    const rewriting = readAddresses(req.body)
    if (!rewriting) {
      refuse(req, res)
      return
    }
    const chosen = readForm(ChosenForm, req.body)
    const ids = chosen.ok ? chosen.values.ids.map(idOf) : []
    if (ids.length === 0) {
      flash(req, { text: res.locals.t('Select at least one post.'), kind: 'error' })
      res.redirect(303, rewritingUrl(rewriting))
      return
    }
    // Refuses all when one of them is not this person's.
    orNotFound(await selectPosts(db.read, user, req, now()))
    await answer(req, res, { ...rewriting, ids: ids.slice(0, POSTS_AT_ONCE) })
  }

  async function answer(req: Request, res: Response, wanted: Rewriting & { ids: number[] }) {
    const { t } = res.locals
    const { operation, left } = await rewriteLinks(context, requirePerson(res), wanted)
    const said = operation
      ? `${readSummary(operation.summary, t)}.`
      : t('There was nothing to change.')
    const rest = left > 0 ? t('{count} posts were left as they are.', { count: left }) : ''
    const text = [said, rest].filter(Boolean).join(' ')
    flash(req, operation ? { text, undo: operation.operationId } : { text })
    res.redirect(303, backTo(req, '/admin/links'))
  }

  function readAddresses(sent: unknown): Rewriting | null {
    const form = readForm(RewritingForm, sent)
    return form.ok ? readRewriting(form.values, config.baseUrl) : null
  }

  function refuse(req: Request, res: Response): void {
    const text = res.locals.t('Give an address of this site, such as /posts/hello, or a whole one.')
    flash(req, { text, kind: 'error' })
    res.redirect(303, backTo(req, '/admin/links'))
  }
}

function readFilter({ query }: Request) {
  const q = typeof query['q'] === 'string' ? query['q'].replaceAll('\0', '').trim() : ''
  return {
    problem: linkProblems.find(problem => problem === query['problem']) ?? ('' as const),
    q: q.slice(0, 200),
  }
}
