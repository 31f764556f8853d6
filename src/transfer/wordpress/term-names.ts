import { plainText } from '../foreign/plain-text.ts'
import { cleanTerms } from '../markdown/terms.ts'
import type { WxrRecord } from './records.ts'

/** A name as tags and categories may have it here. */
export const cleanTermName = (name: string): string =>
  cleanTerms([plainText(name)], () => undefined)[0] ?? ''

/** What WordPress gives to posts of which nobody chose a category. */
export const isNoCategory = (kind: string, slug: string): boolean =>
  kind === 'category' && slug === 'uncategorized'

type Term = WxrRecord['terms'][number]

/** The categories of a post, first the one that a plugin calls its primary. */
export function sortCategories(
  { terms, meta }: WxrRecord,
  termNames: ReadonlyMap<number, string>,
): Term[] {
  const primary = ['_yoast_wpseo_primary_category', 'rank_math_primary_category']
    .map(key => termNames.get(Number(meta.get(key))))
    .find(name => name !== undefined)
  const rank = ({ name }: Term): number => (cleanTermName(name) === primary ? 0 : 1)
  return terms
    .filter(({ domain, slug }) => domain === 'category' && !isNoCategory(domain, slug))
    .sort((one, other) => rank(one) - rank(other))
}

export const listTags = ({ terms }: WxrRecord): Term[] =>
  terms.filter(({ domain }) => domain === 'post_tag' || domain === 'tag')
