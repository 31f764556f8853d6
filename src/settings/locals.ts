/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { isUnavailable } from '../db/failure.ts'
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

/**
 * Gives every page the site's settings, its language and its theme; while the database is away those
 * that were read last, so that what it says then is said as ever.
 */
export function provideSite(
  { db, translate }: Context,
  themes: readonly [Theme, ...Theme[]],
): RequestHandler {
  let last: SiteSettings | null = null
  const read = async () => {
    try {
      return (last = await readSettings(db.read))
    } catch (error) {
      if (last && isUnavailable(error)) return last
      throw error
    }
  }
  return async (_req, res, next) => {
    const site = await read()
    res.locals.site = site
    res.locals.theme = themes.find(({ name }) => name === site.theme) ?? themes[0]
    res.locals.customStyles = customStylesAddress(site.customCss)
    res.locals.language = site.language
    res.locals.t = translate(site.language)
    next()
  }
}
