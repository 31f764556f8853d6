import type { RequestHandler } from 'express'
import createError from 'http-errors'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses with 403 every request that may change something and does not come from this site: by
 * `Sec-Fetch-Site`, else by `Origin`; with neither, only a bearer token instead of a cookie passes.
 * A site that an admin lets use the API passes there, where no cookie counts.
 * With SameSite=Lax cookies and no state-changing GET, no tokens are needed in the pages.
 */
export const requireSameOrigin: RequestHandler = (req, res, next) => {
  const isAllowed = res.locals.isAllowedOrigin ?? false
  if (isAllowed || SAFE.has(req.method) || isSameOrigin(req)) next()
  else next(createError(403))
}

function isSameOrigin(req: Parameters<RequestHandler>[0]): boolean {
  const site = req.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const origin = req.get('origin')
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === req.get('host')
  return req.get('cookie') === undefined && /^Bearer /i.test(req.get('authorization') ?? '')
}
