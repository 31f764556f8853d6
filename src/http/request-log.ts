import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express, Request, RequestHandler } from 'express'
import type { Logger } from 'pino'

type Facts = { id: string; started: number; address: string | undefined; path: string }

/** One line for each request when it has ended; no query, no cookie, no body, so no secrets. */
export function logRequests(log: Logger): RequestHandler {
  return (req, res, next) => {
    const id = randomUUID()
    res.set('X-Request-Id', id)
    const facts = { id, started: performance.now(), path: loggedPath(req) }
    res.on('close', () => {
      logEnd(log, res, { ...facts, method: req.method, address: req.ip, userId: personOf(req) })
    })
    next()
  }
}

/**
 * The same line for what is answered without Express; gives the id that the answer says. What is
 * behind the trusted proxies is read as Express reads it.
 */
export function createPlainLog(
  log: Logger,
  app: Express,
): (req: IncomingMessage, res: ServerResponse) => string {
  const addressOf = ({ socket, headers }: IncomingMessage) =>
    headers['x-forwarded-for'] === undefined
      ? socket.remoteAddress
      : (Object.assign(Object.create(app.request), { socket, headers }) as Request).ip
  return (req, res) => {
    const id = randomUUID()
    if (!log.isLevelEnabled('info')) return id
    const facts = { id, started: performance.now(), path: hideSecrets(req.url ?? '') }
    const address = addressOf(req)
    res.on('close', () => {
      logEnd(log, res, { ...facts, method: req.method, address, userId: undefined })
    })
    return id
  }
}

function logEnd(
  log: Logger,
  res: ServerResponse,
  { id, started, ...facts }: Facts & { method: string | undefined; userId: number | undefined },
): void {
  log.info(
    {
      requestId: id,
      method: facts.method,
      path: facts.path,
      status: res.statusCode,
      ms: Math.round(performance.now() - started),
      aborted: !res.writableFinished,
      address: facts.address,
      userId: facts.userId,
    },
    'request',
  )
}

/** The path of a request as it may be written down: whoever knows the rest of such a link is let in. */
export function loggedPath(req: Request): string {
  return hideSecrets(req.originalUrl)
}

function hideSecrets(url: string): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  return path.replace(/^\/(preview|invitations|reset-password|signup)\/.+/i, '/$1/…')
}

// The session knows who has just signed in, the locals who has just signed out.
function personOf({ res, session }: Partial<Request>): number | undefined {
  const locals = res?.locals as Partial<Express.Locals> | undefined
  return locals?.user?.id ?? session?.userId
}
