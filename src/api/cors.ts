import type { Request, RequestHandler, Response } from 'express'
import { ANYWHERE } from '../settings/api/form.ts'

const METHODS = 'GET, POST, PUT, PATCH, DELETE'
const HEADERS = 'Authorization, Content-Type, If-Match, Idempotency-Key'
const EXPOSED = 'ETag, Link, Location, Blext-Operation, RateLimit, RateLimit-Policy, Retry-After'
const MINUTES_10 = '600'

/**
 * Lets the scripts of those sites use the API that an admin has named, and answers what browsers ask
 * beforehand. Nothing is said of cookies, so none are sent: only a token opens what is not public.
 */
export const allowOrigins: RequestHandler = (req, res, next) => {
  const origin = req.get('origin')
  if (origin === undefined || !req.path.startsWith('/api/v1/')) {
    next()
    return
  }
  res.vary('Origin')
  const allowed = allowedOrigin(req, res, origin)
  if (allowed === null) {
    next()
    return
  }
  res.set({ 'Access-Control-Allow-Origin': allowed, 'Access-Control-Expose-Headers': EXPOSED })
  res.locals.isAllowedOrigin = allowed !== ANYWHERE
  if (req.method === 'OPTIONS' && req.get('access-control-request-method') !== undefined) {
    answerBeforehand(res, allowed)
  } else next()
}

function allowedOrigin(req: Request, res: Response, origin: string): string | null {
  const { corsOrigins, publicApi } = res.locals.site
  if (corsOrigins.includes(origin)) return origin
  const isPublic = publicApi && req.path.startsWith('/api/v1/public/')
  return isPublic && corsOrigins.includes(ANYWHERE) ? ANYWHERE : null
}

function answerBeforehand(res: Response, allowed: string): void {
  res.set('Access-Control-Max-Age', MINUTES_10)
  if (allowed === ANYWHERE) res.set('Access-Control-Allow-Methods', 'GET')
  else {
    res.set({ 'Access-Control-Allow-Methods': METHODS, 'Access-Control-Allow-Headers': HEADERS })
  }
  res.status(204).end()
}
