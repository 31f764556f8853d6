import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { examineSite } from './checks.ts'

/** How the blog stands, for admins: what it is built on, looked at now. */
export function siteHealthRoutes(context: Context): Router {
  const router = Router()
  router.get('/admin/health', index)
  router.post('/admin/health/letter', sendLetter)
  return router

  async function index(req: Request, res: Response) {
    const { t, language, site } = res.locals
    const checks = await examineSite(context, {
      ...{ t, language, timeZone: site.timeZone },
      ...{ host: req.get('host') ?? '', protocol: req.protocol },
      isForwarded: req.get('x-forwarded-for') !== undefined,
    })
    const bad = checks.filter(check => check.state === 'bad').length
    res.render('operations/health', { checks, bad, mayWrite: context.mail.leaves })
  }

  async function sendLetter(req: Request, res: Response) {
    const { t, site } = res.locals
    const { email } = requirePerson(res)
    const subject = t('A letter from {site}', { site: site.title })
    const text = t('You asked for this letter to see whether letters arrive. They do.')
    try {
      await context.mail.send({ to: email, subject, text })
      flash(req, { text: t('A letter was sent to {email}.', { email }) })
    } catch (err) {
      const reason = err instanceof Error ? err.message : String(err)
      flash(req, { text: t('The mail server refused it: {reason}', { reason }), kind: 'error' })
    }
    res.redirect(303, '/admin/health')
  }
}
