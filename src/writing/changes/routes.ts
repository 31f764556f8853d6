import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { typedFields } from '../../http/form.ts'
import { typedPost } from '../editing/editor-view.ts'
import { renderEditor } from '../editing/page.ts'
import { fieldsOf, findEditablePost } from '../post.ts'
import { mannerOf } from '../views.ts'
import { readChange } from './service.ts'
import { viewChange } from './views.ts'

/** What readers would see change, before it does. */
export function changeRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.post('/admin/posts/:id/changes', show)
  router.post('/admin/posts/:id/edit', goBack)
  return router

  async function show(req: Request, res: Response) {
    const stored = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const { timeZone } = res.locals.site
    const read = await readChange(context, { stored, body: req.body as unknown, timeZone })
    if (read.ok) {
      const view = viewChange(
        { ...read.change, stored, body: req.body as unknown },
        mannerOf(res, now()),
      )
      res.render('writing/changes', view)
    } else {
      const typed = { ...typedPost(fieldsOf(stored), timeZone, stored), ...read.input }
      await renderEditor(context, res.status(422), stored, { typed, errors: read.errors })
    }
  }

  // The text goes back into the editor as it was sent; it is not saved by that.
  async function goBack(req: Request, res: Response) {
    const stored = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const present = typedPost(fieldsOf(stored), res.locals.site.timeZone, stored)
    const sent = Object.entries((req.body ?? {}) as Record<string, unknown>)
    // A ticked box comes after its empty value.
    const last = sent.map(([name, value]) => [name, [value].flat().at(-1)] as const)
    const typed = { ...present, ...typedFields(Object.fromEntries(last)) }
    await renderEditor(context, res, stored, { typed, errors: {} })
  }
}
