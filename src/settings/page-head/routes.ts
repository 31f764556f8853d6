import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { keep } from '../../http/page-cache/keep.ts'
import { readSettings } from '../service.ts'
import { changePageHead } from './change.ts'
import { PageHeadForm } from './form.ts'
import { customStylesAddress } from './styles.ts'
import { formatHeadTags } from './tags.ts'

/** The site's own style sheet, empty where there is none, as a file, so that the security policy can stay closed to inline styles. */
export function customStylesRoutes({ db }: Context): Router {
  const router = Router()
  router.get('/custom.css', keep('v'), styles)
  return router

  async function styles(req: Request, res: Response): Promise<void> {
    const { customCss } = await readSettings(db.read)
    const isNamed = req.originalUrl === customStylesAddress(customCss)
    const age = isNamed ? 'public, max-age=31536000, immutable' : 'public, no-cache'
    res.set('Cache-Control', age).type('css').send(customCss)
  }
}

/** Where an admin adds a style sheet and tags to every page that readers see. */
export function pageHeadRoutes({ db }: Context): Router {
  const router = Router()
  router.get('/admin/settings/head', edit)
  router.post('/admin/settings/head', update)
  return router

  function edit(_req: Request, res: Response): void {
    show(res, { input: {}, errors: {} })
  }

  async function update(req: Request, res: Response): Promise<void> {
    const form = readForm(PageHeadForm, req.body)
    const errors = form.ok ? await changePageHead(db, form.values, res.locals.t) : form.errors
    if (Object.keys(errors).length > 0) {
      show(res.status(422), { input: form.input, errors })
      return
    }
    flash(req, { text: res.locals.t('The settings were saved.') })
    res.redirect(303, '/admin/settings/head')
  }
}

function show(res: Response, { input, errors }: { input: Typed; errors: FieldErrors }): void {
  const { customCss, headTags } = res.locals.site
  const stored = { customCss, headTags: formatHeadTags(headTags) }
  res.render('settings/head', { input: { ...stored, ...input }, errors })
}
