import { Router, type Request, type Response } from 'express'
import type { Context } from '../../../context.ts'
import type { User } from '../../../db/generated/sqlite/client.ts'
import { idOf, orNotFound } from '../../../http/errors.ts'
import { flash } from '../../../http/flash.ts'
import type { FieldErrors } from '../../../http/form.ts'
import { endSessions, listSessions } from '../../../http/sessions.ts'
import { formatMoment } from '../../../text/dates.ts'
import { noteInTrail } from '../../audit/trail.ts'
import { viewAvatar } from '../../avatar.ts'
import { proveSelf, readProof } from '../../proof.ts'
import { nameDevice } from '../../sessions/device.ts'
import { personOf, requirePerson } from '../../signed-in.ts'
import { hasTwoFactor } from '../../two-factor/service.ts'
import { nameRoles } from '../roles.ts'
import { takeTwoFactorOff } from './service.ts'

/** One person as admins see them: how they sign in, and the end of it. */
export function personRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/users/:id', show)
  router.post('/admin/users/:id/end-sessions', endAll)
  router.post('/admin/users/:id/two-factor-off', takeOff)
  return router

  async function show(req: Request, res: Response) {
    await render(res, await find(req), {})
  }

  async function endAll(req: Request, res: Response) {
    const person = await find(req)
    await endSessions(context, person.id, req.sessionID)
    noteInTrail(res, person.username)
    flash(req, { text: res.locals.t('{name} is signed out everywhere.', { name: nameOf(person) }) })
    res.redirect(303, `/admin/users/${person.id}`)
  }

  async function takeOff(req: Request, res: Response) {
    const person = await find(req)
    const admin = requirePerson(res)
    const errors = await proveSelf(context, admin.id, readProof(req))
    if (Object.keys(errors).length > 0) {
      await render(res.status(422), person, errors)
      return
    }
    const { t, site } = res.locals
    const manner = { by: admin.displayName, siteTitle: site.title, t }
    const isTaken = await takeTwoFactorOff(context, person, manner)
    noteInTrail(res, person.username)
    const name = { name: nameOf(person) }
    flash(req, {
      text: isTaken
        ? t('Two-factor sign-in of {name} is off, and a letter tells them.', name)
        : t('{name} has no two-factor sign-in.', name),
    })
    res.redirect(303, `/admin/users/${person.id}`)
  }

  async function find(req: Request): Promise<User> {
    const id = idOf(req.params['id'])
    return orNotFound(await db.read.user.findUnique({ where: { id } }))
  }

  async function render(res: Response, person: User, errors: FieldErrors) {
    const { t, language, site } = res.locals
    const admin = requirePerson(res)
    const manner = { language, timeZone: site.timeZone, now: now() }
    const sessions = await listSessions(context, person.id, '')
    res.render('accounts/person-page', {
      ...{ errors, isSelf: person.id === admin.id, avatar: viewAvatar(person) },
      person: { ...personOf(person), name: nameOf(person), disabled: person.disabled },
      role: nameRoles(res).find(({ value }) => value === person.role)?.label ?? '',
      joined: formatMoment(person.createdAt, manner),
      sessions: sessions.map(({ agent, address, seenAt }) => ({
        device: nameDevice(agent) || t('Unknown device'),
        note: [t('last seen {date}', { date: formatMoment(seenAt, manner) }), address]
          .filter(Boolean)
          .join(' · '),
      })),
      hasTwoFactor: await hasTwoFactor(db.read, person.id),
      needsCode: await hasTwoFactor(db.read, admin.id),
    })
  }
}

const nameOf = ({ displayName, username }: User): string => displayName || username
