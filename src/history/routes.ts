import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { idOf, orNotFound } from '../http/errors.ts'
import { flash } from '../http/flash.ts'
import { countPages, readPage } from '../http/pagination.ts'
import { backTo } from '../http/return.ts'
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
      const kept = undone.keptPosts.length
      const text =
        kept > 0
          ? t('Undone, but for {count} posts that were changed since: they stay as they are.', {
              count: kept,
            })
          : t('Undone.')
      flash(req, { text, undo: undone.operationId })
    } else flash(req, { text: readSummary(undone.reason, t), kind: 'error' })
    res.redirect(303, backTo(req, '/admin/history'))
  }
}
