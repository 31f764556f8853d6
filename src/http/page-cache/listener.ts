import type { IncomingMessage, RequestListener } from 'node:http'
import type { Express } from 'express'
import type { Context } from '../../context.ts'
import { createPlainLog } from '../request-log.ts'
import { sessionCookie } from '../sessions.ts'
import { answerKept, type KeptPages } from './answer.ts'
import { createGenerations, shareInTurn, type Source } from './generations.ts'
import { listKeptRoutes } from './keep.ts'
import { keyOf } from './key.ts'
import { createStore } from './store.ts'

/**
 * Stands before an app and answers strangers with whole pages that were kept: what a route marked by
 * `keep` said, until the content changes or `nextDue` has come. Everything else goes to the app.
 */
export function keepPages(
  context: Context,
  app: Express,
  nextDue: Source['nextDue'],
): RequestListener {
  const { config, db, log, now } = context
  if (config.cacheBytes === 0) return app
  const routes = listKeptRoutes(app)
  const cookie = new RegExp(`(?:^|;\\s*)${sessionCookie(config).name}=`)
  const { contentVersion } = db
  const findGeneration = createGenerations({ contentVersion, now, nextDue }, () => ({
    pages: createStore(config.cacheBytes),
    flights: new Map(),
  }))
  const pages: KeptPages = {
    app,
    log,
    logPlain: createPlainLog(context, app),
    findGeneration: shareInTurn(async () => (await findGeneration()).kept),
  }
  return (req, res) => {
    const key = isForAll(req, cookie) ? keyOf(req.url ?? '', routes) : null
    if (key === null) app(req, res)
    else {
      answerKept(pages, { req, res, key, wish: readWish(req) }).catch((error: unknown) => {
        log.error({ err: error }, 'a kept page could not be sent')
        res.destroy()
      })
    }
  }
}

// Anonymous, and without anything that could ask for another answer.
function isForAll({ method, headers }: IncomingMessage, cookie: RegExp): boolean {
  return (
    (method === 'GET' || method === 'HEAD') &&
    headers.authorization === undefined &&
    headers['content-length'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    (headers.cookie === undefined || !cookie.test(headers.cookie))
  )
}

function readWish({ method, headers }: IncomingMessage) {
  const accepts = headers['accept-encoding']
  return { accepts: accepts?.toString(), conditions: headers, isHead: method === 'HEAD' }
}
