import { Router, type NextFunction, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { listField, typedFields } from '../../http/form.ts'
import { backTo } from '../../http/return.ts'
import { mark } from '../../i18n/translate.ts'
import { findTermById } from '../../taxonomy/changes.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { cleanName } from '../../text/name.ts'
import { nameKey } from '../../text/key.ts'
import { submitAndReturn } from '../submit.ts'

/** The verbs that change existing tags and categories, one or many; each can be staged with `plan=1`. */
export function verbRoutes(context: Context): Router {
  const router = Router()
  router.use(verbsOf(context, tagVocabulary))
  router.use(verbsOf(context, categoryVocabulary))
  router.post('/admin/tags/:id/to-category', convert(context, tagVocabulary))
  router.post('/admin/categories/:id/to-tag', convert(context, categoryVocabulary))
  return router
}

function verbsOf(context: Context, vocabulary: Vocabulary): Router {
  const { db } = context
  const { admin, kind } = vocabulary
  const router = Router()
  router.post(`${admin}/delete`, requireEditor, destroyMany)
  router.post(`${admin}/:id/delete`, requireEditor, destroy)
  router.post(`${admin}/:id/aliases`, requireEditor, (req, res) => name(req, res, 'alias'))
  router.post(`${admin}/:id/aliases/free`, requireEditor, (req, res) => name(req, res, 'free'))
  return router

  async function destroyMany(req: Request, res: Response) {
    const { ids: given, from } = req.body as Record<string, unknown>
    const ids = [...new Set(listField(given ?? from).map(idOf))]
    if (ids.length === 0) {
      flash(req, { text: res.locals.t(mark('Select at least one.')), kind: 'error' })
      res.redirect(303, backTo(req, admin))
      return
    }
    await submitAndReturn(
      context,
      { req, res, to: backTo(req, admin) },
      { verb: 'delete', kind, ids },
    )
  }

  async function destroy(req: Request, res: Response) {
    const id = await findId(req)
    await submitAndReturn(context, { req, res, to: admin }, { verb: 'delete', kind, ids: [id] })
  }

  async function name(req: Request, res: Response, verb: 'alias' | 'free') {
    const id = await findId(req)
    const given = cleanName(typedFields(req.body)['name'] ?? '')
    const to = `${admin}/${id}`
    if (nameKey(given) === '' || /[,，]/.test(given)) {
      flash(req, { text: res.locals.t('Give a name without a comma.'), kind: 'error' })
      res.redirect(303, to)
      return
    }
    await submitAndReturn(context, { req, res, to }, { verb, kind, id, name: given })
  }

  async function findId(req: Request): Promise<number> {
    return orNotFound(await findTermById(db.read, vocabulary, idOf(req.params['id']))).id
  }
}

function convert(context: Context, vocabulary: Vocabulary) {
  const { kind, admin } = vocabulary
  return async (req: Request, res: Response) => {
    orForbidden(isEditor(requirePerson(res)))
    const id = idOf(req.params['id'])
    orNotFound(await findTermById(context.db.read, vocabulary, id))
    await submitAndReturn(context, { req, res, to: admin }, { verb: 'convert', kind, id })
  }
}

function requireEditor(_req: Request, res: Response, next: NextFunction): void {
  orForbidden(isEditor(requirePerson(res)))
  next()
}
