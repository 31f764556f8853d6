import { z } from 'zod'
import type { Context } from '../../context.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { findCountedTerm, listTerms, termSorts } from '../../taxonomy/terms.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { NewTermForm, TermForm, withoutAbsent } from '../../workbench/form.ts'
import { endpoint, type Endpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'
import { perform } from './perform.ts'
import { showTerm, TermShape, type Place } from './shape.ts'
import { verbEndpoints } from './verbs.ts'

const TermsQuery = PageQuery.extend({
  q: z.string().default('').catch(''),
  sort: z.enum(termSorts).default('name').catch('name'),
})

/** The same endpoints for tags and for categories. */
export function vocabularyEndpoints(vocabulary: Vocabulary): Endpoint[] {
  const place = placeOf(vocabulary)
  return [
    ...[list(vocabulary, place), add(vocabulary, place), show(vocabulary, place)],
    ...[change(vocabulary, place), destroy(vocabulary, place)],
    ...verbEndpoints(vocabulary, place),
  ]
}

const placeOf = ({ kind }: Vocabulary): Place =>
  kind === 'tag'
    ? { path: '/api/v1/tags', tag: 'Tags' }
    : { path: '/api/v1/categories', tag: 'Categories' }

const list = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'get', path, scope: 'read' },
    summary: 'All of them, with their counts',
    query: TermsQuery,
    answers: { 200: listOf(TermShape) },
    run: async ({ db, config, now }, { query }) => {
      const window = { q: query.q, sort: query.sort, ...windowOf(query) }
      const { terms, total } = await listTerms(db.read, vocabulary, window, now())
      const items = terms.map(term => showTerm(term, vocabulary, config.baseUrl))
      return answerList(path, query, { items, total })
    },
  })

const add = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'post', path, scope: 'vocabulary' },
    summary: 'Adds one',
    body: NewTermForm,
    answers: { 201: TermShape },
    run: async (context, call) => {
      const input = withoutAbsent(call.body)
      await perform(context, call, { verb: 'add', kind: vocabulary.kind, input })
      const ids = await findTermIds(context.db.read, vocabulary, [call.body.name])
      const [id = 0] = ids.values()
      const headers = { Location: `${path}/${id}` }
      return { status: 201, headers, body: await showOne(context, vocabulary, id) }
    },
  })

const show = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'get', path: `${path}/:id`, scope: 'read' },
    summary: 'One of them',
    answers: { 200: TermShape },
    run: async (context, { params }) => ({
      body: await showOne(context, vocabulary, idOf(params['id'])),
    }),
  })

const change = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'patch', path: `${path}/:id`, scope: 'vocabulary' },
    summary: 'Renames and describes it, or puts it under another; the old name leads to it',
    body: TermForm,
    answers: { 200: TermShape },
    run: async (context, call) => {
      const { id } = await showOne(context, vocabulary, idOf(call.params['id']))
      const input = withoutAbsent(call.body)
      await perform(context, call, { verb: 'change', kind: vocabulary.kind, id, input })
      return { body: await showOne(context, vocabulary, id) }
    },
  })

const destroy = (vocabulary: Vocabulary, { path, tag }: Place): Endpoint =>
  endpoint({
    ...{ tag, method: 'delete', path: `${path}/:id`, scope: 'vocabulary' },
    summary: 'Takes it away from all posts; the operation in Blext-Operation can be undone',
    answers: { 204: null },
    run: async (context, call) => {
      const { id } = await showOne(context, vocabulary, idOf(call.params['id']))
      const request = { verb: 'delete' as const, kind: vocabulary.kind, ids: [id] }
      const done = await perform(context, call, request)
      return {
        status: 204,
        headers: done ? { 'Blext-Operation': String(done.operationId) } : {},
      }
    },
  })

async function showOne({ db, config, now }: Context, vocabulary: Vocabulary, id: number) {
  const term = orNotFound(await findCountedTerm(db.read, vocabulary, id, now()))
  return showTerm(term, vocabulary, config.baseUrl)
}
