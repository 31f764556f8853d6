import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { readForm, typedFields, type FieldErrors } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { Email, NewPassword } from '../form.ts'
import { findOwnWords } from '../own-words.ts'
import { z } from 'zod'
import { askForReset, findReset, resetPassword, type Reset } from './service.ts'

const AskForm = z.object({ email: Email })
const NewPasswordForm = z.object({ password: NewPassword })

/** The way back in for who forgot the password. */
export function recoveryRoutes(context: Context): Router {
  const router = Router()
  router.get('/forgot-password', showAsking)
  router.post('/forgot-password', ask)
  router.get('/reset-password/:token', showReset)
  router.post('/reset-password/:token', reset)
  return router

  function showAsking(_req: Request, res: Response) {
    renderAsking(res, { input: {}, errors: {} })
  }

  async function ask(req: Request, res: Response) {
    const form = readForm(AskForm, req.body)
    if (!form.ok) {
      renderAsking(res.status(422), form)
      return
    }
    const { t, site } = res.locals
    const asked = { email: form.values.email, address: req.ip ?? '', siteTitle: site.title, t }
    const retryAfter = await askForReset(context, asked)
    if (retryAfter > 0) {
      const errors = { email: mark('Too many attempts. Wait a few minutes and try again.') }
      res.status(429).set('Retry-After', String(retryAfter))
      renderAsking(res, { input: form.input, errors })
    } else renderDoor(res, 'accounts/mail-sent', { lead: t(SENT) })
  }

  async function showReset(req: Request, res: Response) {
    const found = await findReset(context, String(req.params['token']))
    if (found) renderDoor(res, 'accounts/new-password', { errors: {} })
    else renderEnded(res)
  }

  async function reset(req: Request, res: Response) {
    const found = await findReset(context, String(req.params['token']))
    if (!found) {
      renderEnded(res)
      return
    }
    const form = readForm(NewPasswordForm, req.body)
    const errors = form.ok
      ? findOwnWords({ ...found.person, ...form.values }, res.locals.site.title)
      : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      renderDoor(res.status(422), 'accounts/new-password', { errors })
    } else await finish(req, res, { found, password: form.values.password })
  }

  async function finish(
    req: Request,
    res: Response,
    { found, password }: { found: Reset; password: string },
  ) {
    if (await resetPassword(context, found, password)) {
      flash(req, { text: res.locals.t('Your password was changed. Sign in with it.') })
      res.redirect(303, '/login')
    } else renderEnded(res)
  }

  function renderAsking(
    res: Response,
    { input, errors }: { input: ReturnType<typeof typedFields>; errors: FieldErrors },
  ) {
    renderDoor(res, 'accounts/forgot-password', { input, errors })
  }

  function renderEnded(res: Response) {
    renderDoor(res.status(404), 'accounts/link-ended', {
      lead: res.locals.t('This link was used already, or is too old.'),
      again: { url: '/forgot-password', label: res.locals.t('Ask for a new one') },
    })
  }

  function renderDoor(res: Response, view: string, values: object) {
    res.set('Cache-Control', 'no-store').render(view, values)
  }
}

const SENT = mark(
  'If there is an account with this address, a letter is on its way. Follow the link in it within half an hour.',
)
