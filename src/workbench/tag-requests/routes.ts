import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { readSummary } from '../../history/list.ts'
import { orForbidden, orNotFound } from '../../http/errors.ts'
import { flash } from '../../http/flash.ts'
import { typedFields } from '../../http/form.ts'
import type { Translate } from '../../i18n/translate.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { cleanName } from '../../text/name.ts'
import type { BulkResult } from '../../writing/bulk.ts'
import { grantTag, listRequestedTags, refuseTag } from './service.ts'

/** What becomes of the new tags that authors ask for while the vocabulary is locked. */
export function tagRequestRoutes({ db, now }: Context): Router {
  const path = '/admin/tags/requests'
  const router = Router()
  router.get(path, index)
  router.post(path, decide)
  return router

  async function index(_req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const requests = await listRequestedTags(db.read)
    res.render('workbench/tag-requests', {
      requests: requests.map(({ posts, people, nearest, ...request }) => ({
        ...request,
        people: people.join(', '),
        nearest,
        posts: posts.map(({ id, title }) => ({ title, editUrl: `/admin/posts/${id}/edit` })),
      })),
    })
  }

  // One button each: accept, replace (by the tag in `name`), refuse.
  async function decide(req: Request, res: Response) {
    const actor = requirePerson(res)
    orForbidden(isEditor(actor))
    const { t } = res.locals
    const { key = '', action, name = '' } = typedFields(req.body)
    const asked = orNotFound(await db.read.tagRequest.findFirst({ where: { key } }))
    if (action === 'refuse') {
      await db.write(tx => refuseTag(tx, key))
      flash(req, { text: t('“{name}” was refused.', { name: asked.name }) })
    } else if (action === 'replace' && !(await isExisting(name))) {
      flash(req, { text: t('There is no tag of this name.'), kind: 'error' })
    } else {
      const chosen = action === 'replace' ? cleanName(name) : asked.name
      const grant = { key, name: chosen }
      flash(req, sayGranted(orNotFound(await db.write(tx => grantTag(tx, grant, actor, now()))), t))
    }
    res.redirect(303, path)
  }

  async function isExisting(name: string): Promise<boolean> {
    return (await findTermIds(db.read, tagVocabulary, [cleanName(name)])).size > 0
  }
}

function sayGranted(done: BulkResult, t: Translate): Parameters<typeof flash>[1] {
  return done.operationId === null
    ? { text: t(done.fault ?? 'There was nothing to change.') }
    : { text: `${readSummary(done.summary, t)}.`, undo: done.operationId }
}
