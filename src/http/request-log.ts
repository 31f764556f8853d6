import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'

/** One line for each request when it has ended; no query, no cookie, no body, so no secrets. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const started = performance.now()
    const id = randomUUID()
    res.set('X-Request-Id', id)
    res.on('close', () => {
      log.info(
        {
          requestId: id,
          method: req.method,
          path: req.path,
          status: res.statusCode,
          ms: Math.round(performance.now() - started),
          aborted: !res.writableFinished,
          userId: (res.locals as Partial<typeof res.locals>).user?.id,
        },
        'request',
      )
    })
    next()
  }
}
