import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { listField, typedFields } from '../../http/form.ts'
import { mark } from '../../i18n/translate.ts'
import { nameKey } from '../../text/key.ts'
import { answerOperation } from '../answer.ts'
import { findTermById } from '../../taxonomy/changes.ts'
import { mergeTerms } from '../../taxonomy/merge.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { listTerms } from '../../taxonomy/terms.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'

const SUGGESTIONS = 10

/** What works on names rather than on one term: suggestions while typing, and merging. */
export function mergingRoutes(context: Context): Router {
  const router = Router()
  router.use(namesRoutes(context, tagVocabulary, '/admin/tags'))
  router.use(namesRoutes(context, categoryVocabulary, '/admin/categories'))
  return router
}

function namesRoutes({ db, now }: Context, vocabulary: Vocabulary, base: string): Router {
  const router = Router()
  router.get(`${base}/suggestions`, suggest)
  router.post(`${base}/merge`, merge)
  return router

  async function suggest(req: Request, res: Response) {
    const q = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 200) : ''
    const window = { q, sort: 'posts' as const, limit: SUGGESTIONS, offset: 0 }
    const { terms } = await listTerms(db.read, vocabulary, window, now())
    const used = terms.filter(term => term.posts > 0)
    res.json(used.map(({ name, posts }) => ({ name, count: posts })))
  }

  async function merge(req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const body = req.body as Record<string, unknown>
    const { intoName = '', into = '' } = typedFields(body)
    const ids = [...new Set(listField(body['from']).map(idOf))]
    const who = { actor: requirePerson(res), now: now() }
    const done = await db.write(async tx => {
      const named = await findTermIds(tx, vocabulary, [intoName])
      const intoId = into === '' ? named.get(nameKey(intoName)) : idOf(into)
      const target = intoId === undefined ? null : await findTermById(tx, vocabulary, intoId)
      const terms = await Promise.all(ids.map(id => findTermById(tx, vocabulary, id)))
      const from = terms.map(orNotFound).filter(term => term.id !== target?.id)
      if (!target || from.length === 0) return null
      return mergeTerms(tx, vocabulary, { from, into: target }, who)
    })
    if (done) {
      answerOperation(req, res, done, base)
      return
    }
    const text = mark('Choose what to merge, and something else that exists to merge it into.')
    flash(req, { text: res.locals.t(text), kind: 'error' })
    res.redirect(303, base)
  }
}
