import { randomUUID } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, isForScripts, orForbidden } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { typedPost } from '../editing/editor-view.ts'
import { renderEditor } from '../editing/page.ts'
import { emptyFields } from '../form.ts'
import { fieldsOf, findEditablePost } from '../post.ts'
import { mannerOf } from '../views.ts'
import { findCopy } from './copies.ts'
import { NEWER_TEXT, readCopiedFields, readWriting, SavingForm, type Saving } from './form.ts'
import { noteClosing, noteOpening } from './presence.ts'
import {
  findDesk,
  findDeskOfWriting,
  keepCopy,
  typedFieldsOf,
  type Desk,
  type KeepOutcome,
} from './service.ts'
import { viewCopy, viewPresence } from './views.ts'

export function journalRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/posts/draft', showOfWriting)
  router.post('/admin/posts/draft', keepOfWriting)
  router.get('/admin/posts/:id/draft', showOfPost)
  router.post('/admin/posts/:id/draft', keepOfPost)
  router.post('/admin/posts/:id/presence', notePresence)
  return router

  async function showOfPost(req: Request, res: Response) {
    await show(res, await findDesk(context, requirePerson(res), idOf(req.params['id'])))
  }

  async function showOfWriting(req: Request, res: Response) {
    await show(res, await findDeskOfWriting(context, requirePerson(res), readWriting(req)))
  }

  async function show(res: Response, { place, stored }: Desk) {
    const typed = typedFieldsOf(stored, res.locals.site.timeZone)
    const manner = mannerOf(res, now())
    const copy = await findCopy(db.read, place)
    res.json({ stored: viewCopy(null, typed, manner), copy: copy && viewCopy(copy, typed, manner) })
  }

  async function keepOfWriting(req: Request, res: Response) {
    await keep(req, res, await findDeskOfWriting(context, requirePerson(res), readWriting(req)))
  }

  async function keepOfPost(req: Request, res: Response) {
    await keep(req, res, await findDesk(context, requirePerson(res), idOf(req.params['id'])))
  }

  async function keep(req: Request, res: Response, desk: Desk) {
    const saving = readForm(SavingForm, req.body)
    const copied = readCopiedFields(req.body)
    if (!saving.ok || !copied.ok) {
      await refuse(req, res, { desk, status: 422, errors: faultsOf(saving, copied) })
      return
    }
    const user = requirePerson(res)
    orForbidden((saving.values.person ?? user.id) === user.id)
    const { timeZone } = res.locals.site
    const sent = copyToSave(saving.values, copied.fields)
    const outcome = await keepCopy(context, desk, { ...sent, timeZone })
    if (outcome.kind === 'newer') await refuseStale(req, res, { desk, outcome })
    else if (isForScripts(req)) res.json(await sayKept(res, { desk, outcome, sent }))
    else {
      flash(req, { text: res.locals.t('Kept for you alone. Nobody else sees it.') })
      res.redirect(303, addressOf(desk))
    }
  }

  async function sayKept(
    res: Response,
    { desk, outcome, sent }: { desk: Desk; outcome: Kept; sent: Pick<Saving, 'version'> },
  ) {
    const { state, isChanged } = outcome
    const view = { user: requirePerson(res), post: desk.stored, version: sent.version }
    return { state, ...(await viewPresence(db.read, { ...view, isChanged }, mannerOf(res, now()))) }
  }

  async function refuseStale(
    req: Request,
    res: Response,
    { desk, outcome }: { desk: Desk; outcome: Extract<KeepOutcome, { kind: 'newer' }> },
  ) {
    const typed = typedFieldsOf(desk.stored, res.locals.site.timeZone)
    const newer = viewCopy(outcome.copy, typed, mannerOf(res, now()))
    if (isForScripts(req)) res.status(409).json({ newer })
    else {
      const errors = { body: NEWER_TEXT }
      await refuse(req, res, { desk, status: 409, errors, newer })
    }
  }

  /** The form again with all that was sent; a script gets the messages. */
  async function refuse(req: Request, res: Response, refusal: Refusal) {
    const { desk, status, errors, newer } = refusal
    res.status(status)
    if (isForScripts(req)) {
      const said = Object.entries(errors).map(([field, text]) => [field, res.locals.t(text)])
      res.json({ errors: Object.fromEntries(said) as FieldErrors })
      return
    }
    const { stored } = desk
    const { timeZone } = res.locals.site
    const fields = typedPost(stored ? fieldsOf(stored) : emptyFields, timeZone, stored)
    const form = readForm(SavingForm, req.body)
    const sent: Record<string, unknown> = {
      ...fields,
      ...form.input,
      ...(newer && { state: newer.state }),
    }
    const typed = { ...sent, pinned: [sent['pinned']].flat().includes('1') }
    await renderEditor(context, res, stored, { typed, errors, newer })
  }

  async function notePresence(req: Request, res: Response) {
    const user = requirePerson(res)
    const post = await findEditablePost(db.read, user, idOf(req.params['id']))
    const opening = { postId: post.id, personId: user.id }
    const { leave, version } = (req.body ?? {}) as Typed
    if (leave === '1') {
      await db.record(tx => noteClosing(tx, opening))
      res.status(204).end()
      return
    }
    await db.record(tx => noteOpening(tx, opening, now()))
    const copy = await findCopy(db.read, (await findDesk(context, user, post.id)).place)
    const view = { user, post, version: Number(version), isChanged: null }
    const presence = await viewPresence(db.read, view, mannerOf(res, now()))
    res.json({ state: copy?.state ?? 0, writer: copy?.writer ?? '', ...presence })
  }
}

type Kept = Extract<KeepOutcome, { kind: 'kept' }>

type Refusal = {
  desk: Desk
  status: number
  errors: FieldErrors
  newer?: ReturnType<typeof viewCopy>
}

const faultsOf = (...forms: ({ ok: true } | { ok: false; errors: FieldErrors })[]): FieldErrors =>
  Object.assign({}, ...forms.map(form => (form.ok ? {} : form.errors))) as FieldErrors

// A form that names no window is one of its own.
const copyToSave = ({ writer, state, over, ...rest }: Saving, fields: Typed) => ({
  ...rest,
  ...{ writer: writer ?? randomUUID(), state: state ?? 0, over: over === '1', fields },
})

const addressOf = ({ place, stored }: Desk): string =>
  stored
    ? `/admin/posts/${stored.id}/edit`
    : `/admin/posts/new?writing=${place.key.slice('new:'.length)}`
