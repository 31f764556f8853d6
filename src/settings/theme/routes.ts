import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { bumpContentVersion } from '../../db/content-version.ts'
import { orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm } from '../../http/form.ts'
import { packFile, sendPacked } from '../../http/packed.ts'
import { saveSettings } from '../service.ts'
import { themeForm } from './form.ts'
import { previewTheme } from './preview.ts'
import type { Theme } from './themes.ts'

const DAY_MS = 86_400_000

/** What browsers fetch of a theme: its style sheet, and the pictures and fonts that this names. */
export function themeFileRoutes(themes: Theme[]): Router {
  const packed = new Map(
    themes.map(({ name, css }) => [name, packFile('text/css; charset=utf-8', Buffer.from(css))]),
  )
  const router = Router()
  router.get('/themes/:name/theme.css', styles)
  router.get('/themes/:name/:file', file)
  return router

  async function styles(req: Request, res: Response): Promise<void> {
    const { name, styles: address } = findTheme(themes, req.params['name'])
    const isNamed = req.originalUrl === address
    const cacheControl = isNamed ? 'public, max-age=31536000, immutable' : 'public, max-age=300'
    await sendPacked(req, res, { file: orNotFound(packed.get(name) ?? null), cacheControl })
  }

  // Views stand in the same folder; they are nobody's to read.
  function file(req: Request, res: Response): void {
    const name = String(req.params['file'])
    orNotFound(/^[\w-]+\.(png|jpe?g|webp|avif|svg|woff2)$/.test(name) || null)
    res.sendFile(name, { root: findTheme(themes, req.params['name']).folder, maxAge: DAY_MS })
  }
}

/** Where an admin chooses the theme, after a look at the site in it. */
export function themeRoutes({ db }: Context, themes: Theme[]): Router {
  const router = Router()
  router.get('/admin/settings/theme', choose)
  router.post('/admin/settings/theme', change)
  return router

  function choose(_req: Request, res: Response): void {
    res.render('settings/theme', { themes, chosen: res.locals.site.theme, errors: {} })
  }

  async function change(req: Request, res: Response): Promise<void> {
    const form = readForm(themeForm(themes.map(({ name }) => name)), req.body)
    if (!form.ok) {
      res.status(422)
      res.render('settings/theme', { themes, chosen: res.locals.site.theme, errors: form.errors })
      return
    }
    const { theme, action } = form.values
    previewTheme(req, action === 'preview' ? theme : '')
    if (action === 'use') {
      await db.write(async tx => {
        await bumpContentVersion(tx)
        await saveSettings(tx, { theme })
      })
      const { label } = findTheme(themes, theme)
      flash(req, { text: res.locals.t('The site now wears the theme {name}.', { name: label }) })
    }
    res.redirect(303, action === 'preview' ? '/' : '/admin/settings/theme')
  }
}

function findTheme(themes: Theme[], asked: unknown): Theme {
  return orNotFound(themes.find(({ name }) => name === asked))
}
