import { Router, type Request, type Response } from 'express'
import createError from 'http-errors'
import type { Context } from '../context.ts'
import { isForScripts } from '../http/errors.ts'
import { flash } from '../http/flash.ts'
import { readForm, typedFields, type FieldErrors } from '../http/form.ts'
import { endSessions, sessionCookie, startSession } from '../http/sessions.ts'
import { mark } from '../i18n/translate.ts'
import { PasswordForm, ProfileForm, SetupForm } from './form.ts'
import { carryKept, readKept, requireSignIn, safeNext } from './guard.ts'
import { findTakenNames } from './people/service.ts'
import { hasAdmin } from './people.ts'
import { hashPassword } from './password.ts'
import { changePassword, checkSignIn, saveProfile } from './service.ts'
import { isSetupToken, setUpSite } from './setup.ts'
import { requirePerson } from './signed-in.ts'

export function accountRoutes(context: Context): Router {
  const { config, db, now } = context
  const router = Router()
  router.get('/setup', showSetup)
  router.post('/setup', setUp)
  router.get('/login', showSignIn)
  router.post('/login', signIn)
  router.post('/logout', signOut)
  router.use('/account', requireSignIn)
  router.get('/account', showAccount)
  router.post('/account', updateProfile)
  router.post('/account/password', updatePassword)
  router.post('/account/sign-out-everywhere', signOutEverywhere)
  return router

  async function showSetup(req: Request, res: Response) {
    await requireSetup(req.query['token'])
    res.set('Cache-Control', 'no-store')
    res.render('accounts/setup', { input: { token: req.query['token'] }, errors: {} })
  }

  async function setUp(req: Request, res: Response) {
    const form = readForm(SetupForm, req.body)
    await requireSetup(form.input['token'])
    res.set('Cache-Control', 'no-store')
    const errors = form.ok ? await findTakenNames(db.read, form.values) : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      res.status(422).render('accounts/setup', { input: form.input, errors })
      return
    }
    const { siteTitle, username, email, password } = form.values
    const passwordHash = await hashPassword(password)
    const admin = await db.write(tx =>
      setUpSite(tx, { siteTitle, admin: { username, email, role: 'admin', passwordHash } }, now()),
    )
    if (!admin) throw createError(404)
    await startSession(req, admin.id, now())
    flash(req, { text: res.locals.t('Your blog is ready. Write the first post.') })
    res.redirect(303, '/admin/posts/new')
  }

  async function requireSetup(token: unknown) {
    if (await hasAdmin(db.read)) throw createError(404)
    if (!isSetupToken(config, typeof token === 'string' ? token : '')) throw createError(403)
  }

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
    const { email = '', password = '', person } = typedFields(req.body)
    res.set('Cache-Control', 'no-store')
    const result = await checkSignIn(context, { email, password, address: req.ip ?? '' })
    if (!result.ok) {
      refuseSignIn(req, res, result)
      return
    }
    // A page that is open belongs to one person: nobody else goes on with it.
    if ((person ?? String(result.user.id)) !== String(result.user.id)) {
      refuseSignIn(req, res, { retryAfter: 0, message: OTHER_ACCOUNT })
      return
    }
    await startSession(req, result.user.id, now())
    answerSignedIn(req, res)
  }

  function signOut(req: Request, res: Response) {
    req.session.destroy(() => {
      const { name, options } = sessionCookie(config)
      res.clearCookie(name, options).redirect(303, '/')
    })
  }

  async function showAccount(_req: Request, res: Response) {
    const { id } = requirePerson(res)
    const person = await db.read.user.findUniqueOrThrow({ where: { id } })
    res.render('accounts/account', { input: person, errors: {} })
  }

  async function updateProfile(req: Request, res: Response) {
    const form = readForm(ProfileForm, req.body)
    if (!form.ok) {
      refuseAccount(res, form)
      return
    }
    await saveProfile(context, requirePerson(res).id, form.values)
    flash(req, { text: res.locals.t('Your profile was saved.') })
    res.redirect(303, '/account')
  }

  async function updatePassword(req: Request, res: Response) {
    const form = readForm(PasswordForm, req.body)
    const errors = form.ok
      ? await changePassword(context, requirePerson(res).id, {
          ...form.values,
          address: req.ip ?? '',
        })
      : form.errors
    if (errors) {
      refuseAccount(res, { errors, input: {} })
      return
    }
    await endSessions(context, requirePerson(res).id, req.sessionID)
    flash(req, {
      text: res.locals.t('Your password was changed, and you were signed out everywhere else.'),
    })
    res.redirect(303, '/account')
  }

  function refuseAccount(
    res: Response,
    { errors, input }: { errors: FieldErrors; input: Record<string, string> },
  ) {
    res.status(422).render('accounts/account', { input: { ...res.locals.user, ...input }, errors })
  }

  async function signOutEverywhere(req: Request, res: Response) {
    await endSessions(context, requirePerson(res).id)
    signOut(req, res)
  }
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

const sayRefusal = (retryAfter: number): string =>
  retryAfter > 0
    ? mark('Too many failed attempts. Wait a few minutes and try again.')
    : mark('The email address or the password is wrong.')

const OTHER_ACCOUNT = mark(
  'This is another account. Sign in with the one that wrote this text, or open another window.',
)
