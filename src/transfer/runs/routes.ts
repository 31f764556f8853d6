import { Router, type Request, type Response } from 'express'
import { requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import type { ImportRun } from '../../db/generated/sqlite/client.ts'
import { isAtWork } from '../../history/import-at-work.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { applyLater, planLater } from './background.ts'
import { removeUpload } from './files.ts'
import { AT_WORK, receiveImport } from './receive.ts'
import { cancelRun, claimRun } from './runs.ts'
import { viewImports, viewRun } from './view.ts'

/** Imports: what is handed over gets a plan first, is applied, and can be taken back. */
export function importRoutes(context: Context): Router {
  const { config, db, now } = context
  const router = Router()
  router.get('/admin/import', index)
  router.post('/admin/import', upload)
  router.get('/admin/import/:id', show)
  router.post('/admin/import/:id/plan', plan)
  router.post('/admin/import/:id/apply', apply)
  router.post('/admin/import/:id/cancel', cancel)
  router.post('/admin/import/:id/forget', forget)
  return router

  async function index(_req: Request, res: Response) {
    res.render('transfer/import', await viewImports(context, res.locals))
  }

  async function upload(req: Request, res: Response) {
    const { t } = res.locals
    const received = await receiveImport(context, req, requirePerson(res).id)
    if (received.ok) {
      planLater(context, received.id)
      res.redirect(303, addressOf(received))
      return
    }
    const errors = { file: t(received.text, received.parameters) }
    const view = await viewImports(context, res.locals)
    res.status(received.status).render('transfer/import', { ...view, errors })
  }

  async function show(req: Request, res: Response) {
    const run = await findRun(req)
    const { operation } = orNotFound(
      await db.read.importRun.findUnique({
        where: { id: run.id },
        select: { operation: { select: { id: true, undone: { select: { id: true } } } } },
      }),
    )
    const view = await viewRun(context, { ...run, operation }, req.query, res.locals)
    res.set('Cache-Control', 'no-store').render('transfer/import-run', view)
  }

  async function plan(req: Request, res: Response) {
    await begin(req, res, 'planning')
  }

  async function apply(req: Request, res: Response) {
    await begin(req, res, 'applying')
  }

  async function begin(req: Request, res: Response, state: 'planning' | 'applying') {
    const run = await findRun(req)
    if (!isAtWork(run, now())) {
      const claimed = await db.write(tx => claimRun(tx, run.id, state, now()))
      if (!claimed) flash(req, { text: res.locals.t(AT_WORK), kind: 'error' })
      else if (state === 'planning') planLater(context, run.id)
      else applyLater(context, run.id)
    }
    res.redirect(303, addressOf(run))
  }

  async function cancel(req: Request, res: Response) {
    const run = await findRun(req)
    await db.write(tx => cancelRun(tx, run.id))
    flash(req, { text: res.locals.t('It stops after the documents that it is at.') })
    res.redirect(303, addressOf(run))
  }

  async function forget(req: Request, res: Response) {
    const { t } = res.locals
    const run = await findRun(req)
    if (isAtWork(run, now())) {
      flash(req, { text: t('Stop it first.'), kind: 'error' })
      res.redirect(303, addressOf(run))
      return
    }
    await removeUpload(config.dataDir, run.path)
    await db.write(tx => tx.importRun.delete({ where: { id: run.id } }))
    flash(req, { text: t('“{name}” was removed from the list.', { name: run.name }) })
    res.redirect(303, '/admin/import')
  }

  async function findRun(req: Request): Promise<ImportRun> {
    const id = idOf(req.params['id'])
    return orNotFound(await db.read.importRun.findUnique({ where: { id } }))
  }
}

const addressOf = ({ id }: { id: number }): string => `/admin/import/${id}`
