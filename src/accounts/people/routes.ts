import { Router, type Request, type Response } from 'express'
import type { z } from 'zod'
import type { Context } from '../../context.ts'
import { isUniqueViolation } from '../../db/failure.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { formatDate } from '../../text/dates.ts'
import { viewAvatar } from '../avatar.ts'
import { findOwnWords } from '../own-words.ts'
import { hashPassword } from '../password.ts'
import { addPerson } from '../people.ts'
import { requirePerson } from '../signed-in.ts'
import { NewPersonForm, PersonForm } from './form.ts'
import { listPeople, type ListedPerson } from './list.ts'
import { nameRoles } from './roles.ts'
import { makeOneTimePassword } from './one-time-password.ts'
import * as service from './service.ts'

type Shown = {
  input?: Typed
  errors?: FieldErrors
  oneTimePassword?: { username: string; password: string }
}

export function peopleRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/users', index)
  router.post('/admin/users', add)
  router.post('/admin/users/:id', update)
  router.post('/admin/users/:id/disable', disable)
  router.post('/admin/users/:id/enable', enable)
  return router

  function index(_req: Request, res: Response) {
    return show(res, {})
  }

  async function add(req: Request, res: Response) {
    const form = readForm(NewPersonForm, req.body)
    const errors = form.ok ? await findFaults(form.values, res) : form.errors
    if (!form.ok || Object.keys(errors).length > 0) {
      await show(res.status(422), { input: form.input, errors })
      return
    }
    const { password: given, displayName, ...person } = form.values
    const password = given || makeOneTimePassword()
    const names = { ...person, displayName: displayName || person.username }
    const isAdded = await tryToAdd({ ...names, passwordHash: await hashPassword(password) })
    if (!isAdded) {
      const taken = await service.findTakenNames(db.read, person)
      await show(res.status(422), { input: form.input, errors: taken })
    } else if (given) {
      flash(req, { text: res.locals.t('{name} was added.', { name: names.displayName }) })
      res.redirect(303, '/admin/users')
    } else await show(res, { oneTimePassword: { username: person.username, password } })
  }

  async function findFaults(person: z.output<typeof NewPersonForm>, res: Response) {
    const own = person.password === '' ? {} : findOwnWords(person, res.locals.site.title)
    return { ...own, ...(await service.findTakenNames(db.read, person)) }
  }

  // Two admins may add the same person at once; the second is told as if they had come later.
  async function tryToAdd(person: Parameters<typeof addPerson>[1]): Promise<boolean> {
    try {
      await db.write(tx => addPerson(tx, person, now()))
      return true
    } catch (error) {
      if (isUniqueViolation(error)) return false
      throw error
    }
  }

  async function update(req: Request, res: Response) {
    const id = idOf(req.params['id'])
    const form = readForm(PersonForm, req.body)
    if (!form.ok) {
      await refuse(res, id, Object.values(form.errors)[0] ?? '')
      return
    }
    const result = await db.write(tx =>
      service.changePerson(tx, id, form.values, requirePerson(res)),
    )
    await answer(req, res, result, name => res.locals.t('{name} was changed.', { name }))
  }

  async function disable(req: Request, res: Response) {
    const id = idOf(req.params['id'])
    const result = await db.write(tx => service.disablePerson(tx, id, requirePerson(res)))
    await answer(req, res, result, name =>
      res.locals.t('{name} was signed out and cannot sign in any more.', { name }),
    )
  }

  async function enable(req: Request, res: Response) {
    const id = idOf(req.params['id'])
    const result = await db.write(tx => service.enablePerson(tx, id))
    await answer(req, res, result, name => res.locals.t('{name} can sign in again.', { name }))
  }

  async function answer(
    req: Request,
    res: Response,
    result: service.PersonResult,
    say: (name: string) => string,
  ) {
    const done = orNotFound(result)
    if ('refused' in done) {
      await refuse(res, idOf(req.params['id']), done.refused)
      return
    }
    flash(req, { text: say(done.person.displayName || done.person.username) })
    res.redirect(303, '/admin/users')
  }

  function refuse(res: Response, id: number, message: string) {
    return show(res.status(422), { errors: { [`person-${id}`]: message } })
  }

  async function show(res: Response, { input = {}, errors = {}, oneTimePassword }: Shown) {
    const people = await listPeople(db.read)
    res.render('accounts/people', {
      people: people.map(person => present(person, res)),
      roles: nameRoles(res),
      ...{ input, errors, oneTimePassword: oneTimePassword ?? null },
    })
  }
}

function present({ signedInAt, ...person }: ListedPerson, res: Response) {
  const { t, language, site } = res.locals
  return {
    ...{ ...person, picture: viewAvatar(person) },
    url: `/authors/${encodeURIComponent(person.username)}`,
    roleLabel: nameRoles(res).find(({ value }) => value === person.role)?.label ?? person.role,
    lastSeen: signedInAt
      ? t('signed in {date}', { date: formatDate(signedInAt, language, site.timeZone) })
      : '',
    isSelf: person.id === requirePerson(res).id,
  }
}
