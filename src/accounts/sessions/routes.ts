import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { flash } from '../../http/flash.ts'
import { endListedSession, listSessions } from '../../http/sessions.ts'
import { requireSignIn } from '../guard.ts'
import { requirePerson } from '../signed-in.ts'
import { nameDevice } from './device.ts'
import { momentFormatter } from '../../text/dates.ts'

/** Where a person is signed in, and the end of each. */
export function sessionRoutes(context: Context): Router {
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/sessions', index)
  router.post('/account/sessions/:id/end', end)
  return router

  async function index(req: Request, res: Response) {
    const { t, language, site } = res.locals
    const dates = momentFormatter(language, site.timeZone)
    const sessions = await listSessions(context, requirePerson(res).id, req.sessionID)
    res.render('accounts/sessions', {
      sessions: sessions.map(({ id, isThis, agent, address, signedInAt, seenAt }) => ({
        ...{ id, isThis, address },
        device: nameDevice(agent) || t('Unknown device'),
        began: t('signed in {date}', { date: dates.format(signedInAt) }),
        seen: t('last seen {date}', { date: dates.format(seenAt) }),
      })),
    })
  }

  async function end(req: Request, res: Response) {
    await endListedSession(context, requirePerson(res).id, String(req.params['id']))
    flash(req, { text: res.locals.t('That session has ended.') })
    res.redirect(303, '/account/sessions')
  }
}
