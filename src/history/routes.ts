import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson, type SignedIn } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { idOf, orNotFound } from '../http/errors.ts'
import { flash } from '../http/flash.ts'
import { countPages, readPage } from '../http/pagination.ts'
import { backTo } from '../http/return.ts'
import type { Translate } from '../i18n/translate.ts'
import { listOperations, readSummary } from './list.ts'
import { undoOperation } from './undo.ts'

const PER_PAGE = 50

export function historyRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/history', index)
  router.post('/admin/operations/:id/undo', undo)
  return router

  async function index(req: Request, res: Response) {
    const user = requirePerson(res)
    const { t, language, site } = res.locals
    const where = { parentId: null, ...(isEditor(user) ? {} : { actorId: user.id }) }
    const page = readPage(req.query['page'])
    const total = await db.read.operation.count({ where })
    const manner = { t, language, timeZone: site.timeZone }
    const operations = await listOperations(db.read, where, manner, {
      take: PER_PAGE,
      skip: (page - 1) * PER_PAGE,
    })
    const pages = countPages({ page, perPage: PER_PAGE, total }, '/admin/history')
    res.render('history/list', { operations, pages, maySeeVocabulary: isEditor(user) })
  }

  async function undo(req: Request, res: Response) {
    const user = requirePerson(res)
    const { t } = res.locals
    const id = idOf(req.params['id'])
    const actorId = isEditor(user) ? {} : { actorId: user.id }
    orNotFound(
      await db.read.operation.findFirst({ where: { id, ...actorId }, select: { id: true } }),
    )
    const undone = await undoOperation(db, id, user, now())
    if (undone.ok) {
      const { operationId, keptPosts, isFinal } = undone
      const text = sayUndone(keptPosts.length, user, t)
      flash(req, isFinal ? { text } : { text, undo: operationId })
      // What was left alone is listed there, to be decided upon.
      const list = keptPosts.length > 0 ? `/admin/operations/${operationId}` : null
      res.redirect(303, list ?? backTo(req, '/admin/history'))
      return
    }
    flash(req, { text: readSummary(undone.reason, t), kind: 'error' })
    res.redirect(303, backTo(req, '/admin/history'))
  }
}

function sayUndone(count: number, user: SignedIn, t: Translate): string {
  if (count === 0) return t('Undone.')
  return isEditor(user)
    ? t('Undone, but for {count} posts that were changed since: they stay as they are.', { count })
    : t(
        'Undone, but for {count} posts that were changed since or are not yours any more: they stay as they are.',
        { count },
      )
}
