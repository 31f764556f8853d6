import { Router, type Request, type Response } from 'express'
import { orNotFound } from '../../http/errors.ts'
import type { Theme } from './themes.ts'

const DAY_MS = 86_400_000

/** What browsers fetch of a theme: its style sheet, and the pictures and fonts that this names. */
export function themeFileRoutes(themes: Theme[]): Router {
  const router = Router()
  router.get('/themes/:name/theme.css', styles)
  router.get('/themes/:name/:file', file)
  return router

  function styles(req: Request, res: Response): void {
    const theme = findTheme(req)
    const isNamed = req.originalUrl === theme.styles
    res.set(
      'Cache-Control',
      isNamed ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
    )
    res.type('css').send(theme.css)
  }

  // Views stand in the same folder; they are nobody's to read.
  function file(req: Request, res: Response): void {
    const name = String(req.params['file'])
    orNotFound(/^[\w-]+\.(png|jpe?g|webp|avif|svg|woff2)$/.test(name) || null)
    res.sendFile(name, { root: findTheme(req).folder, maxAge: DAY_MS })
  }

  function findTheme(req: Request): Theme {
    return orNotFound(themes.find(({ name }) => name === req.params['name']))
  }
}
