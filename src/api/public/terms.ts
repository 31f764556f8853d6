import { z } from 'zod'
import type { Context } from '../../context.ts'
import { categoryPath, tagPath } from '../../reading/addresses.ts'
import { listCountedCategories, listCountedTags, type NumberedTerm } from '../../reading/terms.ts'
import { publicEndpoint, type PublicEndpoint } from '../endpoint.ts'
import { answerList, listOf, PageQuery, windowOf } from '../listing.ts'

/** A tag or a category as everybody sees it. */
const PublicTermShape = z
  .object({
    id: z.int(),
    url: z.url(),
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    posts: z.int().describe('How many posts readers see in it and below it'),
  })
  .meta({ id: 'PublicTerm' })

/** What everybody may read of tags and categories: those that readers see. */
export const publicTermEndpoints: PublicEndpoint[] = [
  publicEndpoint({
    ...{ tag: 'Public', path: '/api/v1/public/tags' },
    summary: 'The tags of published posts, by name',
    query: PageQuery,
    answers: { 200: listOf(PublicTermShape) },
    run: async (context, { query, site }) => {
      const terms = await listCountedTags(context.db.read, site.language, context.now())
      return answerTerms(context, { terms, query, path: 'tags', addressOf: tagPath })
    },
  }),
  publicEndpoint({
    ...{ tag: 'Public', path: '/api/v1/public/categories' },
    summary: 'The categories of published posts, in their order',
    query: PageQuery,
    answers: { 200: listOf(PublicTermShape) },
    run: async (context, { query }) => {
      const terms = await listCountedCategories(context.db.read, context.now())
      return answerTerms(context, { terms, query, path: 'categories', addressOf: categoryPath })
    },
  }),
]

type Asked = {
  terms: NumberedTerm[]
  query: z.output<typeof PageQuery>
  path: 'tags' | 'categories'
  addressOf: (slug: string) => string
}

function answerTerms({ config }: Context, { terms, query, path, addressOf }: Asked) {
  const { limit, offset } = windowOf(query)
  const items = terms.slice(offset, offset + limit).map(({ count, ...term }) => ({
    ...{ ...term, url: new URL(addressOf(term.slug), config.baseUrl).href, posts: count },
  }))
  return answerList(`/api/v1/public/${path}`, query, { items, total: terms.length })
}
