import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { startSession } from '../../http/sessions.ts'
import { formatDate } from '../../text/dates.ts'
import { Email } from '../form.ts'
import { findOwnWords } from '../own-words.ts'
import { AccountForm, Role } from '../people/form.ts'
import { nameRoles } from '../people/roles.ts'
import { findTakenNames } from '../people/service.ts'
import { listLinks, takeLink, type OpenLink } from '../secret-links.ts'
import { requirePerson } from '../signed-in.ts'
import { acceptInvitation, findInvitation, invite } from './service.ts'

const InvitationForm = z.object({ email: Email, role: Role.default('author') })

/** Invitations: made by admins, shown once and sent by mail; who opens one makes their own account. */
export function invitationRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/users/invitations', index)
  router.post('/admin/users/invitations', create)
  router.post('/admin/users/invitations/:id/revoke', revoke)
  router.get('/invitations/:token', showAccount)
  router.post('/invitations/:token', makeAccount)
  return router

  function index(_req: Request, res: Response) {
    return show(res, {})
  }

  async function create(req: Request, res: Response) {
    const form = readForm(InvitationForm, req.body)
    const taken = form.ok
      ? await findTakenNames(db.read, { username: '', ...form.values })
      : form.errors
    if (!form.ok || taken['email'] !== undefined) {
      await show(res.status(422), { input: form.input, errors: taken })
      return
    }
    const invitedBy = requirePerson(res).displayName
    const { t, site } = res.locals
    const manner = { siteTitle: site.title, t }
    const url = await invite(context, { ...form.values, invitedBy }, manner)
    await show(res.status(201), { url, email: form.values.email })
  }

  async function revoke(req: Request, res: Response) {
    const id = idOf(req.params['id'])
    await db.record(tx => takeLink(tx, { id }))
    flash(req, { text: res.locals.t('The invitation was revoked.') })
    res.redirect(303, '/admin/users/invitations')
  }

  async function showAccount(req: Request, res: Response) {
    const invitation = await findInvitation(context, String(req.params['token']))
    if (invitation)
      renderAccount(res, { input: { email: invitation.data['email'] ?? '' }, errors: {} })
    else renderEnded(res)
  }

  async function makeAccount(req: Request, res: Response) {
    const invitation = await findInvitation(context, String(req.params['token']))
    if (!invitation) {
      renderEnded(res)
      return
    }
    const form = readForm(AccountForm, req.body)
    const { title } = res.locals.site
    const errors = form.ok
      ? { ...findOwnWords(form.values, title), ...(await findTakenNames(db.read, form.values)) }
      : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      renderAccount(res.status(422), { input: form.input, errors })
    } else await accept(req, res, { invitation, values: form.values })
  }

  async function accept(
    req: Request,
    res: Response,
    { invitation, values }: { invitation: OpenLink; values: z.output<typeof AccountForm> },
  ) {
    const person = await acceptInvitation(context, invitation, values)
    if (!person) {
      renderEnded(res)
      return
    }
    await startSession(req, person.id, now())
    flash(req, { text: res.locals.t('Welcome. This is where you write.') })
    res.redirect(303, '/admin/posts')
  }

  type Shown = { input?: Typed; errors?: FieldErrors; url?: string; email?: string }

  async function show(res: Response, { input = {}, errors = {}, url = '', email = '' }: Shown) {
    const { t, language, site } = res.locals
    const links = await listLinks(db.read, 'invitation', now())
    const roles = nameRoles(res)
    res.render('accounts/invitations', {
      ...{ input, errors, url, email, roles, leaves: context.mail.leaves },
      invitations: links.map(({ id, data, expiresAt }) => ({
        ...{ id, email: data['email'] ?? '' },
        role: roles.find(({ value }) => value === data['role'])?.label ?? '',
        ends: t('ends on {date}', { date: formatDate(expiresAt, language, site.timeZone) }),
      })),
    })
  }

  function renderAccount(res: Response, values: { input: Typed; errors: FieldErrors }) {
    res.set('Cache-Control', 'no-store').render('accounts/new-account', values)
  }

  function renderEnded(res: Response) {
    const lead = res.locals.t(
      'This invitation was used already, or is too old. Ask for another one.',
    )
    res.status(404).set('Cache-Control', 'no-store')
    res.render('accounts/link-ended', { lead, again: null })
  }
}
