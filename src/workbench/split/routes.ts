import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import { findTermById, type Term } from '../../taxonomy/changes.ts'
import { tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { submitAndReturn } from '../submit.ts'
import { readSplit, readTargets, type SplitInput, type SplitMoves } from './form.ts'
import { listSplitPosts, taggedPosts } from './posts.ts'

const PER_PAGE = 100

/** Splitting a tag: by search, by hand, or one post at a time. */
export function splitRoutes(context: Context): Router {
  const { db } = context
  const router = Router()
  router.get('/admin/tags/:id/split', show)
  router.post('/admin/tags/:id/split', split)
  return router

  async function show(req: Request, res: Response) {
    const tag = await findTag(req, res)
    await showForm(req, res, tag, { message: '', input: { into: '', ids: [], moves: {} } })
  }

  async function split(req: Request, res: Response) {
    const tag = await findTag(req, res)
    const form = readSplit(req.body, tag.name)
    if (!form.ok) {
      await showForm(req, res.status(422), tag, form)
      return
    }
    const moves = await completeMoves(req, tag, form)
    const to = `/admin/tags/${tag.id}`
    const request = { verb: 'split' as const, kind: 'tag' as const, id: tag.id, moves }
    await submitAndReturn(context, { req, res, to, origin: `${to}/split` }, request)
  }

  // “All that the search finds” is found now, not when the plan is applied.
  async function completeMoves(
    req: Request,
    tag: Term,
    { moves, takesAll }: { moves: SplitMoves; takesAll: string | null },
  ): Promise<SplitMoves> {
    if (takesAll === null) return moves
    const found = await db.read.query<{ post_id: number }>(
      taggedPosts(db.read, { tagId: tag.id, q: readSearch(req) }),
    )
    return [...moves, { into: takesAll, posts: found.map(row => row.post_id) }]
  }

  async function showForm(
    req: Request,
    res: Response,
    tag: Term,
    { message, input }: { message: string; input: SplitInput },
  ) {
    const q = readSearch(req)
    const page = readPage(req.query['page'])
    const window = { limit: PER_PAGE, offset: (page - 1) * PER_PAGE }
    const { posts, total } = await listSplitPosts(db.read, { tagId: tag.id, q }, window)
    const targets = readTargets(req.query['targets'])
    const address = `/admin/tags/${tag.id}/split`
    const query = { q, targets: targets.join(', ') }
    res.render('workbench/split', {
      tag: { id: tag.id, name: tag.name, url: `/admin/tags/${tag.id}` },
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

  async function findTag(req: Request, res: Response): Promise<Term> {
    orForbidden(isEditor(requirePerson(res)))
    return orNotFound(await findTermById(db.read, tagVocabulary, idOf(req.params['id'])))
  }
}

function readSearch(req: Request): string {
  const { q } = req.query
  return typeof q === 'string' ? q.replaceAll('\0', '').trim().slice(0, 200) : ''
}
