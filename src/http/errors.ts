import type { ErrorRequestHandler, Request, Response } from 'express'
import createError, { isHttpError } from 'http-errors'
import type { Logger } from 'pino'
import { AsideError } from '../db/aside-limits.ts'
import { isUnavailable, isUnstorableText } from '../db/failure.ts'
import { mark } from '../i18n/translate.ts'
import { isDiskFailure } from '../storage/failure.ts'
import { Problem, sendProblem } from './problem.ts'
import { loggedPath } from './request-log.ts'
import { viewUnsaved } from './unsaved.ts'

/** Gives the row, or answers 404: it is not there, or not this person's to see. */
export function orNotFound<Row>(row: Row | null | undefined): Row {
  if (row === null || row === undefined) throw createError(404)
  return row
}

/** Answers 403 unless the person may do what they may see. */
export function orForbidden(allowed: boolean): void {
  if (!allowed) throw createError(403)
}

/** The number in an address, or 404 when it is none. */
export function idOf(text: unknown): number {
  const id = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : 0
  return orNotFound(id || null)
}

/** The last middleware: every error becomes a page (or JSON) that leaks nothing; ≥ 500 is logged. */
export function errorPage(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const status = statusOf(error)
    if (status >= 500) {
      const requestId = res.get('X-Request-Id')
      const request = { requestId, method: req.method, path: loggedPath(req) }
      log.error({ err: error, ...request }, 'request failed')
    }
    if (res.headersSent) {
      next(error)
      return
    }
    if (status === 503) res.set('Retry-After', '5')
    // The rest of what is too large is not read.
    if (status === 413) res.set('Connection', 'close')
    res.status(status).set('Cache-Control', 'no-store')
    answer(req, res, { status, error })
  }
}

function statusOf(error: unknown): number {
  if (isHttpError(error)) return error.status
  if (isUnavailable(error) || isDiskFailure(error)) return 503
  return isUnstorableText(error) ? 400 : givenStatus(error)
}

function givenStatus(error: unknown): number {
  const given = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return given >= 400 && given < 500 ? given : 500
}

function answer(
  req: Request,
  res: Response,
  { status, error }: { status: number; error: unknown },
): void {
  const { t } = res.locals as Partial<typeof res.locals>
  const { title, text } = error instanceof AsideError ? BUSY : explain(status)
  if (!t || isForScripts(req)) {
    const said = error instanceof Problem ? error : { message: text, errors: {} }
    sendProblem(res, status, { detail: said.message, errors: said.errors }, t)
    return
  }
  const unsaved = status === 503 ? viewUnsaved(req, res) : null
  if (unsaved) {
    const kept = t('What you sent stands below; send it again shortly.')
    res.render('errors/unsaved', { status, title: t(title), text: kept, unsaved })
  } else res.render('errors/show', { status, title: t(title), text: t(text) })
}

/** Whether whoever asks reads JSON and shows no page. */
export const isForScripts = (req: Request): boolean =>
  req.path.startsWith('/api/') || req.accepts(['html', 'json']) === 'json'

const EXPLANATIONS: Record<number, { title: string; text: string }> = {
  400: {
    title: mark('This request could not be read'),
    text: mark('Go back and try again; if you followed a link, it is broken.'),
  },
  401: { title: mark('Please sign in'), text: mark('Sign in to go on.') },
  403: {
    title: mark('You may not do this'),
    text: mark('Ask an administrator of this site if you think you should.'),
  },
  404: {
    title: mark('There is nothing here'),
    text: mark('The page was moved, is not public, or never was.'),
  },
  413: {
    title: mark('That is too much at once'),
    text: mark(
      'A form may hold at most 16 MB and 20,000 fields. Go back: your text is still there.',
    ),
  },
  429: {
    title: mark('Too many attempts'),
    text: mark('Wait a few minutes and try again.'),
  },
  503: {
    title: mark('Nothing can be saved just now'),
    text: mark(
      'The database cannot be written to. Go back, keep your text, and try again shortly.',
    ),
  },
}

const BUSY = {
  title: mark('Too much is searched for just now'),
  text: mark('The search is busy, or this takes too long. Try again, or with longer words.'),
}

const UNKNOWN = {
  title: mark('Something went wrong'),
  text: mark('The error was logged. Go back and try again.'),
}

function explain(status: number): { title: string; text: string } {
  const known = EXPLANATIONS[status]
  if (known) return known
  return status < 500 ? (EXPLANATIONS[400] ?? UNKNOWN) : UNKNOWN
}
