import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { writeCsvLine } from '../../text/csv.ts'
import { conditionsOf, readAuditFilter, REFUSED } from './filter.ts'
import { GROUPS } from './labels.ts'
import { viewDays, viewLine } from './lines-view.ts'

const PER_PAGE = 50
const BATCH = 500
const MAX_NAMES = 200
// The largest that PostgreSQL has for an id.
const MAX_ID = 2_147_483_647

/** The audit trail, for admins: looked through and taken along, never changed. */
export function auditRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/audit', index)
  router.get('/admin/audit/export.csv', download)
  return router

  async function index(req: Request, res: Response) {
    const filter = readAuditFilter(req.query)
    const where = conditionsOf(filter, mannerOf(res))
    const total = await db.read.audit.count({ where })
    const page = readPage(req.query['page'])
    const lines = await db.read.audit.findMany({
      ...{ where, orderBy: { id: 'desc' }, take: PER_PAGE, skip: (page - 1) * PER_PAGE },
    })
    const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''))
    res.render('accounts/audit', {
      ...{ filter, total, isFiltered: query.size > 0, people: await listNames() },
      days: viewDays(lines, mannerOf(res)),
      groups: nameGroups(res),
      csv: `/admin/audit/export.csv${query.size > 0 ? `?${query.toString()}` : ''}`,
      pages: countPages({ page, perPage: PER_PAGE, total }, '/admin/audit', filter),
    })
  }

  async function listNames(): Promise<string[]> {
    const rows = await db.read.audit.groupBy({
      ...{ by: ['actorName'], where: { actorName: { not: '' } } },
      ...{ orderBy: { actorName: 'asc' }, take: MAX_NAMES },
    })
    return rows.map(({ actorName }) => actorName)
  }

  async function download(req: Request, res: Response) {
    res.attachment(`audit-${now().toISOString().slice(0, 10)}.csv`)
    res.type('text/csv; charset=utf-8')
    const rows = Readable.from(writeRows(req, res), { objectMode: false })
    await pipeline(rows, res).catch(ignoreHangUp)
  }

  // A byte order mark first: without it, spreadsheets take the file for something older.
  async function* writeRows(req: Request, res: Response): AsyncGenerator<string> {
    const manner = mannerOf(res)
    const { t } = manner
    const where = conditionsOf(readAuditFilter(req.query), manner)
    yield `\ufeff${writeCsvLine([t('Time'), t('Person'), t('What'), t('Refused'), t('Where'), t('IP address')])}`
    for (let last = MAX_ID; ;) {
      const lines = await db.read.audit.findMany({
        ...{ where: { AND: [where, { id: { lte: last } }] }, orderBy: { id: 'desc' }, take: BATCH },
      })
      for (const line of lines) {
        const { dateTime, actorName, what, refused, subject, address } = viewLine(line, manner)
        yield writeCsvLine([dateTime, actorName, what, refused, subject, address])
      }
      if (lines.length < BATCH) return
      last = (lines.at(-1)?.id ?? 0) - 1
    }
  }
}

const mannerOf = ({ locals: { t, language, site } }: Response) => ({
  ...{ t, language, timeZone: site.timeZone },
})

function nameGroups({ locals: { t } }: Response): { value: string; label: string }[] {
  const groups = GROUPS.map(({ name, label }) => ({ value: name, label: t(label) }))
  return [...groups, { value: REFUSED, label: t('Whatever was refused') }]
}

function ignoreHangUp(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
}
