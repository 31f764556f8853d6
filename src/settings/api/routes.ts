import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { saveSettings } from '../service.ts'
import { ApiSettingsForm } from './form.ts'

/** Where an admin opens the API to those without a token, and to scripts of other sites. */
export function apiSettingsRoutes({ db }: Context): Router {
  const router = Router()
  router.get('/admin/settings/api', edit)
  router.post('/admin/settings/api', update)
  return router

  function edit(_req: Request, res: Response): void {
    show(res, { input: {}, errors: {} })
  }

  async function update(req: Request, res: Response): Promise<void> {
    const form = readForm(ApiSettingsForm, req.body)
    if (!form.ok) {
      show(res.status(422), form)
      return
    }
    await db.write(async tx => {
      await bumpContentVersion(tx)
      await saveSettings(tx, form.values)
    })
    flash(req, { text: res.locals.t('The settings were saved.') })
    res.redirect(303, '/admin/settings/api')
  }
}

function show(res: Response, { input, errors }: { input: Typed; errors: FieldErrors }): void {
  const { publicApi, corsOrigins } = res.locals.site
  const stored = { publicApi: publicApi ? '1' : '', corsOrigins: corsOrigins.join('\n') }
  res.render('settings/api', { input: { ...stored, ...input }, errors })
}
