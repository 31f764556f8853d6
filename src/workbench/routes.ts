import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { idOf, orForbidden, orNotFound } from '../http/errors.ts'
import { readForm, type FieldErrors } from '../http/form.ts'
import { countPages, readPage } from '../http/pagination.ts'
import { findTermById, type Term } from '../taxonomy/changes.ts'
import { NewTermForm, TermForm, withoutAbsent } from './form.ts'
import { listTerms, termSorts } from '../taxonomy/terms.ts'
import type { VocabularyRequest } from './requests.ts'
import { listLeading } from '../writing/links/backlinks.ts'
import { listFormerPaths } from '../writing/links/linking.ts'
import { isForPlan, submitRequest } from './submit.ts'
import { countRequestedTags } from './tag-requests/service.ts'
import { viewTerm } from './views.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../taxonomy/vocabulary.ts'

const PER_PAGE = 100

/** The same verbs for tags and for categories. */
export function workbenchRoutes(context: Context): Router {
  const router = Router()
  router.use(vocabularyRoutes(context, tagVocabulary))
  router.use(vocabularyRoutes(context, categoryVocabulary))
  return router
}

function vocabularyRoutes(context: Context, vocabulary: Vocabulary): Router {
  const { db, now } = context
  const { admin, kind } = vocabulary
  const views =
    kind === 'tag'
      ? { list: 'workbench/tags', term: 'workbench/tag' }
      : { list: 'workbench/categories', term: 'workbench/category' }
  const router = Router()
  router.use(admin, (_req, res, next) => {
    orForbidden(isEditor(requirePerson(res)))
    next()
  })
  router.get(admin, index)
  router.post(admin, create)
  router.get(`${admin}/:id`, show)
  router.post(`${admin}/:id`, update)
  return router

  async function index(req: Request, res: Response) {
    await showIndex(req, res, { input: {}, errors: {} })
  }

  async function showIndex(
    req: Request,
    res: Response,
    form: { input: Record<string, string>; errors: FieldErrors },
  ) {
    const { t } = res.locals
    const q = typeof req.query['q'] === 'string' ? req.query['q'].trim().slice(0, 200) : ''
    const sort = termSorts.find(name => name === req.query['sort']) ?? 'name'
    const page = readPage(req.query['page'])
    const window = { q, sort, limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const { terms, total } = await listTerms(db.read, vocabulary, window, now())
    res.render(views.list, {
      requested: kind === 'tag' ? await countRequestedTags(db.read) : 0,
      [kind === 'tag' ? 'tags' : 'categories']: terms.map(term => ({
        ...term,
        url: `${admin}/${term.id}`,
      })),
      totalLabel:
        kind === 'tag'
          ? t('{count} tags', { count: total })
          : t('{count} categories', { count: total }),
      filter: { q, sort },
      sorts: [
        { value: 'name', label: t('Name') },
        { value: 'posts', label: t('Most used') },
        { value: 'unused', label: t('Least used') },
        { value: 'newest', label: t('Newest') },
      ],
      pages: countPages({ page, perPage: PER_PAGE, total }, admin, {
        q,
        sort: sort === 'name' ? '' : sort,
      }),
      ...form,
    })
  }

  async function create(req: Request, res: Response) {
    const form = readForm(NewTermForm, req.body)
    const input = form.ok ? withoutAbsent(form.values) : {}
    const faults = form.ok ? await submit(req, res, { verb: 'add', kind, input }) : form.errors
    if (faults) await showIndex(req, res.status(422), { input: form.input, errors: faults })
    else res.redirect(303, isForPlan(req) ? '/admin/plan' : admin)
  }

  async function show(req: Request, res: Response) {
    await showTerm(res, await findTerm(req), { input: {}, errors: {} })
  }

  async function showTerm(
    res: Response,
    term: Term,
    form: { input: Record<string, string>; errors: FieldErrors },
  ) {
    res.render(views.term, {
      ...(await viewTerm(db.read, vocabulary, term, { ...res.locals, now: now() })),
      linksHere: await listTermBacklinks(res, term),
      ...form,
    })
  }

  async function listTermBacklinks(res: Response, { id, slug }: Term) {
    const former = await listFormerPaths(
      db.read,
      kind === 'tag' ? { tagId: id } : { categoryId: id },
    )
    return listLeading(db.read, requirePerson(res), [vocabulary.path + slug, ...former], now())
  }

  async function update(req: Request, res: Response) {
    const term = await findTerm(req)
    const form = readForm(TermForm, req.body)
    const input = form.ok ? withoutAbsent(form.values) : {}
    const change = { verb: 'change' as const, kind, id: term.id, input }
    const faults = form.ok ? await submit(req, res, change) : form.errors
    if (faults) await showTerm(res.status(422), term, { input: form.input, errors: faults })
    else res.redirect(303, isForPlan(req) ? '/admin/plan' : `${admin}/${term.id}`)
  }

  async function submit(
    req: Request,
    res: Response,
    request: VocabularyRequest,
  ): Promise<FieldErrors | null> {
    const performed = await submitRequest(context, req, res, request)
    if (performed.ok) return null
    const { path = '', ...faults } = performed.faults
    const said = Object.entries(faults).map(([name, text]) => [name, res.locals.t(text, { path })])
    return Object.fromEntries(said) as FieldErrors
  }

  async function findTerm(req: Request): Promise<Term> {
    return orNotFound(await findTermById(db.read, vocabulary, idOf(req.params['id'])))
  }
}
