import { randomUUID } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, isForScripts, orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { backTo } from '../../http/return.ts'
import { typedPost } from '../editing/editor-view.ts'
import { renderEditor } from '../editing/page.ts'
import { emptyFields } from '../form.ts'
import { fieldsOf, findEditablePost } from '../post.ts'
import { mannerOf } from '../views.ts'
import { findCopy, listCopies } from './copies.ts'
import { discardCopy, listDiscarded, restoreCopy } from './discarding.ts'
import { NEWER_TEXT, readCopiedFields, readKnown, SavingForm, type Saving } from './form.ts'
import { noteClosing, noteOpening } from './presence.ts'
import {
  findDesk,
  findDeskOfWriting,
  keepCopy,
  typedFieldsOf,
  type Desk,
  type KeepOutcome,
} from './service.ts'
import { viewCopy, viewListedCopy, viewPresence } from './views.ts'

export function journalRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/drafts', index)
  router.post('/admin/drafts/:id/restore', restore)
  router.post('/admin/posts/draft', keepOfWriting)
  router.post('/admin/posts/draft/discard', discardOfWriting)
  router.get('/admin/posts/:id/draft', show)
  router.post('/admin/posts/:id/draft', keepOfPost)
  router.post('/admin/posts/:id/draft/discard', discardOfPost)
  router.post('/admin/posts/:id/presence', notePresence)
  return router

  async function index(_req: Request, res: Response) {
    const { id: personId } = requirePerson(res)
    const manner = mannerOf(res, now())
    const [kept, discarded] = [
      await listCopies(db.read, personId),
      await listDiscarded(db.read, personId),
    ]
    res.render('writing/drafts', {
      kept: kept.map(copy => viewListedCopy(copy, manner)),
      discarded: discarded.map(copy => viewListedCopy(copy, manner)),
    })
  }

  async function show(req: Request, res: Response) {
    const { place, stored } = await findDesk(context, requirePerson(res), idOf(req.params['id']))
    const typed = typedFieldsOf(stored, res.locals.site.timeZone)
    const manner = mannerOf(res, now())
    const copy = await findCopy(db.read, place)
    res.json({ stored: viewCopy(null, typed, manner), copy: copy && viewCopy(copy, typed, manner) })
  }

  async function keepOfWriting(req: Request, res: Response) {
    const { writing = randomUUID() } = readKnown(req.body)
    await keep(req, res, await findDeskOfWriting(context, requirePerson(res), writing))
  }

  async function keepOfPost(req: Request, res: Response) {
    await keep(req, res, await findDesk(context, requirePerson(res), idOf(req.params['id'])))
  }

  async function keep(req: Request, res: Response, desk: Desk) {
    const saving = readForm(SavingForm, req.body)
    const copied = readCopiedFields(req.body)
    if (!saving.ok || !copied.ok) {
      const errors = { ...(saving.ok ? {} : saving.errors), ...(copied.ok ? {} : copied.errors) }
      await refuse(req, res, { desk, status: 422, errors })
      return
    }
    const { person, over, writer = randomUUID(), state = 0, ...rest } = saving.values
    const user = requirePerson(res)
    orForbidden(person === undefined || person === user.id)
    const sent = { ...rest, writer, state, over: over === '1', fields: copied.fields }
    const outcome = await keepCopy(context, desk, { ...sent, timeZone: res.locals.site.timeZone })
    if (outcome.kind === 'newer') await refuseStale(req, res, { desk, outcome })
    else if (isForScripts(req)) res.json(await sayKept(res, { desk, outcome, sent: rest }))
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

  async function discardOfPost(req: Request, res: Response) {
    await discard(req, res, await findDesk(context, requirePerson(res), idOf(req.params['id'])))
  }

  async function discardOfWriting(req: Request, res: Response) {
    const { writing = randomUUID() } = readKnown(req.body)
    await discard(req, res, await findDeskOfWriting(context, requirePerson(res), writing))
  }

  async function discard(req: Request, res: Response, { place, stored }: Desk) {
    const { t } = res.locals
    const id = await db.record(tx => discardCopy(tx, place, now()))
    if (id === null) flash(req, { text: t('There was nothing to change.') })
    else {
      const text = stored
        ? t('Your changes were discarded. They are kept for 30 days.')
        : t('The writing was discarded. It is kept for 30 days.')
      flash(req, { text, restore: `/admin/drafts/${id}/restore` })
    }
    res.redirect(303, backTo(req, stored ? `/admin/posts/${stored.id}/edit` : '/admin/posts'))
  }

  async function restore(req: Request, res: Response) {
    const { id: personId } = requirePerson(res)
    const id = idOf(req.params['id'])
    const copy = orNotFound(await db.record(tx => restoreCopy(tx, { id, personId }, now())))
    flash(req, { text: res.locals.t('It is back, as you had left it.') })
    res.redirect(303, viewListedCopy(copy, mannerOf(res, now())).url)
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

const addressOf = ({ place, stored }: Desk): string =>
  stored
    ? `/admin/posts/${stored.id}/edit`
    : `/admin/posts/new?writing=${place.key.slice('new:'.length)}`
