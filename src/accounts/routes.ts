import { Router, type Request, type Response } from 'express'
import createError from 'http-errors'
import type { Context } from '../context.ts'
import { flash } from '../http/flash.ts'
import { readForm } from '../http/form.ts'
import { endSession, endSessions, startSession } from '../http/sessions.ts'
import { renderAccount } from './account-page.ts'
import { PasswordForm, ProfileForm, SetupForm } from './form.ts'
import { requireSignIn } from './guard.ts'
import { findOwnWords } from './own-words.ts'
import { findTakenNames } from './people/service.ts'
import { hasAdmin } from './people.ts'
import { hashPassword } from './password.ts'
import { readProof } from './proof.ts'
import { changePassword, saveProfile } from './service.ts'
import { renderSetup } from './setup-page.ts'
import { isSetupToken, setUpSite } from './setup.ts'
import { requirePerson } from './signed-in.ts'

export function accountRoutes(context: Context): Router {
  const { config, db, now, translate } = context
  const router = Router()
  router.get('/setup', showSetup)
  router.post('/setup', setUp)
  router.use('/account', requireSignIn)
  router.get('/account', showAccount)
  router.post('/account', updateProfile)
  router.post('/account/password', updatePassword)
  router.post('/account/sign-out-everywhere', signOutEverywhere)
  return router

  async function showSetup(req: Request, res: Response) {
    const { token } = req.query
    await requireSetup(token)
    renderSetup(context, req, res, { input: { token: token as string }, errors: {} })
  }

  async function setUp(req: Request, res: Response) {
    const form = readForm(SetupForm, req.body)
    await requireSetup(form.input['token'])
    const errors = form.ok
      ? {
          ...findOwnWords(form.values, form.values.siteTitle),
          ...(await findTakenNames(db.read, form.values)),
        }
      : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      renderSetup(context, req, res.status(422), { input: form.input, errors })
      return
    }
    const { siteTitle: title, language, timeZone, username, email, password } = form.values
    const site = { title, language, timeZone }
    const passwordHash = await hashPassword(password)
    const admin = await db.write(tx =>
      setUpSite(tx, { site, admin: { username, email, role: 'admin', passwordHash } }, now()),
    )
    if (!admin) throw createError(404)
    await startSession(req, admin.id, now())
    const t = translate(language ?? res.locals.language)
    flash(req, { text: t('Your blog is ready. Write the first post.') })
    res.redirect(303, '/admin/posts/new')
  }

  async function requireSetup(token: unknown) {
    if (await hasAdmin(db.read)) throw createError(404)
    if (!isSetupToken(config, typeof token === 'string' ? token : '')) throw createError(403)
  }

  function showAccount(_req: Request, res: Response) {
    return renderAccount(context, res, {})
  }

  async function updateProfile(req: Request, res: Response) {
    const form = readForm(ProfileForm, req.body)
    if (!form.ok) {
      await renderAccount(context, res.status(422), form)
      return
    }
    await saveProfile(context, requirePerson(res).id, form.values)
    flash(req, { text: res.locals.t('Your profile was saved.') })
    res.redirect(303, '/account')
  }

  async function updatePassword(req: Request, res: Response) {
    const { id } = requirePerson(res)
    const form = readForm(PasswordForm, req.body)
    const errors = form.ok
      ? await changePassword(context, id, {
          ...{ proof: readProof(req), password: form.values.password },
          siteTitle: res.locals.site.title,
        })
      : form.errors
    if (Object.keys(errors).length > 0) {
      await renderAccount(context, res.status(422), { errors })
      return
    }
    await endSessions(context, id, req.sessionID)
    flash(req, {
      text: res.locals.t('Your password was changed, and you were signed out everywhere else.'),
    })
    res.redirect(303, '/account')
  }

  async function signOutEverywhere(req: Request, res: Response) {
    await endSessions(context, requirePerson(res).id)
    await endSession(req, res, config)
    res.redirect(303, '/')
  }
}
