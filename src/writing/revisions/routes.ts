import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, typedFields } from '../../http/form.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { findEditablePost } from '../post.ts'
import type { SaveResult } from '../publishing.ts'
import { mannerOf } from '../views.ts'
import { explainRequests } from '../vocabulary-lock.ts'
import { compareRevision } from './comparing.ts'
import { ComparisonForm, NameForm, ParagraphForm } from './form.ts'
import { groupRevisions } from './groups.ts'
import { viewFound, viewGroup } from './list-view.ts'
import { findWords, restoreParagraph, restoreRevision } from './service.ts'
import { findRevision, isUnsaved, listRevisions } from './store.ts'

const PER_PAGE = 50

export function revisionRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/posts/:id/revisions', index)
  router.get('/admin/posts/:id/revisions/:number', show)
  router.post('/admin/posts/:id/revisions/:number/name', name)
  router.post('/admin/posts/:id/revisions/:number/restore', restore)
  router.post('/admin/posts/:id/revisions/:number/restore-paragraph', restoreOne)
  return router

  async function index(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const manner = mannerOf(res, now())
    const base = `/admin/posts/${post.id}`
    const revisions = await listRevisions(db.read, post.id)
    const current = revisions.find(revision => !isUnsaved(revision))?.number ?? 0
    const groups = groupRevisions(revisions)
    const page = readPage(req.query['page'])
    const shown = groups.slice((page - 1) * PER_PAGE, page * PER_PAGE)
    const words = (typedFields(req.query)['q'] ?? '').trim()
    const numbers = words === '' ? [] : await findWords(db.read, post.id, words)
    res.render('writing/revisions', {
      post: { title: post.title, editUrl: `${base}/edit` },
      here: `${base}/revisions`,
      found: words === '' ? null : viewFound(revisions, { words, numbers }, base, manner),
      revisions: shown.map(group => viewGroup(group, current, base, manner)),
      pages: countPages({ page, perPage: PER_PAGE, total: groups.length }, `${base}/revisions`),
    })
  }

  async function show(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const asked = ComparisonForm.parse(req.query)
    const manner = mannerOf(res, now())
    res.render(
      'writing/revision',
      await compareRevision(context, { post, revision, asked }, manner),
    )
  }

  async function name(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const form = readForm(NameForm, req.body)
    const { t } = res.locals
    if (form.ok) {
      const { id, number } = revision
      await db.write(tx => tx.revision.updateMany({ where: { id }, data: form.values }))
      flash(req, { text: form.values.name ? t('The revision is named.') : t('The name is gone.') })
      res.redirect(303, `/admin/posts/${post.id}/revisions/${number}`)
    } else {
      flash(req, { text: t(Object.values(form.errors)[0] ?? ''), kind: 'error' })
      res.redirect(303, `/admin/posts/${post.id}/revisions/${revision.number}`)
    }
  }

  async function restore(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const result = await restoreRevision(context, requirePerson(res), post, revision)
    const { t } = res.locals
    await answer(
      req,
      res,
      result,
      t('The revision was restored; what it replaced is a revision too.'),
    )
  }

  async function restoreOne(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const form = readForm(ParagraphForm, req.body)
    const at = form.ok ? form.values.paragraph : -1
    const user = requirePerson(res)
    const result = await restoreParagraph(context, user, post, { revision, at })
    const { t } = res.locals
    const done = t('The paragraph is back; the text before that is a revision too.')
    if (result) await answer(req, res, result, done)
    else {
      flash(req, { text: t('The revision has no such paragraph.'), kind: 'error' })
      res.redirect(303, `/admin/posts/${post.id}/revisions/${revision.number}`)
    }
  }

  async function answer(req: Request, res: Response, result: SaveResult, done: string) {
    const { t } = res.locals
    if (result.kind === 'saved') {
      const asked = await explainRequests(db.read, result.requested, t)
      flash(req, { text: [done, asked].filter(Boolean).join(' ') })
    } else {
      const text = t('Somebody saved this post just now. Look at it and try again.')
      flash(req, { text, kind: 'error' })
    }
    res.redirect(303, `/admin/posts/${idOf(req.params['id'])}/edit`)
  }

  async function find(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const revision = orNotFound(await findRevision(db.read, post.id, idOf(req.params['number'])))
    return { post, revision }
  }
}
