/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { readSettings, type SiteSettings } from './service.ts'
import { customStylesAddress } from './page-head/styles.ts'
import type { Theme } from './theme/themes.ts'

declare global {
  namespace Express {
    interface Locals {
      site: SiteSettings
      theme: Theme
      /** The address of the site's own style sheet; '' for none. */
      customStyles: string
    }
  }
}

/** Gives every page the site's settings, its language and its theme. */
export function provideSite(
  { db, translate }: Context,
  themes: readonly [Theme, ...Theme[]],
): RequestHandler {
  return async (_req, res, next) => {
    const site = await readSettings(db.read)
    res.locals.site = site
    res.locals.theme = themes.find(({ name }) => name === site.theme) ?? themes[0]
    res.locals.customStyles = customStylesAddress(site.customCss)
    res.locals.language = site.language
    res.locals.t = translate(site.language)
    next()
  }
}
