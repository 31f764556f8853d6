import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readSummary } from '../list.ts'
import { restorePost } from '../restore.ts'
import { findOperation } from './detail.ts'
import { idsOf, viewOperation } from './view.ts'

/** One operation, and what its undo left alone. An author sees only their own. */
export function operationRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/operations/:id', show)
  router.post('/admin/operations/:id/posts/:postId/restore', restore)
  return router

  async function show(req: Request, res: Response) {
    const { t, language, site } = res.locals
    const manner = { t, language, timeZone: site.timeZone }
    res.render('history/operation', await viewOperation(db.read, await find(req, res), manner))
  }

  async function restore(req: Request, res: Response) {
    const { t } = res.locals
    const operation = await find(req, res)
    const postId = idOf(req.params['postId'])
    const which = { operationIds: idsOf(operation), postId }
    const restored = operation.undone
      ? await db.write(tx => restorePost(tx, which, requirePerson(res), now()))
      : null
    if (restored) {
      const { operationId, summary } = restored
      flash(req, { text: `${readSummary(summary, t)}.`, undo: operationId })
    } else flash(req, { text: t('There is nothing to put back.'), kind: 'error' })
    res.redirect(303, `/admin/operations/${operation.id}`)
  }

  async function find(req: Request, res: Response) {
    const user = requirePerson(res)
    const own = isEditor(user) ? {} : { actorId: user.id }
    return orNotFound(await findOperation(db.read, { id: idOf(req.params['id']), ...own }))
  }
}
