import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readSummary } from '../list.ts'
import { keepPost, restorePost } from '../restore.ts'
import { findOperation } from './detail.ts'
import { idsOf, viewOperation } from './view.ts'
import { momentFormatter } from '../../text/dates.ts'

/** One operation, and what its undo left alone. An author sees only their own. */
export function operationRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/operations/:id', show)
  router.post('/admin/operations/:id/posts/:postId/keep', keep)
  router.post('/admin/operations/:id/posts/:postId/restore', restore)
  return router

  async function show(req: Request, res: Response) {
    const { t, language, site } = res.locals
    const dates = momentFormatter(language, site.timeZone)
    const manner = { t, dates, viewer: requirePerson(res) }
    res.render('history/operation', await viewOperation(db.read, await find(req, res), manner))
  }

  async function keep(req: Request, res: Response) {
    const { t } = res.locals
    const { operation, which } = await findLeft(req, res)
    const person = requirePerson(res)
    const kept = await db.write(tx => keepPost(tx, which, person, now()))
    flash(
      req,
      kept
        ? { text: t('“{title}” is kept as it is.', { title: kept.title }) }
        : { text: t('There is nothing to put back.'), kind: 'error' },
    )
    res.redirect(303, `/admin/operations/${operation.id}#left`)
  }

  async function restore(req: Request, res: Response) {
    const { t } = res.locals
    const { operation, which } = await findLeft(req, res)
    const restored = await db.write(tx => restorePost(tx, which, requirePerson(res), now()))
    if (restored) {
      const { operationId, summary } = restored
      flash(req, { text: `${readSummary(summary, t)}.`, undo: operationId })
    } else flash(req, { text: t('There is nothing to put back.'), kind: 'error' })
    res.redirect(303, `/admin/operations/${operation.id}#left`)
  }

  // While the operation stands, nothing of it is to be put back.
  async function findLeft(req: Request, res: Response) {
    const operation = await find(req, res)
    const postId = idOf(req.params['postId'])
    const operationIds = operation.undone ? idsOf(operation) : []
    return { operation, which: { id: operation.id, operationIds, postId } }
  }

  async function find(req: Request, res: Response) {
    const user = requirePerson(res)
    const own = isEditor(user) ? {} : { actorId: user.id }
    return orNotFound(await findOperation(db.read, { id: idOf(req.params['id']), ...own }))
  }
}
