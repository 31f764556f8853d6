import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../accounts/signed-in.ts'
import type { Context } from '../context.ts'
import { idOf, orForbidden, orNotFound } from '../http/errors.ts'
import { readForm, type FieldErrors } from '../http/form.ts'
import { countPages, readPage } from '../http/pagination.ts'
import { findTermById, type Term } from '../taxonomy/changes.ts'
import { addTerm, changeTerm, deleteTerm, type TermInput } from '../taxonomy/editing.ts'
import { answerOperation } from './answer.ts'
import { NewTermForm, TermForm, type TermFormValues } from './form.ts'
import { findParent } from '../taxonomy/parents.ts'
import { listTerms, termSorts } from '../taxonomy/terms.ts'
import { viewTerm } from './views.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../taxonomy/vocabulary.ts'

const PER_PAGE = 100

/** The same verbs for tags and for categories. */
export function taxonomyRoutes(context: Context): Router {
  const router = Router()
  router.use(vocabularyRoutes(context, tagVocabulary, '/admin/tags'))
  router.use(vocabularyRoutes(context, categoryVocabulary, '/admin/categories'))
  return router
}

function vocabularyRoutes({ db, now }: Context, vocabulary: Vocabulary, base: string): Router {
  const router = Router()
  const plural = vocabulary.kind === 'tag' ? 'tags' : 'categories'
  router.use(base, (_req, res, next) => {
    orForbidden(isEditor(requirePerson(res)))
    next()
  })
  router.get(base, index)
  router.post(base, create)
  router.get(`${base}/:id`, show)
  router.post(`${base}/:id`, update)
  router.post(`${base}/:id/delete`, destroy)
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
    res.render(`taxonomy/${plural}`, {
      [plural]: terms.map(term => ({ ...term, url: `${base}/${term.id}` })),
      totalLabel:
        vocabulary.kind === 'tag'
          ? t('{count} tags', { count: total })
          : t('{count} categories', { count: total }),
      filter: { q, sort },
      sorts: [
        { value: 'name', label: t('Name') },
        { value: 'posts', label: t('Most used') },
        { value: 'unused', label: t('Least used') },
        { value: 'newest', label: t('Newest') },
      ],
      pages: countPages({ page, perPage: PER_PAGE, total }, base, {
        q,
        sort: sort === 'name' ? '' : sort,
      }),
      ...form,
    })
  }

  async function create(req: Request, res: Response) {
    const form = readForm(NewTermForm, req.body)
    const input = form.ok ? await readInput(res, form.values, null) : form
    if (!input.ok) {
      await showIndex(req, res.status(422), { input: form.input, errors: input.errors })
      return
    }
    const who = { actor: requirePerson(res), now: now() }
    const added = await db.write(tx => addTerm(tx, vocabulary, input.values, who))
    if (!added.ok)
      await showIndex(req, res.status(422), { input: form.input, errors: { ...added.faults } })
    else answerOperation(req, res, added, base)
  }

  async function show(req: Request, res: Response) {
    await showTerm(res, await findTerm(req), { input: {}, errors: {} })
  }

  async function showTerm(
    res: Response,
    term: Term,
    form: { input: Record<string, string>; errors: FieldErrors },
  ) {
    res.render(`taxonomy/${vocabulary.kind}`, {
      ...(await viewTerm(db.read, vocabulary, term, { ...res.locals, now: now() })),
      ...form,
    })
  }

  async function update(req: Request, res: Response) {
    const term = await findTerm(req)
    const form = readForm(TermForm, req.body)
    const input = form.ok ? await readInput(res, form.values, term.id) : form
    if (!input.ok) {
      await showTerm(res.status(422), term, { input: form.input, errors: input.errors })
      return
    }
    const who = { actor: requirePerson(res), now: now() }
    const changed = await db.write(async tx => {
      const current = orNotFound(await findTermById(tx, vocabulary, term.id))
      return changeTerm(tx, vocabulary, { term: current, input: input.values }, who)
    })
    if (!changed.ok) {
      await showTerm(res.status(422), term, { input: form.input, errors: { ...changed.faults } })
    } else answerOperation(req, res, changed, `${base}/${term.id}`)
  }

  async function readInput(
    res: Response,
    { parent, ...values }: TermFormValues,
    childId: number | null,
  ): Promise<{ ok: true; values: TermInput } | { ok: false; errors: FieldErrors }> {
    const input = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined),
    )
    if (parent === undefined) return { ok: true, values: input }
    const found = await findParent(db.read, vocabulary, { name: parent, childId })
    if (found.ok) return { ok: true, values: { ...input, parentId: found.parentId } }
    return { ok: false, errors: { parent: res.locals.t(found.message, { path: found.path }) } }
  }

  async function destroy(req: Request, res: Response) {
    const term = await findTerm(req)
    const who = { actor: requirePerson(res), now: now() }
    const done = await db.write(async tx => {
      const current = orNotFound(await findTermById(tx, vocabulary, term.id))
      return deleteTerm(tx, vocabulary, current, who)
    })
    answerOperation(req, res, done, base)
  }

  async function findTerm(req: Request): Promise<Term> {
    return orNotFound(await findTermById(db.read, vocabulary, idOf(req.params['id'])))
  }
}
