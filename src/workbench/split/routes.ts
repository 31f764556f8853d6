import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { findTermById, type Term } from '../../taxonomy/changes.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { submitAndReturn } from '../submit.ts'
import { readSplit, readTargets, type SplitInput, type SplitMoves } from './form.ts'
import { carryingPosts, listSplitPosts } from './posts.ts'

const PER_PAGE = 100

/** Splitting a tag or a category: by search, by hand, or one post at a time. */
export function splitRoutes(context: Context): Router {
  const router = Router()
  router.use(splitOf(context, tagVocabulary))
  router.use(splitOf(context, categoryVocabulary))
  return router
}

function splitOf(context: Context, vocabulary: Vocabulary): Router {
  const { db } = context
  const { admin, kind } = vocabulary
  const router = Router()
  router.get(`${admin}/:id/split`, show)
  router.post(`${admin}/:id/split`, split)
  return router

  async function show(req: Request, res: Response) {
    const term = await findTerm(req, res)
    await showForm(req, res, term, { message: '', input: { into: '', ids: [], moves: {} } })
  }

  async function split(req: Request, res: Response) {
    const term = await findTerm(req, res)
    const form = readSplit(req.body, { kind, own: term.name })
    if (!form.ok) {
      await showForm(req, res.status(422), term, form)
      return
    }
    const moves = await completeMoves(req, term, form)
    const to = `${admin}/${term.id}`
    const request = { verb: 'split' as const, kind, id: term.id, moves }
    await submitAndReturn(context, { req, res, to, origin: `${to}/split` }, request)
  }

  // “All that the search finds” is found now, not when the plan is applied.
  async function completeMoves(
    req: Request,
    { id }: Term,
    { moves, takesAll }: { moves: SplitMoves; takesAll: string | null },
  ): Promise<SplitMoves> {
    if (takesAll === null) return moves
    const found = await db.read.query<{ post_id: number }>(
      carryingPosts(db.read, { kind, id, q: readSearch(req) }),
    )
    return [...moves, { into: takesAll, posts: found.map(row => row.post_id) }]
  }

  async function showForm(
    req: Request,
    res: Response,
    { id, name }: Term,
    { message, input }: { message: string; input: SplitInput },
  ) {
    const q = readSearch(req)
    const page = readPage(req.query['page'])
    const window = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const { posts, total } = await listSplitPosts(db.read, { kind, id, q }, window)
    const targets = readTargets(req.query['targets'])
    const address = `${admin}/${id}/split`
    const query = { q, targets: targets.join(', ') }
    res.render('workbench/split', {
      item: { name, url: `${admin}/${id}`, isTag: kind === 'tag' },
      base: admin,
      posts: posts.map(post => ({ ...post, editUrl: `/admin/posts/${post.id}/edit` })),
      total,
      targets,
      query,
      errors: message === '' ? {} : { into: message },
      input,
      address,
      action: `${address}?${new URLSearchParams({ ...query, page: String(page) }).toString()}`,
      pages: countPages({ page, perPage: PER_PAGE, total }, address, query),
    })
  }

  async function findTerm(req: Request, res: Response): Promise<Term> {
    orForbidden(isEditor(requirePerson(res)))
    return orNotFound(await findTermById(db.read, vocabulary, idOf(req.params['id'])))
  }
}

function readSearch(req: Request): string {
  const { q } = req.query
  return typeof q === 'string' ? q.replaceAll('\0', '').trim().slice(0, 200) : ''
}
