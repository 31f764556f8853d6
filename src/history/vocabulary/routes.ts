import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orForbidden } from '../../http/errors.ts'
import { endOfDay, toLocalInput } from '../../text/dates.ts'
import { listVocabularyThen } from '../vocabulary-then.ts'

/** The vocabulary as it was at the end of a day of the site's time zone. */
export function pastVocabularyRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/history/vocabulary', show)
  return router

  async function show(req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const { t, language, site } = res.locals
    const today = toLocalInput(now(), site.timeZone).slice(0, 10)
    const asked = typeof req.query['at'] === 'string' ? req.query['at'].trim().slice(0, 40) : ''
    const isPast = asked <= today && endOfDay(asked, site.timeZone) !== null
    const day = isPast ? asked : today
    const then = endOfDay(day, site.timeZone) ?? now()
    const terms = await listVocabularyThen(db.read, then)
    const { compare } = new Intl.Collator(language, { numeric: true })
    const sorted = terms.sort((one, other) => compare(one.name, other.name))
    res.render('history/vocabulary', {
      ...{ day, today },
      unknown: asked === '' || isPast ? '' : asked,
      groups: [
        { id: 'tags', heading: t('Tags'), terms: sorted.filter(({ kind }) => kind === 'tag') },
        {
          ...{ id: 'categories', heading: t('Categories') },
          terms: sorted.filter(({ kind }) => kind === 'category'),
        },
      ],
    })
  }
}
