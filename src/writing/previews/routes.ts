import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { readForm, type FieldErrors, type Typed } from '../../http/form.ts'
import { stateOf } from '../list.ts'
import { findEditablePost, type StoredPost } from '../post.ts'
import { mannerOf } from '../views.ts'
import { LinkForm } from './form.ts'
import { addLink, listLinks, revokeLinks } from './links.ts'
import { viewLinks } from './views.ts'

type Shown = { input?: Typed; errors?: FieldErrors; secret?: string }

/** The links by which a draft is shown to who has no account. */
export function previewLinkRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/posts/:id/previews', index)
  router.post('/admin/posts/:id/previews', add)
  router.post('/admin/posts/:id/previews/revoke', revokeAll)
  router.post('/admin/posts/:id/previews/:number/revoke', revoke)
  return router

  async function index(req: Request, res: Response) {
    await show(res, await find(req, res), {})
  }

  async function add(req: Request, res: Response) {
    const post = await find(req, res)
    const form = readForm(LinkForm, req.body)
    if (!form.ok) {
      await show(res.status(422), post, { input: form.input, errors: form.errors })
      return
    }
    const about = { postId: post.id, personId: requirePerson(res).id }
    const link = { ...form.values, ...about, ofChanges: stateOf(post, now()) === 'published' }
    const { secret } = await db.record(tx => addLink(tx, link, now()))
    await show(res.status(201), post, { secret })
  }

  async function revoke(req: Request, res: Response) {
    const { id } = await find(req, res)
    const link = idOf(req.params['number'])
    await db.record(tx => revokeLinks(tx, id, link))
    flash(req, { text: res.locals.t('The link leads nowhere any more.') })
    res.redirect(303, `/admin/posts/${id}/previews`)
  }

  async function revokeAll(req: Request, res: Response) {
    const { id } = await find(req, res)
    await db.record(tx => revokeLinks(tx, id))
    flash(req, { text: res.locals.t('No link leads to this draft any more.') })
    res.redirect(303, `/admin/posts/${id}/previews`)
  }

  async function show(res: Response, post: StoredPost, { input = {}, errors = {}, secret }: Shown) {
    const links = await listLinks(db.read, post.id, now())
    res.set('Cache-Control', 'no-store').render('writing/previews', {
      post: {
        title: post.title,
        editUrl: `/admin/posts/${post.id}/edit`,
        isPublic: stateOf(post, now()) === 'published',
      },
      ...viewLinks(links, `/admin/posts/${post.id}/previews`, mannerOf(res, now())),
      ...{ input, errors },
      address: secret === undefined ? '' : res.locals.absolute(`/preview/${secret}`),
    })
  }

  function find(req: Request, res: Response): Promise<StoredPost> {
    return findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
  }
}
