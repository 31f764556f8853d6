import { load } from 'cheerio'
import { SaxesParser } from 'saxes'

/** An element as a strict parser of XML saw it; its name with the namespace: `{http://…}entry`. */
export type Element = {
  name: string
  attributes: Record<string, string>
  children: Element[]
  text: string
}

const ATOM = '{http://www.w3.org/2005/Atom}'
const CONTENT = '{http://purl.org/rss/1.0/modules/content/}'
const CREATORS = '{http://purl.org/dc/elements/1.1/}'
const SITEMAP = '{http://www.sitemaps.org/schemas/sitemap/0.9}'
const IMAGES = '{http://www.google.com/schemas/sitemap-image/1.1}'

/** How often an element may come: from, to. */
type Times = readonly [number, number]
type Rules = Readonly<Record<string, Times>>

const MANY = Infinity
const ONE: Times = [1, 1]
const MAYBE: Times = [0, 1]
const ANY: Times = [0, MANY]

/** Reads a document; throws where XML 1.0 or its namespaces are broken. */
export function parseXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const top = () => open.at(-1) ?? root
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const given = Object.values(attributes).map(({ name, value }) => [name, value])
    const element = { name: `{${uri}}${local}`, children: [], text: '' }
    open.push({ ...element, attributes: Object.fromEntries(given) as Record<string, string> })
  })
  parser.on('text', text => (top().text += text))
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed) top().children.push(closed)
  })
  parser.write(text).close()
  return root.children[0] ?? root
}

/** What in an Atom feed breaks RFC 4287, or is of no use away from its site. */
export function faultsOfAtom(text: string): string[] {
  const feed = parseXml(text)
  const entries = childrenOf(feed, `${ATOM}entry`)
  return [
    ...(feed.name === `${ATOM}feed` ? [] : [`the root is ${feed.name}`]),
    ...faultsOfNumber(feed, ATOM, {
      ...{ id: ONE, title: ONE, updated: ONE, subtitle: MAYBE, generator: MAYBE, author: ANY },
      ...{ link: [2, MANY], entry: ANY },
    }),
    ...faultsOfAtomValues(feed),
    ...(linksOf(feed, 'self').length === 1 ? [] : ['a feed has one link to itself']),
    ...doubles(entries.map(entry => textOf(entry, `${ATOM}id`))).map(id => `twice: ${id}`),
    ...entries.flatMap(faultsOfEntry),
  ]
}

function faultsOfEntry(entry: Element): string[] {
  const content = childrenOf(entry, `${ATOM}content`)[0]
  return [
    ...faultsOfNumber(entry, ATOM, {
      ...{ id: ONE, title: ONE, updated: ONE, published: ONE, author: ONE, content: ONE },
      ...{ summary: MAYBE, category: ANY, link: ONE },
    }),
    ...faultsOfAtomValues(entry),
    ...childrenOf(entry, `${ATOM}author`).flatMap(author =>
      faultsOfNumber(author, ATOM, { name: ONE, uri: MAYBE, email: MAYBE }),
    ),
    ...childrenOf(entry, `${ATOM}category`).flatMap(({ attributes }) =>
      attributes['term'] ? [] : ['a category without a term'],
    ),
    ...(content?.attributes['type'] === 'html' ? [] : ['content that is not HTML']),
    ...faultsOfHtml(content?.text ?? ''),
  ]
}

function faultsOfAtomValues(element: Element): string[] {
  return [
    ...(isAddress(textOf(element, `${ATOM}id`)) ? [] : ['an id that is no IRI']),
    ...(textOf(element, `${ATOM}title`).trim() ? [] : ['an empty title']),
    ...['updated', 'published'].flatMap(name =>
      childrenOf(element, ATOM + name).flatMap(({ text }) => faultsOfTime(text)),
    ),
    ...childrenOf(element, `${ATOM}link`).flatMap(({ attributes }) =>
      faultsOfAddress(attributes['href']),
    ),
    ...(linksOf(element, 'alternate').length === 1 ? [] : ['not one alternate link']),
    ...faultsOfLanguage(element.attributes['xml:lang']),
  ]
}

/** What in an RSS feed breaks RSS 2.0 and the Best Practices Profile. */
export function faultsOfRss(text: string): string[] {
  const rss = parseXml(text)
  const [channel = rss] = childrenOf(rss, '{}channel')
  const items = childrenOf(channel, '{}item')
  return [
    ...(rss.name === '{}rss' && rss.attributes['version'] === '2.0' ? [] : ['no RSS 2.0']),
    ...faultsOfNumber(channel, '{}', {
      ...{ title: ONE, link: ONE, description: ONE, language: MAYBE, lastBuildDate: MAYBE },
      ...{ item: ANY, [`${ATOM}link`]: ONE },
    }),
    ...faultsOfAddress(textOf(channel, '{}link')),
    ...(textOf(channel, '{}description') ? [] : ['an empty description of the channel']),
    ...faultsOfMailTime(textOf(channel, '{}lastBuildDate')),
    ...doubles(items.map(item => textOf(item, '{}guid'))).map(id => `twice: ${id}`),
    ...items.flatMap(faultsOfItem),
  ]
}

function faultsOfItem(item: Element): string[] {
  const description = textOf(item, '{}description')
  return [
    ...faultsOfNumber(item, '{}', {
      ...{ title: ONE, link: ONE, guid: ONE, pubDate: ONE, description: ONE, category: ANY },
      ...{ [`${CONTENT}encoded`]: ONE, [`${CREATORS}creator`]: ONE, [`${ATOM}updated`]: MAYBE },
    }),
    ...faultsOfAddress(textOf(item, '{}link')),
    ...faultsOfMailTime(textOf(item, '{}pubDate')),
    ...faultsOfHtml(textOf(item, `${CONTENT}encoded`)),
    // Readers take it for HTML: what a person wrote as `<b>` must still be words there.
    ...(load(description, null, false)('*').length > 0 ? ['a summary that turns into tags'] : []),
  ]
}

/** What in a sitemap breaks the protocol of sitemaps.org. */
export function faultsOfSitemap(text: string, base: string): string[] {
  const root = parseXml(text)
  const [list, item] =
    root.name === `${SITEMAP}urlset` ? ['urlset', 'url'] : ['sitemapindex', 'sitemap']
  const places = childrenOf(root, SITEMAP + item)
  const pictures = places.flatMap(place => childrenOf(place, `${IMAGES}image`))
  const named = [
    ...places.map(place => textOf(place, `${SITEMAP}loc`)),
    ...pictures.map(picture => textOf(picture, `${IMAGES}loc`)),
  ]
  return [
    ...(root.name === SITEMAP + list ? [] : [`the root is ${root.name}`]),
    ...faultsOfNumber(root, SITEMAP, { [item]: [1, 50_000] }),
    ...places.flatMap(place =>
      faultsOfNumber(place, SITEMAP, {
        ...{ loc: ONE, lastmod: MAYBE, [`${IMAGES}image`]: [0, 1_000] },
      }),
    ),
    ...pictures.flatMap(picture => faultsOfNumber(picture, IMAGES, { loc: ONE })),
    ...places.flatMap(place =>
      childrenOf(place, `${SITEMAP}lastmod`).flatMap(time => faultsOfTime(time.text)),
    ),
    ...named.flatMap(faultsOfAddress),
    ...named.filter(place => !place.startsWith(base) || place.length >= 2_048),
    ...doubles(places.map(place => textOf(place, `${SITEMAP}loc`))),
  ]
}

/** What in a text would lead nowhere when it is read away from its page. */
export function faultsOfHtml(html: string): string[] {
  const $ = load(html, null, false)
  const addresses = $('[href], [src], [poster], [cite]')
    .toArray()
    .flatMap(({ attribs }) =>
      ['href', 'src', 'poster', 'cite'].map(name => attribs[name]).filter(Boolean),
    )
  const sources = $('[srcset]')
    .toArray()
    .flatMap(({ attribs }) => (attribs['srcset'] ?? '').split(/,\s+/).map(one => one.split(' ')[0]))
  return [...addresses, ...sources].flatMap(faultsOfAddress)
}

function faultsOfNumber(element: Element, namespace: string, rules: Rules): string[] {
  const named = Object.entries(rules).map(([name, times]): [string, Times] => [
    name.startsWith('{') ? name : namespace + name,
    times,
  ])
  const known = new Map(named)
  const strange = element.children.filter(({ name }) => !known.has(name))
  const wrong = named.filter(([name, [from, to]]) => {
    const { length } = childrenOf(element, name)
    return length < from || length > to
  })
  return [
    ...strange.map(({ name }) => `${name} does not belong into ${element.name}`),
    ...wrong.map(([name]) => `${name} comes too often or too seldom in ${element.name}`),
  ]
}

const childrenOf = (element: Element, name: string): Element[] =>
  element.children.filter(child => child.name === name)

const textOf = (element: Element, name: string): string => childrenOf(element, name)[0]?.text ?? ''

const linksOf = (element: Element, rel: string): Element[] =>
  childrenOf(element, `${ATOM}link`).filter(({ attributes }) => attributes['rel'] === rel)

const doubles = (values: string[]): string[] =>
  values.filter((value, at) => values.indexOf(value) !== at)

const isAddress = (text: string): boolean => URL.canParse(text) && !/[\s<>"{}|\\^`]/u.test(text)

function faultsOfAddress(text = ''): string[] {
  const isWhole = isAddress(text) && /^(https?|mailto|tel|data):/u.test(text)
  return isWhole ? [] : [`no whole address: ${text}`]
}

const faultsOfTime = (text: string): string[] =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/u.test(text) &&
  !Number.isNaN(Date.parse(text))
    ? []
    : [`no moment of RFC 3339: ${text}`]

const faultsOfMailTime = (text: string): string[] =>
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/u.test(text)
    ? []
    : [`no moment of RFC 822: ${text}`]

const faultsOfLanguage = (text: string | undefined): string[] =>
  text === undefined || /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu.test(text) ? [] : [`a language: ${text}`]
