import { randomUUID } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
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
          path: loggedPath(req),
          status: res.statusCode,
          ms: Math.round(performance.now() - started),
          aborted: !res.writableFinished,
          address: req.ip,
          userId: personOf(req),
        },
        'request',
      )
    })
    next()
  }
}

/** The path of a request as it may be written down: whoever knows the rest of such a link is let in. */
export function loggedPath(req: Request): string {
  const path = req.originalUrl.replace(/\?.*$/s, '')
  return path.replace(/^\/(preview|invitations|reset-password)\/.+/, '/$1/…')
}

// The session knows who has just signed in, the locals who has just signed out.
function personOf({ res, session }: Partial<Request>): number | undefined {
  const locals = res?.locals as Partial<Express.Locals> | undefined
  return locals?.user?.id ?? session?.userId
}
