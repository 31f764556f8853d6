import { Router, type Request, type Response } from 'express'
import type { Context } from '../../context.ts'
import { listTerms } from '../../taxonomy/terms.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'

const SUGGESTIONS = 10

/** Names for who is typing one; what no post carries is never suggested. */
export function suggestionRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/tags/suggestions', suggest(tagVocabulary))
  router.get('/admin/categories/suggestions', suggest(categoryVocabulary))
  return router

  function suggest(vocabulary: Vocabulary) {
    return async (req: Request, res: Response) => {
      const q = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 200) : ''
      const window = { q, sort: 'posts' as const, limit: SUGGESTIONS, offset: 0 }
      const { terms } = await listTerms(db.read, vocabulary, window, now())
      const used = terms.filter(term => term.posts > 0)
      res.json(used.map(({ name, posts }) => ({ name, count: posts })))
    }
  }
}
