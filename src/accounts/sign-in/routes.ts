import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { isForScripts } from '../../http/errors.ts'
import { typedFields, type FieldErrors } from '../../http/form.ts'
import { endSession, startSession } from '../../http/sessions.ts'
import { mark } from '../../i18n/translate.ts'
import { carryKept, readKept, safeNext } from '../guard.ts'
import { checkSignIn } from '../service.ts'
import { WRONG_CODE } from '../two-factor/codes.ts'
import { checkCode, hasTwoFactor } from '../two-factor/service.ts'
import { isTicket, makeTicket, personOfTicket } from '../two-factor/ticket.ts'

/** Signing in, with a second factor where the account has one, and out. */
export function signInRoutes(context: Context): Router {
  const { config, db, now } = context
  const router = Router()
  router.get('/login', showSignIn)
  router.post('/login', signIn)
  router.post('/login/code', signInWithCode)
  router.post('/logout', signOut)
  return router

  function showSignIn(req: Request, res: Response) {
    const next = typeof req.query['next'] === 'string' ? req.query['next'] : ''
    if (res.locals.user) {
      res.redirect(303, safeNext(next, '/admin/posts'))
      return
    }
    res.set('Cache-Control', 'no-store')
    res.render('accounts/login', { input: { next }, errors: {}, kept: [] })
  }

  async function signIn(req: Request, res: Response) {
    const { email = '', password = '' } = typedFields(req.body)
    res.set('Cache-Control', 'no-store')
    const result = await checkSignIn(context, { email, password, address: req.ip ?? '' })
    if (!result.ok) {
      refuseSignIn(req, res, result)
      return
    }
    if (isOther(req, result.user)) {
      refuseSignIn(req, res, { retryAfter: 0, message: OTHER_ACCOUNT })
      return
    }
    if (await hasTwoFactor(db.read, result.user.id)) {
      askForCode(req, res, makeTicket(config, result.user, now()))
      return
    }
    await startSession(req, result.user.id, now())
    answerSignedIn(req, res)
  }

  async function signInWithCode(req: Request, res: Response) {
    const { ticket = '', code = '' } = typedFields(req.body)
    res.set('Cache-Control', 'no-store')
    const id = personOfTicket(ticket) ?? 0
    const person = await db.read.user.findFirst({ where: { id, disabled: false } })
    if (!person || !isTicket(config, ticket, { person, now: now() })) {
      refuseSignIn(req, res, { retryAfter: 0, message: TOO_SLOW })
      return
    }
    if (isOther(req, person)) {
      refuseSignIn(req, res, { retryAfter: 0, message: OTHER_ACCOUNT })
      return
    }
    const checked = await checkCode(context, person.id, code)
    if (!checked.ok) {
      refuseCode(req, res, checked)
      return
    }
    await startSession(req, person.id, now())
    answerSignedIn(req, res)
  }

  async function signOut(req: Request, res: Response) {
    await endSession(req, res, config)
    res.redirect(303, '/')
  }
}

// A page that is open belongs to one person: nobody else goes on with it.
function isOther(req: Request, { id }: { id: number }): boolean {
  const { person = String(id) } = typedFields(req.body)
  return person !== String(id)
}

function answerSignedIn(req: Request, res: Response): void {
  const { next = '', resume } = typedFields(req.body)
  const to = safeNext(next, '/admin/posts')
  if (isForScripts(req)) res.json({ next: to })
  else if (resume) res.render('accounts/resume', { action: to, kept: readKept(req.body) })
  else res.redirect(303, to)
}

function refuseSignIn(
  req: Request,
  res: Response,
  { retryAfter, message = sayRefusal(retryAfter) }: { retryAfter: number; message?: string },
): void {
  const { email = '', next = '', resume = '' } = typedFields(req.body)
  if (retryAfter > 0) res.set('Retry-After', String(retryAfter))
  res.status(retryAfter > 0 ? 429 : 422)
  if (isForScripts(req)) {
    res.json({ errors: { password: res.locals.t(message) } })
    return
  }
  res.render('accounts/login', {
    input: { email, next, resume },
    errors: { password: message },
    kept: carryKept(req.body),
  })
}

// What was sent before goes on with the form: a text that was written is still in it.
function askForCode(req: Request, res: Response, ticket: string): void {
  if (isForScripts(req)) res.json({ ticket })
  else renderCode(req, res, { ticket, errors: {} })
}

function refuseCode(req: Request, res: Response, { retryAfter }: { retryAfter: number }): void {
  const { ticket = '' } = typedFields(req.body)
  if (retryAfter > 0) res.set('Retry-After', String(retryAfter))
  res.status(retryAfter > 0 ? 429 : 422)
  const message = retryAfter > 0 ? TOO_MANY : WRONG_CODE
  if (isForScripts(req)) res.json({ errors: { code: res.locals.t(message) } })
  else renderCode(req, res, { ticket, errors: { code: message } })
}

function renderCode(
  req: Request,
  res: Response,
  { ticket, errors }: { ticket: string; errors: FieldErrors },
): void {
  const { next = '', resume = '' } = typedFields(req.body)
  const input = { ticket, next, resume }
  res.render('accounts/code', { input, errors, kept: carryKept(req.body) })
}

const sayRefusal = (retryAfter: number): string =>
  retryAfter > 0 ? TOO_MANY : mark('The email address or the password is wrong.')

const OTHER_ACCOUNT = mark(
  'This is another account. Sign in with the one that wrote this text, or open another window.',
)

const TOO_MANY = mark('Too many failed attempts. Wait a few minutes and try again.')

const TOO_SLOW = mark('That took too long. Sign in again.')
