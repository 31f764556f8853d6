import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { startSession } from '../../http/sessions.ts'
import { mark } from '../../i18n/translate.ts'
import { findOwnWords } from '../own-words.ts'
import { AccountForm } from '../people/form.ts'
import { askForAccount, confirmAccount, findAccount } from './service.ts'

/** Making an account oneself, where SIGNUP says that everybody may; the address is confirmed first. */
export function signUpRoutes(context: Context): Router {
  const { config, db, now } = context
  const router = Router()
  router.get('/signup', showForm)
  router.post('/signup', ask)
  router.get('/signup/:token', showConfirmation)
  router.post('/signup/:token', confirm)
  return router

  function showForm(_req: Request, res: Response) {
    if (config.signup === 'invite') render(res, 'accounts/by-invitation', {})
    else renderForm(res, { input: {}, errors: {} })
  }

  async function ask(req: Request, res: Response) {
    requireOpen()
    const form = readForm(AccountForm, req.body)
    const { t, site } = res.locals
    const errors = form.ok
      ? {
          ...findOwnWords(form.values, site.title),
          ...(await findTakenUsername(form.values.username)),
        }
      : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      renderForm(res.status(422), { input: form.input, errors })
      return
    }
    const manner = { address: req.ip ?? '', siteTitle: site.title, t }
    const retryAfter = await askForAccount(context, form.values, manner)
    if (retryAfter > 0) {
      res.status(429).set('Retry-After', String(retryAfter))
      renderForm(res, { input: form.input, errors: { email: TOO_MANY } })
    } else render(res, 'accounts/mail-sent', { lead: t(SENT) })
  }

  async function showConfirmation(req: Request, res: Response) {
    const link = await findAccount(context, String(req.params['token']))
    if (link) render(res, 'accounts/confirm', { email: link.data['email'] ?? '' })
    else renderEnded(res)
  }

  async function confirm(req: Request, res: Response) {
    const link = await findAccount(context, String(req.params['token']))
    const person = link && (await confirmAccount(context, link))
    if (!person) {
      renderEnded(res)
      return
    }
    await startSession(req, person.id, now())
    flash(req, { text: res.locals.t('Welcome. This is where you write.') })
    res.redirect(303, '/admin/posts')
  }

  // A username stands on public pages, so that it is taken is no secret; an address is one.
  async function findTakenUsername(username: string): Promise<FieldErrors> {
    const taken = await db.read.user.findUnique({ where: { username }, select: { id: true } })
    return taken ? { username: mark('Somebody has this username already.') } : {}
  }

  function requireOpen() {
    orNotFound(config.signup === 'open' || null)
  }

  function renderForm(res: Response, values: { input: Typed; errors: FieldErrors }) {
    requireOpen()
    render(res, 'accounts/sign-up', values)
  }

  function renderEnded(res: Response) {
    const again =
      config.signup === 'open' ? { url: '/signup', label: res.locals.t('Sign up') } : null
    const lead = res.locals.t('This link was used already, or is too old.')
    render(res.status(404), 'accounts/link-ended', { lead, again })
  }

  function render(res: Response, view: string, values: object) {
    res.set('Cache-Control', 'no-store').render(view, values)
  }
}

const SENT = mark(
  'A letter is on its way. Follow the link in it within a day, and your account is made.',
)

const TOO_MANY = mark('Too many attempts. Wait a few minutes and try again.')
