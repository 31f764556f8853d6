import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express, Request, RequestHandler } from 'express'
import type { Context } from '../context.ts'

type Watchers = Pick<Context, 'log' | 'metrics'>

type Facts = { id: string; started: number; address: string | undefined; path: string }

/** One line for each request when it has ended; no query, no cookie, no body, so no secrets. */
export function logRequests(watchers: Watchers): RequestHandler {
  return (req, res, next) => {
    const id = randomUUID()
    res.set('X-Request-Id', id)
    const facts = { id, started: performance.now(), path: loggedPath(req) }
    res.on('close', () => {
      const route = (req.route as { path?: unknown } | undefined)?.path
      noteEnd(watchers, res, {
        ...{ ...facts, method: req.method, address: req.ip, userId: personOf(req) },
        route: typeof route === 'string' ? route : 'none',
      })
    })
    next()
  }
}

/**
 * The same line for what is answered without Express; gives the id that the answer says. What is
 * behind the trusted proxies is read as Express reads it.
 */
export function createPlainLog(
  watchers: Watchers,
  app: Express,
): (req: IncomingMessage, res: ServerResponse) => string {
  const addressOf = ({ socket, headers }: IncomingMessage) =>
    headers['x-forwarded-for'] === undefined
      ? socket.remoteAddress
      : (Object.assign(Object.create(app.request), { socket, headers }) as Request).ip
  return (req, res) => {
    const id = randomUUID()
    if (!watchers.metrics && !watchers.log.isLevelEnabled('info')) return id
    const facts = { id, started: performance.now(), path: hideSecrets(req.url ?? '') }
    const address = addressOf(req)
    res.on('close', () => {
      noteEnd(watchers, res, {
        ...{ ...facts, method: req.method ?? '', address, userId: undefined },
        route: 'kept page',
      })
    })
    return id
  }
}

type Ended = Facts & { method: string; route: string; userId: number | undefined }

function noteEnd(
  { log, metrics }: Watchers,
  res: ServerResponse,
  { id, started, route, ...facts }: Ended,
): void {
  const ms = performance.now() - started
  const status = res.statusCode
  metrics?.countAnswer({ method: facts.method, route, status, seconds: ms / 1000 })
  log.info(
    {
      requestId: id,
      method: facts.method,
      path: facts.path,
      status,
      ms: Math.round(ms),
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
  return path.replace(/^\/(preview|invitations|reset-password|signup|confirm-email)\/.+/i, '/$1/…')
}

// The session knows who has just signed in, the locals who has just signed out.
function personOf({ res, session }: Partial<Request>): number | undefined {
  const locals = res?.locals as Partial<Express.Locals> | undefined
  return locals?.user?.id ?? session?.userId
}
