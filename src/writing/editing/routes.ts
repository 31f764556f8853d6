import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { returnTo } from '../../http/return.ts'
import { documentOf } from '../document.ts'
import { emptyFields, PostForm, VersionField } from '../form.ts'
import { fieldsOf, findEditablePost, type StoredPost } from '../post.ts'
import { createPost, editPost, type EditOutcome } from '../service.ts'
import { explainRequests } from '../vocabulary-lock.ts'
import { mannerOf } from '../views.ts'
import { viewConflict } from './conflict-view.ts'
import { takeDocument } from './paste.ts'
import { savedMessage, typedPost, viewEditor } from './editor-view.ts'

export function editingRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/posts/new', newPost)
  router.post('/admin/posts', create)
  router.get('/admin/posts/:id.md', showDocument)
  router.get('/admin/posts/:id/edit', edit)
  router.post('/admin/posts/:id', update)
  return router

  async function newPost(_req: Request, res: Response) {
    await showEditor(res, null, {
      typed: typedPost(emptyFields, res.locals.site.timeZone),
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
    const outcome = await createPost(context, requirePerson(res), { input: form.values, timeZone })
    if (outcome.kind === 'invalid') await refuse(res, null, { ...outcome, input: form.input })
    else if (outcome.kind === 'saved') await answerSaved(req, res, outcome)
  }

  async function edit(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const typed = typedPost(fieldsOf(post), res.locals.site.timeZone, post)
    await showEditor(res, post, { typed, errors: {} })
  }

  async function update(req: Request, res: Response) {
    const user = requirePerson(res)
    const id = idOf(req.params['id'])
    const stored = await findEditablePost(db.read, user, id)
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
    const outcome = await editPost(context, user, { id, version, input: form.values, timeZone })
    if (outcome.kind === 'invalid') await refuse(res, stored, { ...outcome, input: form.input })
    else if (outcome.kind === 'conflict') await showConflict(res, outcome)
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
    const text =
      outcome.kind === 'saved'
        ? savedMessage(outcome.fields, mannerOf(res, now()))
        : res.locals.t('Nothing had changed.')
    const requested = outcome.kind === 'saved' ? outcome.requested : []
    const asked = await explainRequests(db.read, requested, res.locals.t)
    flash(req, { text: [text, asked].filter(Boolean).join(' ') })
    res.redirect(303, returnTo(req) ?? `/admin/posts/${outcome.id}/edit`)
  }

  async function refuse(
    res: Response,
    post: StoredPost | null,
    { errors, input }: { errors: FieldErrors; input: Typed },
  ) {
    res.status(422)
    const fields = post ? fieldsOf(post) : emptyFields
    const typed = { ...typedPost(fields, res.locals.site.timeZone, post), ...input }
    await showEditor(res, post, { typed, errors })
  }

  async function showEditor(
    res: Response,
    post: StoredPost | null,
    { typed, errors }: { typed: Record<string, unknown>; errors: FieldErrors },
  ) {
    const categories = await db.read.category.findMany({
      orderBy: [{ position: 'asc' }, { name: 'asc' }],
      select: { name: true },
    })
    const revisions = post ? await db.read.revision.count({ where: { postId: post.id } }) : 0
    res.render('writing/edit', {
      ...viewEditor(post, revisions, mannerOf(res, now())),
      post: typed,
      errors,
      categories: categories.map(({ name }) => name),
    })
  }

  async function showConflict(res: Response, conflict: Extract<EditOutcome, { kind: 'conflict' }>) {
    const last = await db.read.revision.findFirst({
      where: { postId: conflict.stored.id },
      orderBy: { number: 'desc' },
      select: { createdAt: true, editor: { select: { displayName: true } } },
    })
    res.status(409).render('writing/conflict', viewConflict(conflict, last, mannerOf(res, now())))
  }

  async function showDocument(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    res.type('text/markdown; charset=utf-8').send(documentOf(post, res.locals.site.timeZone))
  }
}
