import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { countPages, readPage } from '../../http/pagination.ts'

const PER_PAGE = 100

/** The audit trail, for admins: looked through, never changed. */
export function auditRoutes({ db }: Context): Router {
  const router = Router()
  router.get('/admin/audit', index)
  return router

  async function index(req: Request, res: Response) {
    const { language, site } = res.locals
    const q = typeof req.query['q'] === 'string' ? req.query['q'].replaceAll('\0', '').trim() : ''
    const fields = ['action', 'subject', 'address', 'actorName'] as const
    const where = q === '' ? {} : { OR: fields.map(field => ({ [field]: { contains: q } })) }
    const total = await db.read.audit.count({ where })
    const page = readPage(req.query['page'])
    const lines = await db.read.audit.findMany({
      ...{ where, orderBy: { id: 'desc' }, take: PER_PAGE, skip: (page - 1) * PER_PAGE },
    })
    const dates = new Intl.DateTimeFormat(language, {
      ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone: site.timeZone },
    })
    res.render('accounts/audit', {
      q,
      lines: lines.map(({ id, at, actorName, action, subject, address }) => ({
        ...{ id, actorName, action, subject, address },
        ...{ date: dates.format(at), dateTime: at.toISOString() },
      })),
      pages: countPages({ page, perPage: PER_PAGE, total }, '/admin/audit', { q }),
    })
  }
}
