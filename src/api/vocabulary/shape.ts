import { z } from 'zod'
import type { CountedTerm } from '../../taxonomy/terms.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'

/** Where the tags, or the categories, stand, and under which heading of the description. */
export type Place = { path: string; tag: string }

/** A tag or a category as the API gives it; `parent` and `aliases` are names. */
export const TermShape = z
  .object({
    id: z.int(),
    url: z.url(),
    name: z.string(),
    slug: z.string(),
    description: z.string(),
    parent: z.string().nullable(),
    aliases: z.array(z.string()),
    posts: z.int().describe('All posts that have it, drafts and trash included'),
    published: z.int().describe('Those that readers see'),
  })
  .meta({ id: 'Term' })

/** A counted term in the shape of the API. */
export function showTerm(
  { parent, ...term }: CountedTerm,
  { path }: Vocabulary,
  baseUrl: URL,
): z.output<typeof TermShape> {
  const url = new URL(`${path}${encodeURIComponent(term.slug)}`, baseUrl).href
  return { ...term, url, parent: parent === '' ? null : parent }
}
