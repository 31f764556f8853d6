import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { orForbidden } from '../../http/errors.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { endOfDay, toLocalInput } from '../../text/dates.ts'
import { listVocabularyThen, type SizedTerm } from '../vocabulary-then.ts'

const ADDRESS = '/admin/history/vocabulary'
const PER_PAGE = 200

/** The vocabulary as it was at the end of a day of the site's time zone. */
export function pastVocabularyRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get(ADDRESS, show)
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
    const tags = sorted.filter(({ kind }) => kind === 'tag')
    const categories = sorted.filter(({ kind }) => kind === 'category')
    const page = readPage(req.query['page'])
    const window = { page, perPage: PER_PAGE, total: Math.max(tags.length, categories.length) }
    res.render('history/vocabulary', {
      ...{ day, today },
      unknown: asked === '' || isPast ? '' : asked,
      groups: [
        cutGroup({ id: 'tags', heading: t('Tags'), terms: tags }, page),
        cutGroup({ id: 'categories', heading: t('Categories'), terms: categories }, page),
      ],
      pages: countPages(window, ADDRESS, { at: day === today ? '' : day }),
    })
  }
}

type Group = { id: string; heading: string; terms: SizedTerm[] }

function cutGroup({ terms, ...group }: Group, page: number) {
  const shown = terms.slice((page - 1) * PER_PAGE, page * PER_PAGE)
  return { ...group, total: terms.length, terms: shown }
}
