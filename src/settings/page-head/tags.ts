/** One element that an admin adds to the head of every page: a closed list of names and attributes. */
export type HeadTag = { element: 'meta' | 'link'; attributes: [string, string][] }

export type HeadTags = { tags: HeadTag[] } | { wrongLine: number; problem: Problem }

/** What is wrong with a line; said in words where it is shown. */
export type Problem = 'form' | 'attribute' | 'name' | 'rel' | 'content' | 'address'

// Verification, authorship and colours: nothing that runs, fetches styles, or moves readers on.
const META_NAMES =
  /^(?:author|copyright|rating|theme-color|fediverse:creator|generator|google-site-verification|msvalidate\.01|yandex-verification|baidu-site-verification|p:domain_verify|facebook-domain-verification|apple-itunes-app|twitter:(?:site|creator))$/
const META_PROPERTIES = /^(?:fb:app_id|article:publisher|og:see_also)$/
const LINK_RELS =
  /^(?:me|author|license|publisher|webmention|pingback|indieauth-metadata|authorization_endpoint|token_endpoint|micropub|microsub|hub|help|search|privacy-policy|terms-of-service|blogroll)$/

const MAX_TAGS = 50
const MAX_VALUE_CHARS = 500

/** Reads one `<meta …>` or `<link …>` a line; else gives the number of the first line that is none, and why. */
export function parseHeadTags(text: string): HeadTags {
  const tags: HeadTag[] = []
  for (const [at, line] of text.split(/\r\n|[\r\n]/).entries()) {
    if (line.trim() === '') continue
    const tag = parseTag(line.trim())
    if (typeof tag === 'string') return { wrongLine: at + 1, problem: tag }
    if (tags.length === MAX_TAGS) return { wrongLine: at + 1, problem: 'form' }
    tags.push(tag)
  }
  return { tags }
}

/** The lines that tags were written as. */
export function formatHeadTags(tags: HeadTag[]): string {
  const quote = (value: string) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return tags
    .map(({ element, attributes }) => {
      const written = attributes.map(([name, value]) => ` ${name}="${quote(value)}"`)
      return `<${element}${written.join('')}>`
    })
    .join('\n')
}

function parseTag(line: string): HeadTag | Problem {
  const found = /^<(meta|link)((?:\s+[a-z-]+="[^"<>]*")+)\s*\/?>$/iu.exec(line)
  if (!found) return 'form'
  const element = found[1]?.toLowerCase() === 'meta' ? 'meta' : 'link'
  const attributes = [...(found[2] ?? '').matchAll(/(?<![a-z-])([a-z-]+)="([^"]*)"/giu)].map(
    ([, name = '', value = '']): [string, string] => [name.toLowerCase(), decode(value)],
  )
  const problem = findProblem(element, attributes)
  return problem ?? { element, attributes }
}

function decode(value: string): string {
  return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&')
}

function findProblem(element: HeadTag['element'], pairs: [string, string][]): Problem | null {
  const given = new Map(pairs)
  if (given.size !== pairs.length) return 'attribute'
  if (pairs.some(([, value]) => value.length > MAX_VALUE_CHARS)) return 'content'
  return element === 'meta' ? findMetaProblem(given) : findLinkProblem(given)
}

function findMetaProblem(given: Map<string, string>): Problem | null {
  const known = ['name', 'property', 'content', 'media']
  if ([...given.keys()].some(name => !known.includes(name))) return 'attribute'
  const isNamed = META_NAMES.test(given.get('name')?.toLowerCase() ?? '')
  const isProperty = META_PROPERTIES.test(given.get('property')?.toLowerCase() ?? '')
  if (isNamed === isProperty) return 'name'
  return given.get('content') ? null : 'content'
}

function findLinkProblem(given: Map<string, string>): Problem | null {
  const known = ['rel', 'href', 'title', 'type', 'hreflang']
  if ([...given.keys()].some(name => !known.includes(name))) return 'attribute'
  if (!LINK_RELS.test(given.get('rel')?.toLowerCase() ?? '')) return 'rel'
  return isSafe(given.get('href') ?? '') ? null : 'address'
}

function isSafe(href: string): boolean {
  const leadsSomewhere = /^(?:https?:\/\/|mailto:)/iu.test(href) || /^\/(?![/\\])/u.test(href)
  return leadsSomewhere && URL.canParse(href, 'http://here.invalid')
}
