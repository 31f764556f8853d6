import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { ForwardForm } from './form.ts'
import { listForwards, removeForward, saveForward } from './service.ts'

/** Where an admin lets addresses that nothing has lead somewhere. */
export function forwardRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/redirects', index)
  router.post('/admin/redirects', create)
  router.post('/admin/redirects/:id/delete', destroy)
  return router

  async function index(req: Request, res: Response): Promise<void> {
    await show(res, { input: { path: asText(req.query['path']), target: '' }, errors: {} })
  }

  async function create(req: Request, res: Response): Promise<void> {
    const form = readForm(ForwardForm, req.body)
    const errors = form.ok ? await db.write(tx => saveForward(tx, form.values, now())) : form.errors
    if (Object.keys(errors).length > 0) {
      await show(res.status(422), { input: form.input, errors })
      return
    }
    flash(req, { text: res.locals.t('The redirect was saved.') })
    res.redirect(303, '/admin/redirects')
  }

  async function destroy(req: Request, res: Response): Promise<void> {
    const id = idOf(req.params['id'])
    const { path, target } = orNotFound(await db.write(tx => removeForward(tx, id)))
    const text = res.locals.t('{path} no longer leads to {target}.', { path, target })
    flash(req, { text })
    res.redirect(303, '/admin/redirects')
  }

  async function show(res: Response, shown: { input: Typed; errors: FieldErrors }): Promise<void> {
    res.render('forwards/list', { ...shown, forwards: await listForwards(db.read) })
  }
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : '')
