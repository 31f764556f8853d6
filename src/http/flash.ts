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
  if (kept && req.method === 'GET' && isForReading(req)) delete req.session.flash
  next()
}

// A script that asks for names meanwhile shows no message.
const isForReading = (req: Request): boolean => req.accepts(['html', 'json']) === 'html'
