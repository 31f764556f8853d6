import type { Request, RequestHandler } from 'express'
import type { Flash } from './locals.ts'

/** Keeps a message for the next page that this person opens. */
export function flash(req: Request, message: Omit<Flash, 'kind'> & { kind?: Flash['kind'] }): void {
  req.session.flash = { kind: 'done', ...message }
}

/** Hands the kept message to the page that is rendered now, once. */
export const takeFlash: RequestHandler = (req, res, next) => {
  const kept = req.session.flash
  res.locals.flash = kept ?? null
  if (kept && req.method === 'GET') delete req.session.flash
  next()
}
