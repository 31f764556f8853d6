/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import type { Context } from '../context.ts'
import { readSettings, type SiteSettings } from './service.ts'

declare global {
  namespace Express {
    interface Locals {
      site: SiteSettings
    }
  }
}

/** Gives every page the site's settings and its language. */
export function provideSite({ db, translate }: Context): RequestHandler {
  return async (_req, res, next) => {
    const site = await readSettings(db.read)
    res.locals.site = site
    res.locals.language = site.language
    res.locals.t = translate(site.language)
    next()
  }
}
