import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { formatMoment } from '../../text/dates.ts'
import { Email, emailKey } from '../form.ts'
import { requireSignIn } from '../guard.ts'
import { proveSelf, readProof } from '../proof.ts'
import { requirePerson } from '../signed-in.ts'
import { hasTwoFactor } from '../two-factor/service.ts'
import * as service from './service.ts'

const AddressForm = z.object({ email: Email })

/** Another address for one's account: asked for here, confirmed by a letter to it. */
export function emailRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/email', index)
  router.post('/account/email', ask)
  router.post('/account/email/cancel', cancel)
  router.get('/confirm-email/:token', showConfirmation)
  router.post('/confirm-email/:token', confirm)
  return router

  function index(_req: Request, res: Response) {
    return show(res, {})
  }

  async function ask(req: Request, res: Response) {
    const { id, email: present } = requirePerson(res)
    const form = readForm(AddressForm, req.body)
    const isSame = form.ok && emailKey(form.values.email) === emailKey(present)
    const faults = isSame ? { email: mark('This is your address already.') } : {}
    const errors = form.ok ? faults : form.errors
    if (!form.ok || isSame) {
      await show(res.status(422), { input: form.input, errors })
      return
    }
    const unproved = await proveSelf(context, id, readProof(req))
    if (Object.keys(unproved).length > 0) {
      await show(res.status(422), { input: form.input, errors: unproved })
    } else await sendLetter(req, res, form.values.email)
  }

  async function sendLetter(req: Request, res: Response, email: string) {
    const { id } = requirePerson(res)
    const person = await db.read.user.findUniqueOrThrow({ where: { id } })
    const asked = { email, address: req.ip ?? '' }
    const retryAfter = await service.askForAddress(context, person, asked, mannerOf(res))
    if (retryAfter > 0) {
      res.status(429).set('Retry-After', String(retryAfter))
      await show(res, { input: { email }, errors: { email: TOO_MANY } })
      return
    }
    flash(req, { text: res.locals.t('A letter is on its way to {email}.', { email }) })
    res.redirect(303, '/account/email')
  }

  async function cancel(req: Request, res: Response) {
    await db.record(tx => service.dropPending(tx, requirePerson(res).id))
    flash(req, { text: res.locals.t('Your address stays as it is.') })
    res.redirect(303, '/account/email')
  }

  async function showConfirmation(req: Request, res: Response) {
    const found = await service.findNewAddress(context, String(req.params['token']))
    if (found) renderDoor(res, 'accounts/confirm-email', { email: found.email })
    else renderEnded(res)
  }

  async function confirm(req: Request, res: Response) {
    const found = await service.findNewAddress(context, String(req.params['token']))
    if (!found || !(await service.confirmAddress(context, found, mannerOf(res)))) {
      renderEnded(res)
      return
    }
    flash(req, {
      text: res.locals.t('{email} is the address of your account now.', { email: found.email }),
    })
    res.redirect(303, res.locals.user ? '/account/email' : '/login')
  }

  async function show(
    res: Response,
    { input = {}, errors = {} }: { input?: Typed; errors?: FieldErrors },
  ) {
    const { id } = requirePerson(res)
    const pending = await service.findPendingAddress(db.read, id, now())
    const { language, site } = res.locals
    const manner = { language, timeZone: site.timeZone, now: now() }
    res.render('accounts/email', {
      ...{ input, errors, leaves: context.mail.leaves },
      needsCode: await hasTwoFactor(db.read, id),
      pending: pending && { email: pending.email, ends: formatMoment(pending.expiresAt, manner) },
    })
  }

  function renderEnded(res: Response) {
    const lead = res.locals.t('This link was used already, or is too old.')
    const again = { url: '/account/email', label: res.locals.t('Ask for a new one') }
    renderDoor(res.status(404), 'accounts/link-ended', { lead, again })
  }

  function renderDoor(res: Response, view: string, values: object) {
    res.set('Cache-Control', 'no-store').render(view, values)
  }
}

const mannerOf = ({ locals: { site, t } }: Response) => ({ siteTitle: site.title, t })

const TOO_MANY = mark('Too many attempts. Wait a few minutes and try again.')
