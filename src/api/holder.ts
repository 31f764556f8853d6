/* eslint-disable @typescript-eslint/consistent-type-definitions, @typescript-eslint/no-namespace -- Express is typed by merging into its interfaces. */
import type { RequestHandler } from 'express'
import { rateLimit } from 'express-rate-limit'
import { findHolder, type Holder } from '../accounts/tokens/tokens.ts'
import type { Context } from '../context.ts'
import { networkOf } from '../http/network.ts'
import { Problem } from '../http/problem.ts'
import { mark } from '../i18n/translate.ts'

declare global {
  namespace Express {
    interface Locals {
      /** Whose token a request to the API carries; null without a good one. */
      holder: Holder | null
    }
  }
}

const MINUTE_MS = 60_000
const REQUESTS_PER_TOKEN = 600
const REQUESTS_WITHOUT_TOKEN = 300

/** Finds out whose token a request carries; a cookie counts for nothing here. */
export function provideHolder(context: Context): RequestHandler {
  return async (req, res, next) => {
    const [, secret = ''] = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '') ?? []
    res.locals.holder = secret === '' ? null : await findHolder(context, secret)
    res.set('Cache-Control', 'no-store')
    next()
  }
}

/** Holds back who asks too often: by token, else by address; says in `RateLimit` how much is left. */
export function limitRequests(): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: (_req, res) => (res.locals.holder ? REQUESTS_PER_TOKEN : REQUESTS_WITHOUT_TOKEN),
    keyGenerator: (req, res) => {
      const { holder } = res.locals
      return holder ? `token ${holder.tokenId}` : networkOf(req.ip ?? '')
    },
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (_req, _res, next) => {
      next(new Problem(429, mark('Too many requests. Wait as long as Retry-After says.')))
    },
  })
}

/** Lets only holders of a token pass. */
export const requireHolder: RequestHandler = (_req, res, next) => {
  if (res.locals.holder) {
    next()
    return
  }
  res.set('WWW-Authenticate', 'Bearer')
  next(
    new Problem(
      401,
      mark('Send a token of yours: Authorization: Bearer … You make one in your account.'),
    ),
  )
}
