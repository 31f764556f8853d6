import type { Request, RequestHandler, Response } from 'express'
import createError from 'http-errors'
import { isForScripts } from '../http/errors.ts'
import { keptFields, type KeptField } from '../http/kept-fields.ts'
import { isAdmin } from './signed-in.ts'

/** Everything behind it is for people who are signed in; a stranger is asked to, and keeps what they sent. */
export const requireSignIn: RequestHandler = (req, res, next) => {
  res.set('Cache-Control', 'no-store')
  if (res.locals.user) next()
  else if (req.method === 'GET' || req.method === 'HEAD') {
    res.redirect(303, `/login?next=${encodeURIComponent(req.originalUrl)}`)
  } else if (isForScripts(req)) next(createError(401))
  else showSignIn(req, res)
}

/** Behind it stands what only admins may see; for anybody else it is not there. */
export const requireAdmin: RequestHandler = (_req, res, next) => {
  next(res.locals.user && isAdmin(res.locals.user) ? undefined : createError(404))
}

// The names carry a prefix, so that none can be taken for a field of the sign-in form itself.
const KEPT = 'kept.'

function showSignIn(req: Request, res: Response): void {
  const kept = keptFields(req.body, name => `${KEPT}${name}`)
  const input = { next: req.originalUrl, resume: '1' }
  res.status(401).render('accounts/login', { input, errors: {}, kept })
}

/** What a stranger had sent before signing in, by its own names. */
export function readKept(body: unknown): KeptField[] {
  return keptFields(body, name => (name.startsWith(KEPT) ? name.slice(KEPT.length) : null))
}

/** The same fields under the names that the sign-in form carries. */
export function carryKept(body: unknown): KeptField[] {
  return keptFields(body, name => (name.startsWith(KEPT) ? name : null))
}

/** A path of this site to go on to, or the given one when it leads elsewhere. */
export function safeNext(next: string, otherwise: string): string {
  // Browsers read `\` as `/` and drop tabs and line ends: only a plain path passes.
  if (!/^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(next)) return otherwise
  const resolved = new URL(next, 'http://here.invalid')
  return resolved.host === 'here.invalid' ? next : otherwise
}
