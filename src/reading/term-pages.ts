import { countPages, type Pages } from '../http/pagination.ts'
import { categoryPath, seriesPath, tagPath } from './addresses.ts'
import type { CountedTerm } from './terms.ts'

export type ShownTerm = { name: string; url: string; description: string; count: number }

// A site may have ten thousand tags; a page of them all would be a megabyte.
const TERMS_A_PAGE = 500

const PATHS = { '/tags': tagPath, '/categories': categoryPath, '/series': seriesPath }

/** One page of the tags, the categories or the series, or null where there is no such page. */
export function showTerms(
  terms: CountedTerm[],
  page: number,
  path: keyof typeof PATHS,
): { shown: ShownTerm[]; pages: Pages } | null {
  const pages = countPages({ page, perPage: TERMS_A_PAGE, total: terms.length }, path)
  if (page > pages.last) return null
  const slice = terms.slice((page - 1) * TERMS_A_PAGE, page * TERMS_A_PAGE)
  const pathOf = PATHS[path]
  return { shown: slice.map(({ slug, ...term }) => ({ ...term, url: pathOf(slug) })), pages }
}
