/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { Request, RequestHandler } from 'express'
import type {} from 'express-session'
import type { Theme } from './themes.ts'

declare global {
  namespace Express {
    interface Locals {
      /** The theme that this person looks at before choosing it; '' for everybody else. */
      previewedTheme: string
    }
  }
}

declare module 'express-session' {
  interface SessionData {
    previewedTheme: string
  }
}

/** Shows an admin the whole site in the theme that they try out, and nobody else. */
export function showPreviewedTheme(themes: Theme[]): RequestHandler {
  return (req, res, next) => {
    const theme = themes.find(({ name }) => name === req.session.previewedTheme)
    res.locals.previewedTheme = theme?.label ?? ''
    if (theme) res.locals.theme = theme
    next()
  }
}

/** Begins to try out a theme, or ends it with ''. */
export function previewTheme(req: Request, name: string): void {
  if (name === '') delete req.session.previewedTheme
  else req.session.previewedTheme = name
}
