import { randomUUID } from 'node:crypto'
import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { returnTo } from '../../http/return.ts'
import { documentOf } from '../document.ts'
import { addNote } from '../changes/note.ts'
import { emptyFields, PostForm, VersionField } from '../form.ts'
import { findCopy, placeOfPost } from '../journal/copies.ts'
import { listFormerPaths } from '../links/linking.ts'
import { offerRewriting } from '../links/offer.ts'
import { readKnown, readSettled } from '../journal/form.ts'
import { findDeskOfWriting } from '../journal/service.ts'
import { overlayCopy } from '../journal/views.ts'
import { fieldsOf, findEditablePost, type StoredPost } from '../post.ts'
import { findLastSave } from '../revisions/store.ts'
import { createPost, editPost, type Conflict, type EditOutcome } from '../service.ts'
import { explainRequests } from '../vocabulary-lock.ts'
import { mannerOf } from '../views.ts'
import { viewConflict } from './conflict-view.ts'
import { applyDecisions } from './decisions.ts'
import { takeDocument } from './paste.ts'
import { savedMessage, typedPost, viewOffer } from './editor-view.ts'
import { renderEditor } from './page.ts'

export function editingRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/posts/new', newPost)
  router.post('/admin/posts', create)
  router.get('/admin/posts/:id.md', showDocument)
  router.get('/admin/posts/:id/edit', edit)
  router.post('/admin/posts/:id', update)
  return router

  async function newPost(req: Request, res: Response) {
    const { writing = randomUUID() } = readKnown(req.query)
    const { stored, place } = await findDeskOfWriting(context, requirePerson(res), writing)
    if (stored) {
      res.redirect(303, `/admin/posts/${stored.id}/edit`)
      return
    }
    const typed = { ...typedPost(emptyFields, res.locals.site.timeZone), writing }
    await renderEditor(context, res, null, {
      typed: overlayCopy(typed, await findCopy(db.read, place)),
      errors: {},
    })
  }

  async function create(req: Request, res: Response) {
    const form = readPostForm(req, res)
    if (!form.ok) {
      await refuse(res, null, form)
      return
    }
    const { timeZone } = res.locals.site
    const sent = { input: form.values, timeZone, known: readKnown(req.body) }
    const outcome = await createPost(context, requirePerson(res), sent)
    if (outcome.kind === 'invalid') await refuse(res, null, { ...outcome, input: form.input })
    else if (outcome.kind === 'conflict') await showConflict(req, res, outcome)
    else await answerSaved(req, res, outcome)
  }

  async function edit(req: Request, res: Response) {
    const user = requirePerson(res)
    const post = await findEditablePost(db.read, user, idOf(req.params['id']))
    const typed = typedPost(fieldsOf(post), res.locals.site.timeZone, post)
    const copy = await findCopy(db.read, placeOfPost(post.id, user.id))
    await renderEditor(context, res, post, { typed: overlayCopy(typed, copy), errors: {} })
  }

  async function update(req: Request, res: Response) {
    const user = requirePerson(res)
    const id = idOf(req.params['id'])
    const stored = await findEditablePost(db.read, user, id)
    const { site } = res.locals
    const decided = await applyDecisions(db.read, stored, req.body, site.timeZone)
    req.body = addNote(decided, { ...site, t: context.translate(site.language), now: now() })
    const form = readPostForm(req, res)
    const versionForm = readForm(VersionField, req.body)
    if (!form.ok || !versionForm.ok) {
      const errors = {
        ...(versionForm.ok ? {} : versionForm.errors),
        ...(form.ok ? {} : form.errors),
      }
      await refuse(res, stored, { errors, input: form.input })
      return
    }
    const { version } = versionForm.values
    const { timeZone } = res.locals.site
    const known = readSettled(req.body)
    const sent = { id, version, input: form.values, timeZone, known }
    const outcome = await editPost(context, user, sent)
    if (outcome.kind === 'invalid') await refuse(res, stored, { ...outcome, input: form.input })
    else if (outcome.kind === 'conflict') await showConflict(req, res, outcome)
    else await answerSaved(req, res, outcome)
  }

  /** The form, with a whole document in the body taken apart first. */
  function readPostForm(req: Request, res: Response) {
    const taken = takeDocument(req.body)
    const form = readForm(PostForm, taken.ok ? taken.body : req.body)
    if (taken.ok) return form
    const { t } = res.locals
    const body = t('Line {line}: {message}', { line: taken.line, message: t(taken.message) })
    return { ok: false as const, errors: { body }, input: form.input }
  }

  async function answerSaved(
    req: Request,
    res: Response,
    outcome: Extract<EditOutcome, { kind: 'saved' | 'unchanged' }>,
  ) {
    const manner = mannerOf(res, now())
    const text =
      outcome.kind === 'saved'
        ? savedMessage(outcome.fields, manner)
        : res.locals.t('Nothing had changed.')
    const requested = outcome.kind === 'saved' ? outcome.requested : []
    const asked = await explainRequests(db.read, requested, res.locals.t)
    const seen = outcome.kind === 'saved' ? viewOffer(outcome, manner) : null
    const offer = (await offerMove(outcome, res)) ?? seen
    flash(req, { text: [text, asked].filter(Boolean).join(' '), ...(offer ? { offer } : {}) })
    res.redirect(303, returnTo(req) ?? `/admin/posts/${outcome.id}/edit`)
  }

  async function offerMove(
    outcome: Extract<EditOutcome, { kind: 'saved' | 'unchanged' }>,
    res: Response,
  ) {
    if (outcome.kind !== 'saved' || !outcome.moved) return null
    const { from, to } = outcome.moved
    const former = await listFormerPaths(db.read, { postId: outcome.id })
    return offerRewriting(db.read, { from: [...new Set([from, ...former])], to }, res.locals.t)
  }

  async function refuse(
    res: Response,
    post: StoredPost | null,
    { errors, input }: { errors: FieldErrors; input: Typed },
  ) {
    res.status(422)
    const fields = post ? fieldsOf(post) : emptyFields
    const typed = { ...typedPost(fields, res.locals.site.timeZone, post), ...input }
    await renderEditor(context, res, post, { typed, errors })
  }

  async function showConflict(req: Request, res: Response, conflict: Conflict) {
    const last = await findLastSave(db.read, conflict.stored.id)
    const around = { last, user: requirePerson(res), known: readKnown(req.body) }
    res.status(409).render('writing/conflict', viewConflict(conflict, around, mannerOf(res, now())))
  }

  async function showDocument(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    res.type('text/markdown; charset=utf-8').send(documentOf(post, res.locals.site.timeZone))
  }
}
