import { Router, type NextFunction, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { readSummary } from '../../history/list.ts'
import { flash } from '../../http/flash.ts'
import { idOf, orForbidden } from '../../http/errors.ts'
import { typedFields } from '../../http/form.ts'
import { applyPlan, previewPlan } from './plan.ts'
import { clearPlan, moveStaged, removeStaged } from './order.ts'
import { viewPlan } from './view.ts'

export function planRoutes({ db, now }: Context): Router {
  const router = Router()
  router.use('/admin/plan', requireEditor)
  router.get('/admin/plan', show)
  router.post('/admin/plan', arrange)
  router.post('/admin/plan/apply', apply)
  return router

  async function show(_req: Request, res: Response) {
    const preview = await previewPlan(db, requirePerson(res).id, now())
    res.render('workbench/plan', await viewPlan(db.read, preview, res.locals.t))
  }

  // One button each: remove=ID, earlier=ID, later=ID or clear=1.
  async function arrange(req: Request, res: Response) {
    const { remove, earlier, later, clear } = typedFields(req.body)
    const personId = requirePerson(res).id
    await db.write(async tx => {
      if (clear) await clearPlan(tx, personId)
      if (remove) await removeStaged(tx, personId, idOf(remove))
      if (earlier) await moveStaged(tx, { personId, id: idOf(earlier), by: -1 })
      if (later) await moveStaged(tx, { personId, id: idOf(later), by: 1 })
    })
    res.redirect(303, '/admin/plan')
  }

  async function apply(req: Request, res: Response) {
    const { t } = res.locals
    const applied = await applyPlan(db, requirePerson(res).id, now())
    if (applied.ok) {
      const { operationId, summary } = applied
      const text = t('{summary}.', { summary: readSummary(summary, t) })
      flash(req, { text, undo: operationId })
      res.redirect(303, '/admin/history')
      return
    }
    const text = applied.refused
      ? t('Nothing was applied: one step cannot be done any more. Look at it below.')
      : t('The plan is empty.')
    flash(req, { text, kind: 'error' })
    res.redirect(303, '/admin/plan')
  }
}

function requireEditor(_req: Request, res: Response, next: NextFunction): void {
  orForbidden(isEditor(requirePerson(res)))
  next()
}
