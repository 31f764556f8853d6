import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { typedFields } from '../../http/form.ts'
import { examineDatabase } from './examine.ts'
import { noteExamination } from './examination.ts'
import { repairDatabase } from './repair.ts'
import { listReports, readReport } from './report.ts'
import { undoRepair } from './undo.ts'
import { viewFinding, viewReport } from './views.ts'

const SHOWN_REPORTS = 20
/** A page answers within seconds; more than this is left to the command line. */
const RENDERED_AT_ONCE = 200

export function doctorRoutes(context: Context): Router {
  const router = Router()
  router.get('/admin/doctor', index)
  router.post('/admin/doctor/repair', repair)
  router.post('/admin/doctor/undo', undo)
  return router

  async function index(_req: Request, res: Response) {
    const { t, language, site } = res.locals
    const findings = await examineDatabase(context)
    noteExamination(context.config.dataDir, findings, context.now())
    const reports = listReports(context.config.dataDir).slice(0, SHOWN_REPORTS)
    const manner = { t, language, timeZone: site.timeZone }
    res.render('operations/doctor', {
      findings: findings.map(finding => viewFinding(finding, t)),
      reports: reports.map(report => viewReport(report, manner)),
      isSqlite: context.db.dialect === 'sqlite',
    })
  }

  async function repair(req: Request, res: Response) {
    const { t } = res.locals
    const report = await repairDatabase(context, {
      actorId: requirePerson(res).id,
      renderLimit: RENDERED_AT_ONCE,
      onProgress: () => undefined,
    })
    const text = report
      ? t('Repaired. What was done stands below.')
      : t('Nothing was wrong, so nothing was done.')
    flash(req, { text })
    res.redirect(303, '/admin/doctor')
  }

  async function undo(req: Request, res: Response) {
    const { t } = res.locals
    const { report = '' } = typedFields(req.body as Record<string, unknown>)
    const known = orNotFound(readReport(context.config.dataDir, report))
    const undone = await undoRepair(context, known, requirePerson(res).id)
    if (!undone) flash(req, { text: t('This repair was taken back already.'), kind: 'error' })
    else flash(req, { text: t('{count} changes were taken back.', { count: undone.restored }) })
    res.redirect(303, '/admin/doctor')
  }
}
