import { Router, type NextFunction, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { typedFields } from '../../http/form.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { listStaged, stageRequest } from '../plan/plan.ts'
import { dismissFinding, listDismissed, restoreFinding } from '../../history/dismissals.ts'
import { examineVocabulary } from './examine.ts'
import type { Finding } from './finding.ts'
import { viewCheckUp } from './view.ts'

/** What may deserve a change among tags and categories; each finding goes into the plan or away. */
export function checkUpRoutes(context: Context): Router {
  const router = Router()
  router.use(checkUpOf(context, tagVocabulary))
  router.use(checkUpOf(context, categoryVocabulary))
  return router
}

function checkUpOf({ db, now }: Context, { kind: vocabulary, admin }: Vocabulary): Router {
  const path = `${admin}/check-up`
  const router = Router()
  router.use(path, requireEditor)
  router.get(path, show)
  router.post(`${path}/plan`, plan)
  router.post(`${path}/dismiss`, dismiss)
  router.post(`${path}/restore`, restore)
  return router

  async function show(_req: Request, res: Response) {
    const findings = await examineVocabulary(db.read, vocabulary, now())
    const dismissed = await listDismissed(db.read)
    const staged = await listStaged(db.read, requirePerson(res).id)
    const planned = new Set(staged.map(({ request }) => JSON.stringify(request)))
    const marks = { dismissed, planned }
    res.render('workbench/check-up', {
      ...{ base: path, admin, isTag: vocabulary === 'tag' },
      ...viewCheckUp(findings, marks, res.locals.t),
    })
  }

  async function plan(req: Request, res: Response) {
    const { kind, request } = await findFinding(req)
    await db.write(tx => stageRequest(tx, requirePerson(res).id, request, now()))
    flash(req, { text: res.locals.t('Added to your plan. Nothing has changed yet.') })
    res.redirect(303, `${path}#${kind}`)
  }

  async function dismiss(req: Request, res: Response) {
    const { kind, key } = await findFinding(req)
    await db.write(tx => dismissFinding(tx, key, requirePerson(res).id, now()))
    flash(req, { text: res.locals.t('Dismissed. It will not be shown again.') })
    res.redirect(303, `${path}#${kind}`)
  }

  async function restore(req: Request, res: Response) {
    const { kind, key } = await findFinding(req)
    await db.write(tx => restoreFinding(tx, key))
    flash(req, { text: res.locals.t('The finding is shown again.') })
    res.redirect(303, `${path}#${kind}`)
  }

  // What is not so any more is not there any more.
  async function findFinding(req: Request): Promise<Finding> {
    const { finding } = typedFields(req.body)
    const findings = await examineVocabulary(db.read, vocabulary, now())
    return orNotFound(findings.find(({ key }) => key === finding) ?? null)
  }
}

function requireEditor(_req: Request, res: Response, next: NextFunction): void {
  orForbidden(isEditor(requirePerson(res)))
  next()
}
