import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orForbidden } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { backTo } from '../../http/return.ts'
import { findTermById } from '../../taxonomy/changes.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { submitAndReturn } from '../submit.ts'
import { describeMerge, readMerge, type MergeRequest } from './request.ts'

/** Merging: the sentence that says what it would do, and doing it. */
export function mergingRoutes(context: Context): Router {
  const router = Router()
  router.use(mergingOf(context, tagVocabulary))
  router.use(mergingOf(context, categoryVocabulary))
  return router
}

function mergingOf(context: Context, vocabulary: Vocabulary): Router {
  const { db } = context
  const { admin } = vocabulary
  const router = Router()
  router.get(`${admin}/merge`, show)
  router.post(`${admin}/merge`, merge)
  return router

  async function show(req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const { t } = res.locals
    const request = await readMerge(db.read, vocabulary, req.query)
    const described = await describeMerge(db.read, vocabulary, request, t)
    if (req.accepts(['html', 'json']) === 'json') {
      res.json({ sentence: described?.sentence ?? '' })
    } else if (described) {
      const isJoined = request.joinDescriptions === true
      res.render('workbench/merge', {
        ...{ vocabulary, isJoined, returnTo: backTo(req, admin) },
        merge: described,
      })
    } else {
      const text = t('Choose what to merge, and something else that exists to merge it into.')
      flash(req, { text, kind: 'error' })
      res.redirect(303, await originOf(req, request))
    }
  }

  async function merge(req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const body = (req.body ?? {}) as Record<string, unknown>
    const request = await readMerge(db.read, vocabulary, body)
    const origin = await originOf(req, request)
    await submitAndReturn(context, { req, res, to: backTo(req, admin), origin }, request)
  }

  async function originOf(req: Request, { from }: MergeRequest): Promise<string> {
    const only = from.length === 1 ? from[0] : undefined
    const isThere = only !== undefined && (await findTermById(db.read, vocabulary, only)) !== null
    return isThere ? `${admin}/${only}` : backTo(req, admin)
  }
}
