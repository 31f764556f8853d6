import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../../accounts/signed-in.ts'
import type { Context } from '../../../context.ts'
import { idOf, orNotFound } from '../../../http/errors.ts'
import { flash } from '../../../http/flash.ts'
import { backTo } from '../../../http/return.ts'
import { mannerOf } from '../../views.ts'
import { listCopies } from '../copies.ts'
import { cleanCopies, discardCopy, listDiscarded, restoreCopy } from '../discarding.ts'
import { readWriting } from '../form.ts'
import { findDesk, findDeskOfWriting, type Desk } from '../service.ts'
import { viewListedCopy } from '../views.ts'

export function draftRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/drafts', index)
  router.post('/admin/drafts/:id/restore', restore)
  router.post('/admin/posts/draft/discard', discardOfWriting)
  router.post('/admin/posts/:id/draft/discard', discardOfPost)
  return router

  async function index(_req: Request, res: Response) {
    const { id: personId } = requirePerson(res)
    const manner = mannerOf(res, now())
    const [kept, discarded] = [
      await listCopies(db.read, personId),
      await listDiscarded(db.read, personId),
    ]
    res.render('writing/drafts', {
      kept: kept.map(copy => viewListedCopy(copy, manner)),
      discarded: discarded.map(copy => viewListedCopy(copy, manner)),
    })
  }

  async function discardOfPost(req: Request, res: Response) {
    await discard(req, res, await findDesk(context, requirePerson(res), idOf(req.params['id'])))
  }

  async function discardOfWriting(req: Request, res: Response) {
    await discard(req, res, await findDeskOfWriting(context, requirePerson(res), readWriting(req)))
  }

  async function discard(req: Request, res: Response, { place, stored }: Desk) {
    const { t } = res.locals
    const id = await db.record(async tx => {
      await cleanCopies(tx, now())
      return discardCopy(tx, place, now())
    })
    if (id === null) flash(req, { text: t('There was nothing to change.') })
    else {
      const text = stored
        ? t('Your changes were discarded. They are kept for 30 days.')
        : t('The writing was discarded. It is kept for 30 days.')
      flash(req, { text, restore: `/admin/drafts/${id}/restore` })
    }
    res.redirect(303, backTo(req, stored ? `/admin/posts/${stored.id}/edit` : '/admin/posts'))
  }

  async function restore(req: Request, res: Response) {
    const { id: personId } = requirePerson(res)
    const id = idOf(req.params['id'])
    const copy = orNotFound(await db.record(tx => restoreCopy(tx, { id, personId }, now())))
    flash(req, { text: res.locals.t('It is back, as you had left it.') })
    res.redirect(303, viewListedCopy(copy, mannerOf(res, now())).url)
  }
}
