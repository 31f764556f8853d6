import { Router, type Request, type Response } from 'express'
import { isEditor, requirePerson } from '../../accounts/signed-in.ts'
import type { Context } from '../../context.ts'
import { readSummary } from '../../history/list.ts'
import { idOf, orForbidden, orNotFound } from '../../http/errors.ts'
import { typedFields } from '../../http/form.ts'
import { findTermById } from '../../taxonomy/changes.ts'
import { listTerms } from '../../taxonomy/terms.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { formatDate } from '../../text/dates.ts'
import { splitNames } from '../../text/name.ts'
import { listCandidates } from './candidates.ts'
import { suggestTags } from './suggest.ts'

const SUGGESTIONS = 10

/** Names for who is typing one, tags for a text, texts for a tag; no network, only what the blog holds. */
export function suggestionRoutes({ db, now }: Context): Router {
  const router = Router()
  router.get('/admin/tags/suggestions', suggest(tagVocabulary))
  router.get('/admin/categories/suggestions', suggest(categoryVocabulary))
  router.get('/admin/posts/suggest-tags', (req, res) => suggestFor(req.query, res))
  router.post('/admin/posts/suggest-tags', (req, res) => suggestFor(req.body, res))
  router.get('/admin/tags/:id/candidates', candidates)
  return router

  // What no post carries is never suggested.
  function suggest(vocabulary: Vocabulary) {
    return async (req: Request, res: Response) => {
      const q = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 200) : ''
      const window = { q, sort: 'posts' as const, limit: SUGGESTIONS, offset: 0 }
      const { terms } = await listTerms(db.read, vocabulary, window, now())
      const used = terms.filter(term => term.posts > 0)
      res.json(used.map(({ name, posts }) => ({ name, count: posts })))
    }
  }

  async function suggestFor(sent: unknown, res: Response) {
    const { id = '', title = '', body = '', tags = '' } = typedFields(sent)
    const draft = {
      id: /^\d{1,9}$/.test(id) ? Number(id) : null,
      title,
      body,
      tags: splitNames(tags),
    }
    const found = await suggestTags(db.read, draft)
    res.json(found.map(({ name, reason }) => ({ name, reason: readSummary(reason, res.locals.t) })))
  }

  async function candidates(req: Request, res: Response) {
    orForbidden(isEditor(requirePerson(res)))
    const tag = orNotFound(await findTermById(db.read, tagVocabulary, idOf(req.params['id'])))
    const aliases = await db.read.tagAlias.findMany({ where: { tagId: tag.id } })
    const names = [tag.name, ...aliases.map(({ name }) => name)]
    const posts = await listCandidates(db.read, tag, names)
    const { t, language, site } = res.locals
    res.render('workbench/candidates', {
      tag: { id: tag.id, name: tag.name },
      posts: posts.map(({ at, reason, ...post }) => ({
        ...post,
        reason: readSummary(reason, t),
        editUrl: `/admin/posts/${post.id}/edit`,
        date: formatDate(at, language, site.timeZone),
        dateTime: at.toISOString(),
      })),
    })
  }
}
