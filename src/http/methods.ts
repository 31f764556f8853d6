import type { RequestHandler } from 'express'
import createError from 'http-errors'

/** Refuses TRACE with 405: it would send a request back with what proxies added to it. */
export const refuseTrace: RequestHandler = (req, res, next) => {
  if (req.method === 'TRACE') {
    res.set('Allow', 'GET, HEAD, POST')
    next(createError(405))
  } else next()
}
