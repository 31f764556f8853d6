import { Router, type NextFunction, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orForbidden } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm } from '../../http/form.ts'
import { backTo } from '../../http/return.ts'
import { BulkForm } from '../../writing/form.ts'
import { selectPosts } from '../../writing/selection.ts'
import { isForPlan, submitAndReturn } from '../submit.ts'

/** The list of posts may put its tags into the plan; everything else is done at once by the list itself. */
export function retaggingRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.post('/admin/posts/bulk', stage)
  return router

  async function stage(req: Request, res: Response, next: NextFunction) {
    if (!isForPlan(req)) {
      next()
      return
    }
    orForbidden(isEditor(requirePerson(res)))
    const form = readForm(BulkForm, req.body)
    const posts = await selectPosts(db.read, requirePerson(res), req, now())
    const values = form.ok ? form.values : null
    if (values?.action !== 'add-tags' && values?.action !== 'remove-tags') {
      refuse(req, res, res.locals.t('Only adding and removing tags can be planned.'))
    } else if (!posts) refuse(req, res, res.locals.t('Select at least one post.'))
    else {
      const found = await db.read.query<{ id: number }>(posts)
      const { action, tags } = values
      const request = {
        ...{ verb: 'retag' as const, kind: 'tag' as const },
        ...{ action, tags, posts: found.map(({ id }) => id) },
      }
      await submitAndReturn(context, { req, res, to: '/admin/plan' }, request)
    }
  }
}

function refuse(req: Request, res: Response, text: string): void {
  flash(req, { text, kind: 'error' })
  res.redirect(303, backTo(req, '/admin/posts'))
}
