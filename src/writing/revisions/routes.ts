import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import type { Translate } from '../../i18n/translate.ts'
import { nameLivingTerms } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { formatDate } from '../../text/dates.ts'
import { fieldsOf, findEditablePost } from '../post.ts'
import { prepareText } from '../prepare.ts'
import { saveEdit } from '../publishing.ts'
import { mannerOf, stateLabel } from '../views.ts'
import { findRevision, listRevisions, revisionFields } from './store.ts'

export function revisionRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin/posts/:id/revisions', index)
  router.get('/admin/posts/:id/revisions/:number', show)
  router.post('/admin/posts/:id/revisions/:number/restore', restore)
  return router

  async function index(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const { t, language, timeZone } = mannerOf(res, now())
    const revisions = await listRevisions(db.read, post.id)
    res.render('writing/revisions', {
      post: { title: post.title, editUrl: `/admin/posts/${post.id}/edit` },
      revisions: revisions.map((revision, at) => ({
        url: `/admin/posts/${post.id}/revisions/${revision.number}`,
        title: revision.title,
        note: stateLabel(revision.status === 'published' ? 'published' : 'draft', t),
        editor: revision.editor?.displayName ?? t('Somebody'),
        date: formatDate(revision.createdAt, language, timeZone),
        dateTime: revision.createdAt.toISOString(),
        isCurrent: at === 0,
      })),
    })
  }

  async function show(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const { t, language, timeZone } = mannerOf(res, now())
    const fields = revisionFields(revision)
    const base = `/admin/posts/${post.id}`
    res.render('writing/revision', {
      post: {
        title: post.title,
        version: post.version,
        editUrl: `${base}/edit`,
        revisionsUrl: `${base}/revisions`,
      },
      revision: {
        number: revision.number,
        date: formatDate(revision.createdAt, language, timeZone),
        editor: revision.editor?.displayName ?? t('Somebody'),
        isCurrent: revision.version === post.version,
        restoreUrl: `${base}/revisions/${revision.number}/restore`,
        body: fields.body,
        facts: [
          { label: t('Title'), value: fields.title },
          { label: t('Category'), value: await sayPresent(categoryVocabulary, fields.category, t) },
          { label: t('Tags'), value: (await sayTags(fields.tags, t)).join(', ') },
          { label: t('Excerpt'), value: fields.excerpt },
          { label: t('Address'), value: fields.slug },
        ],
      },
    })
  }

  async function sayTags(names: string[], t: Translate): Promise<string[]> {
    const said: string[] = []
    for (const name of names) said.push(await sayPresent(tagVocabulary, name, t))
    return said
  }

  // What was renamed or merged since has another name now.
  async function sayPresent(vocabulary: Vocabulary, name: string, t: Translate): Promise<string> {
    const [present = name] = await nameLivingTerms(db.read, vocabulary, [name])
    return present === name ? name : t('{name} (now {present})', { name, present })
  }

  // Text, category and tags come back; whether and when it is public stays as it is.
  async function restore(req: Request, res: Response) {
    const { post, revision } = await find(req, res)
    const { title, body, excerpt, category, tags } = revisionFields(revision)
    const fields = { ...fieldsOf(post), title, body, excerpt, category, tags }
    const text = await prepareText(context, fields)
    const edit = { stored: post, version: post.version, fields, text }
    const result = await db.write(tx => saveEdit(tx, edit, requirePerson(res), now()))
    flash(
      req,
      result.kind === 'saved'
        ? { text: res.locals.t('The revision was restored; what it replaced is a revision too.') }
        : {
            text: res.locals.t('Somebody saved this post just now. Look at it and try again.'),
            kind: 'error',
          },
    )
    res.redirect(303, `/admin/posts/${post.id}/edit`)
  }

  async function find(req: Request, res: Response) {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    const revision = orNotFound(await findRevision(db.read, post.id, idOf(req.params['number'])))
    return { post, revision }
  }
}
