import { nameKey } from '../../text/key.ts'
import { slugify } from '../../text/slug.ts'
import type { WxrRecord } from './records.ts'
import type { Survey } from './survey.ts'
import { cleanTermName, listTags, sortCategories } from './term-names.ts'
import { decodePercent } from '../../text/percent.ts'

/** Notes the pages that readers could see: of what published posts have, and what it is here. */
export function noteTermPages({ seen, termNames }: Survey, record: WxrRecord): void {
  if ((record.values.get('wp:status') ?? '').trim() !== 'publish') return
  const [own, ...others] = sortCategories(record, termNames)
  for (const term of others) note('/category/', 'tag', term)
  if (own) seen.delete(`/category/${decodePercent(own.slug)}`)
  if (own) note('/category/', 'category', own)
  for (const term of listTags(record)) note('/tag/', 'tag', term)

  // A category that some post has as its own has a page of its own.
  function note(
    path: string,
    kind: 'tag' | 'category',
    { slug, name }: { slug: string; name: string },
  ) {
    const key = path + decodePercent(slug)
    if (key !== path && !seen.has(key)) seen.set(key, { kind, name: cleanTermName(name) })
  }
}

/** Where the pages of tags and categories stood under WordPress' usual addresses, and where they are now. */
export function listForwards(survey: Survey): { path: string; target: string }[] {
  return [...survey.seen].flatMap(([path, { kind, name }]) => {
    const slug = survey.terms.get(`${kind} ${nameKey(name)}`)?.slug ?? ''
    const folder = kind === 'category' ? 'categories' : 'tags'
    const target = `/${folder}/${slugify(slug || name)}`
    const paths = path.startsWith('/category/') ? [path, nestedPath(survey, path, name)] : [path]
    return [...new Set(paths)].map(each => ({ path: each, target }))
  })
}

// A category below another had the address of that one before its own.
function nestedPath({ terms }: Survey, path: string, name: string): string {
  const slugs = path.split('/').slice(2)
  let term = terms.get(`category ${nameKey(name)}`)
  while (term?.parent && slugs.length < MAX_LEVELS) {
    term = terms.get(`category ${nameKey(term.parent)}`)
    slugs.unshift(term?.slug ?? '')
  }
  return `/category/${slugs.join('/')}`
}

const MAX_LEVELS = 20
