import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { noteInTrail } from '../../accounts/audit/trail.ts'
import { requireSignIn } from '../../accounts/guard.ts'
import { findLastAdmin } from '../../accounts/people/service.ts'
import { proveSelf, readProof } from '../../accounts/proof.ts'
import { personOf, requirePerson, type SignedIn } from '../../accounts/signed-in.ts'
import { hasTwoFactor } from '../../accounts/two-factor/service.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { endSession } from '../../http/sessions.ts'
import { dropAvatarFiles } from '../avatar/service.ts'
import { countBelongings } from './count.ts'
import { listHeirs, removePerson, type Leave, type Will } from './service.ts'

const WillForm = z.object({
  reassignTo: z.string().default(''),
  posts: z.enum(['keep', 'trash']).default('keep'),
})

type Shown = { errors?: FieldErrors; input?: Typed }

/** The end of an account: one's own, or somebody's whom an admin removes. What becomes of all is said first. */
export function leavingRoutes(context: Context): Router {
  const { config, db, now, storage } = context
  const router = Router()
  router.use('/account', requireSignIn)
  router.get('/account/close', showOwn)
  router.post('/account/close', closeOwn)
  router.get('/admin/users/:id/delete', show)
  router.post('/admin/users/:id/delete', destroy)
  return router

  function showOwn(_req: Request, res: Response) {
    return renderOwn(res, {})
  }

  async function closeOwn(req: Request, res: Response) {
    const person = requirePerson(res)
    const { input } = readForm(WillForm, req.body)
    const unproved = await proveSelf(context, person.id, readProof(req))
    const refused =
      Object.keys(unproved).length > 0
        ? null
        : await remove({ id: person.id, will: readWill(req), actor: person, isOwnWish: true })
    if (refused !== '') {
      const errors = refused === null ? unproved : { reassignTo: refused }
      await renderOwn(res.status(422), { errors, input })
      return
    }
    await endSession(req, res, config)
    res.redirect(303, '/')
  }

  async function show(req: Request, res: Response) {
    await render(res, idOf(req.params['id']), {})
  }

  async function destroy(req: Request, res: Response) {
    const id = idOf(req.params['id'])
    const { displayName, username } = await findPerson(id)
    noteInTrail(res, username)
    const refused = await remove({ id, will: readWill(req), actor: requirePerson(res) })
    if (refused !== '') {
      const { input } = readForm(WillForm, req.body)
      await render(res.status(422), id, { errors: { reassignTo: refused }, input })
      return
    }
    flash(req, { text: res.locals.t('{name} was deleted.', { name: displayName }) })
    res.redirect(303, '/admin/users')
  }

  // '' when it is done; the files of the picture go when nobody refers to them any more.
  async function remove(leave: Leave): Promise<string> {
    const result = orNotFound(await db.write(tx => removePerson(tx, leave, now())))
    if ('refused' in result) return result.refused
    await dropAvatarFiles(storage, result.person.avatar)
    return ''
  }

  async function findPerson(id: number): Promise<SignedIn> {
    const row = orNotFound(await db.read.user.findUnique({ where: { id } }))
    return { ...personOf(row), displayName: row.displayName || row.username }
  }

  async function renderOwn(res: Response, shown: Shown) {
    const { id } = requirePerson(res)
    const needsCode = await hasTwoFactor(db.read, id)
    const refused = await findLastAdmin(
      db.read,
      await db.read.user.findUniqueOrThrow({ where: { id } }),
    )
    res.render('belongings/close', { needsCode, refused, ...(await modelOf(res, id, shown)) })
  }

  async function render(res: Response, id: number, shown: Shown) {
    const person = await findPerson(id)
    res.render('belongings/delete-person', { person, ...(await modelOf(res, id, shown)) })
  }

  async function modelOf(res: Response, id: number, { errors = {}, input = {} }: Shown) {
    const heirs = await listHeirs(db.read, id, requirePerson(res))
    return {
      ...{ errors, input, counts: await countBelongings(db.read, id, now()) },
      heirs: [
        { value: '', label: res.locals.t('Choose a person') },
        ...heirs.map(heir => ({ value: heir.id, label: heir.displayName || heir.username })),
      ],
    }
  }
}

function readWill(req: Request): Will {
  const form = readForm(WillForm, req.body)
  const { reassignTo, posts } = form.ok ? form.values : { reassignTo: '', posts: 'keep' as const }
  return { heirId: /^\d{1,9}$/.test(reassignTo) ? Number(reassignTo) : null, posts }
}
