import { Router, type Request, type Response } from 'express'
import type { Context } from '../context.ts'
import { flash } from '../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../http/form.ts'
import { changeSettings } from './change.ts'
import { SettingsForm } from './form.ts'
import { formatNavigation } from './navigation.ts'
import { languageChoices, listTimeZones } from './offered.ts'
import type { SiteSettings } from './service.ts'

export function settingsRoutes(context: Context): Router {
  const router = Router()
  router.get('/admin/settings', edit)
  router.post('/admin/settings', update)
  return router

  function edit(_req: Request, res: Response) {
    show(res, { input: {}, errors: {} })
  }

  async function update(req: Request, res: Response) {
    const form = readForm(SettingsForm, req.body)
    const errors = form.ok ? await changeSettings(context, form.values, res.locals.t) : form.errors
    if (Object.keys(errors).length > 0) {
      show(res.status(422), { input: form.input, errors })
      return
    }
    flash(req, { text: res.locals.t('The settings were saved.') })
    res.redirect(303, '/admin/settings')
  }
}

function show(res: Response, { input, errors }: { input: Typed; errors: FieldErrors }): void {
  res.render('settings/edit', {
    input: { ...asTyped(res.locals.site), ...input },
    errors,
    languages: languageChoices,
    timeZones: listTimeZones(),
  })
}

function asTyped(site: SiteSettings): Typed {
  const { title, tagline, language, timeZone, postsPerPage, existingTagsOnly, navigation, footer } =
    site
  return {
    ...{ title, tagline, language, timeZone, footer },
    postsPerPage: String(postsPerPage),
    existingTagsOnly: existingTagsOnly ? '1' : '',
    navigation: formatNavigation(navigation),
  }
}
