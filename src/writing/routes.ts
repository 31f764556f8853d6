import { Router, type Request, type Response } from 'express'
import { isAdmin, requirePerson, type SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { sql, type Sql } from '../db/doors.ts'
import { flash } from '../http/flash.ts'
import { idOf, orForbidden } from '../http/errors.ts'
import { readForm } from '../http/form.ts'
import { countPages, pageAddress, readPage } from '../http/pagination.ts'
import { backTo } from '../http/return.ts'
import { mark } from '../i18n/translate.ts'
import { changePosts, type BulkAction } from './bulk.ts'
import { BulkForm } from './form.ts'
import { countStates, filteredPosts, listPosts, readerFor, readFilter } from './list.ts'
import { hasCopies, listChangedPosts, listCopies } from './journal/copies.ts'
import { viewListedCopy } from './journal/views.ts'
import { findEditablePost } from './post.ts'
import { selectPosts } from './selection.ts'
import { purgePosts } from './trash.ts'
import { explainRequests } from './vocabulary-lock.ts'
import { mannerOf, viewBulkActions, viewListedPost, viewTabs, type Manner } from './views.ts'

const PER_PAGE = 50
/** The others stand on the page of all that is unfinished. */
const SHOWN_WRITINGS = 5

export function writingRoutes(context: Context): Router {
  const { db, now } = context
  const router = Router()
  router.get('/admin', (_req, res) => res.redirect(303, '/admin/posts'))
  router.get('/admin/posts', index)
  router.post('/admin/posts/bulk', changeMany)
  router.post('/admin/posts/empty-trash', emptyTrash)
  router.post('/admin/posts/:id/delete', (req, res) => changeOne(req, res, 'delete'))
  router.post('/admin/posts/:id/restore', (req, res) => changeOne(req, res, 'restore'))
  router.post('/admin/posts/:id/purge', purge)
  return router

  async function index(req: Request, res: Response) {
    const user = requirePerson(res)
    const filter = readFilter(req.query)
    const read = readerFor(db, filter)
    const counts = await countStates(read, user, filter, now())
    const total = counts[filter.status || 'all']
    const { q, status, tag, category, author } = filter
    const query = { q, status, tag, category, author }
    const page = readPage(req.query['page'])
    const pages = countPages({ page, perPage: PER_PAGE, total }, '/admin/posts', query)
    const ids = filteredPosts(db.read, user, filter, now())
    const found = await listPosts(read, ids, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE })
    const changed = await listChangedPosts(
      db.read,
      user.id,
      found.map(({ id }) => id),
    )
    const categories = await db.read.category.findMany({
      orderBy: { name: 'asc' },
      select: { name: true },
    })
    const authors = await db.read.user.findMany({
      orderBy: { displayName: 'asc' },
      select: { username: true, displayName: true },
    })
    res.render('writing/list', {
      posts: found.map(post => ({
        ...viewListedPost(post, user, mannerOf(res, now())),
        hasChanges: changed.has(post.id),
      })),
      ...(await listUnfinished(user, mannerOf(res, now()))),
      filter,
      isFiltered: Object.values({ ...query, status: '' }).some(value => value !== ''),
      tabs: viewTabs(counts, filter, res.locals.t),
      total,
      pages,
      categories: categories.map(({ name }) => name),
      authors:
        user.role === 'author'
          ? []
          : authors.map(person => ({ username: person.username, name: person.displayName })),
      here: pageAddress('/admin/posts', query, page),
      bulkUrl: pageAddress('/admin/posts/bulk', query, 1),
      bulkActions: viewBulkActions(status, res.locals.t),
      mayEmptyTrash: isAdmin(user) && status === 'trash' && total > 0,
    })
  }

  async function listUnfinished(user: SignedIn, manner: Manner) {
    const writings = await listCopies(db.read, user.id, { onlyNew: true })
    return {
      writings: writings.slice(0, SHOWN_WRITINGS).map(copy => viewListedCopy(copy, manner)),
      hasDrafts: await hasCopies(db.read, user.id),
    }
  }

  async function changeMany(req: Request, res: Response) {
    const form = readForm(BulkForm, req.body)
    const back = backTo(req, '/admin/posts')
    if (!form.ok) {
      const [message = ''] = Object.values(form.errors)
      flash(req, { text: res.locals.t(message), kind: 'error' })
      res.redirect(303, back)
      return
    }
    const posts = await selectPosts(db.read, requirePerson(res), req, now())
    if (posts) await change(req, res, { ...form.values, posts })
    else flash(req, { text: res.locals.t('Select at least one post.'), kind: 'error' })
    res.redirect(303, back)
  }

  async function change(req: Request, res: Response, action: BulkAction & { posts: Sql }) {
    const { t } = res.locals
    const done = await db.write(tx => changePosts(tx, action, requirePerson(res), now()))
    const asked = await explainRequests(db.read, done.requested, t)
    if (done.operationId === null) {
      const { fault } = done
      const text = fault ? t(fault) : asked || t('There was nothing to change.')
      flash(req, fault ? { text, kind: 'error' } : { text })
      return
    }
    const { text, ...parameters } = done.summary
    const said = [t(text, parameters), asked].filter(Boolean).join('. ')
    flash(req, { text: said, undo: done.operationId })
  }

  async function changeOne(req: Request, res: Response, action: 'delete' | 'restore') {
    const post = await findEditablePost(db.read, requirePerson(res), idOf(req.params['id']))
    await change(req, res, { action, posts: sql`SELECT id FROM posts WHERE id = ${post.id}` })
    res.redirect(
      303,
      action === 'restore' ? `/admin/posts/${post.id}/edit` : backTo(req, '/admin/posts'),
    )
  }

  async function purge(req: Request, res: Response) {
    const user = requirePerson(res)
    const post = await findEditablePost(db.read, user, idOf(req.params['id']))
    orForbidden(isAdmin(user))
    await purgeAll(req, res, sql`SELECT id FROM posts WHERE id = ${post.id}`)
  }

  async function emptyTrash(req: Request, res: Response) {
    orForbidden(isAdmin(requirePerson(res)))
    await purgeAll(req, res, sql`SELECT id FROM posts WHERE deleted_at IS NOT NULL`)
  }

  async function purgeAll(req: Request, res: Response, posts: Sql) {
    const count = await db.write(tx => purgePosts(tx, posts))
    const text =
      count > 0
        ? mark('{count} posts were removed for good.')
        : mark('Only a post in the trash can be removed for good.')
    flash(req, { text: res.locals.t(text, { count }), kind: count > 0 ? 'done' : 'error' })
    res.redirect(303, '/admin/posts?status=trash')
  }
}
