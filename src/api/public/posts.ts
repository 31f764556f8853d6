import { z } from 'zod'
import type { Context } from '../../context.ts'
import type { Read } from '../../db/doors.ts'
import { idOf, orNotFound } from '../../http/errors.ts'
import { mark } from '../../i18n/translate.ts'
import {
  countPublicPosts,
  latestPosts,
  listPublicIds,
  postsOfCategory,
  postsOfTag,
  type Scope,
} from '../../reading/lists.ts'
import { whichPublic } from '../../reading/visible.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary } from '../../taxonomy/vocabulary.ts'
import { publicEndpoint, type PublicEndpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'
import { findShownPosts, PostShape } from '../posts/shape.ts'

const PATH = '/api/v1/public/posts'
const about = { tag: 'Public' }

const PublicPostsQuery = PageQuery.extend({
  kind: z.enum(['post', 'page']).default('post').catch('post'),
  tag: z.string().default('').catch('').describe('The name of a tag, with those below it'),
  category: z.string().default('').catch('').describe('The name of a category, likewise'),
  slug: z.string().default('').catch('').describe('The last part of an address'),
}).refine(({ tag, category, slug }) => [tag, category, slug].filter(Boolean).length < 2, {
  path: ['tag'],
  error: mark('Ask by tag, by category or by slug, not by several.'),
})

type Query = z.output<typeof PublicPostsQuery>

type Found = { ids: number[]; total: number }

/** What everybody may read of posts: those that readers see. */
export const publicPostEndpoints: PublicEndpoint[] = [
  publicEndpoint({
    ...{ ...about, path: PATH },
    summary: 'The published posts, the newest first; or the pages, by title',
    query: PublicPostsQuery,
    answers: { 200: listOf(PostShape) },
    run: async (context, { query }) => {
      const { ids, total } = await findPosts(context, query)
      const items = await findShownPosts(context.db.read, ids, mannerOf(context))
      return answerList(PATH, query, { items, total })
    },
  }),
  publicEndpoint({
    ...{ ...about, path: `${PATH}/:id` },
    summary: 'One published post or page',
    answers: { 200: PostShape },
    run: async (context, { params }) => {
      const id = idOf(params['id'])
      const [post] = await findShownPosts(context.db.read, [id], mannerOf(context))
      return { body: orNotFound(post?.status === 'published' ? post : null) }
    },
  }),
]

const mannerOf = ({ config, now }: Context) => ({ baseUrl: config.baseUrl, now: now() })

async function findPosts({ db: { read }, now }: Context, query: Query): Promise<Found> {
  if (query.slug !== '' || query.kind === 'page') return findByColumns(read, query, now())
  const scope = await scopeOf(read, query)
  if (!scope) return { ids: [], total: 0 }
  const ids = await listPublicIds(read, scope, { now: now(), ...windowOf(query) })
  return { ids, total: await countPublicPosts(read, scope, now()) }
}

async function findByColumns(read: Read, query: Query, now: Date): Promise<Found> {
  const { kind, slug } = query
  const where = { ...whichPublic(kind, now), ...(slug !== '' && { slug }) }
  const { limit, offset } = windowOf(query)
  const rows = await read.post.findMany({
    ...{ where, select: { id: true }, take: limit, skip: offset },
    orderBy: [{ title: 'asc' }, { id: 'asc' }],
  })
  return { ids: rows.map(({ id }) => id), total: await read.post.count({ where }) }
}

// A name that nothing has finds nothing.
async function scopeOf(read: Read, { tag, category }: Query): Promise<Scope | null> {
  if (tag === '' && category === '') return latestPosts()
  const vocabulary = tag === '' ? categoryVocabulary : tagVocabulary
  const [id] = (await findTermIds(read, vocabulary, [tag || category])).values()
  if (id === undefined) return null
  return tag === '' ? postsOfCategory(read, id) : postsOfTag(read, id)
}
