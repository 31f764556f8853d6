import type { NavigationLink, SiteSettings } from '../settings/service.ts'
import type { SignedIn } from '../accounts/signed-in.ts'
import type { Translate } from '../i18n/translate.ts'
import { cardAddress, isCardAddress, siteCard } from './cards/card.ts'
import { writeStructured } from './structured.ts'

/** What every page is built with: the part of `res.locals` that view models need. */
export type Surroundings = {
  t: Translate
  language: string
  site: SiteSettings
  user: SignedIn | null
  absolute: (path: string) => string
}

export type HeadLink = { rel: string; href: string; type?: string; title?: string }

/** What the frame around a page prints: everything in <head>, and the navigation. */
export type Head = {
  title: string
  description: string
  robots: string
  links: HeadLink[]
  properties: { property: string; content: string }[]
  /** JSON-LD, made safe to stand in a script element; '' for none. */
  structured: string
  navigation: NavigationLink[]
}

/** What a page says about itself; `path` is its own address, `feeds` the folder of its own feeds. */
export type About = {
  title: string
  path: string
  description?: string
  canonical?: string
  feeds?: string
  pages?: { previous: string | null; next: string | null }
  image?: string
  article?: {
    published: string
    modified: string
    tags: string[]
    author: { name: string; url: string; image: string }
    section: string
    inLanguage: string
  }
  /** The pages above it, without the home page. */
  trail?: { name: string; url: string }[]
  /** The same in Markdown. */
  markdown?: string
  /** Whether search engines are asked to leave it out. */
  isHidden?: boolean
}

const CARD_SIZE = [
  ['og:image:width', '1200'],
  ['og:image:height', '630'],
]

/** Builds the frame of a page. */
export function createHead(around: Surroundings, about: About): Head {
  const { site, t } = around
  return {
    title: about.title === site.title ? site.title : `${about.title} · ${site.title}`,
    description: describe(around, about),
    robots: about.isHidden ? 'noindex' : '',
    links: listLinks(around, about),
    properties: listProperties(around, about),
    structured: writeStructured(around, about),
    navigation: site.navigation.length > 0 ? site.navigation : standardNavigation(t),
  }
}

// A page without a description of its own says at least what it is of.
function describe({ site }: Surroundings, { title, description }: About): string {
  if (description) return description
  if (title === site.title) return site.tagline || site.title
  return `${title} · ${[site.title, site.tagline].filter(Boolean).join(': ')}`
}

function standardNavigation(t: Translate): NavigationLink[] {
  return [
    { label: t('Archive'), url: '/archive' },
    { label: t('Tags'), url: '/tags' },
  ]
}

function listLinks(around: Surroundings, about: About): HeadLink[] {
  const { site, absolute } = around
  const { canonical, path, markdown, feeds, title } = about
  const { previous, next } = about.pages ?? { previous: null, next: null }
  const own = about.isHidden ? '' : (canonical ?? absolute(path))
  return [
    ...link({ rel: 'canonical', href: own }),
    ...link({ rel: 'prev', href: previous }),
    ...link({ rel: 'next', href: next }),
    ...link({ rel: 'alternate', type: 'text/markdown', href: markdown }),
    ...(feeds ? feedLinks(feeds, `${title} · ${site.title}`) : []),
    ...feedLinks('', site.title),
  ]
}

// A link that leads nowhere is left out.
const link = ({
  href,
  ...rest
}: Omit<HeadLink, 'href'> & { href: string | null | undefined }): HeadLink[] =>
  href ? [{ ...rest, href }] : []

function feedLinks(folder: string, title: string): HeadLink[] {
  return [
    { rel: 'alternate', type: 'application/atom+xml', href: `${folder}/feed.xml`, title },
    { rel: 'alternate', type: 'application/rss+xml', href: `${folder}/rss.xml`, title },
    { rel: 'alternate', type: 'application/feed+json', href: `${folder}/feed.json`, title },
  ]
}

function listProperties(around: Surroundings, about: About): Head['properties'] {
  const { site, language, absolute } = around
  const { title, path, image = cardAddress('', siteCard(site)), article } = about
  const entries = [
    ['og:site_name', site.title],
    ['og:title', title],
    ['og:type', article ? 'article' : 'website'],
    ['og:url', absolute(path)],
    ['og:description', describe(around, about)],
    ['og:locale', (article?.inLanguage ?? language).replace('-', '_')],
    ['og:image', absolute(image)],
    ['og:image:alt', title],
    ...(isCardAddress(image) ? CARD_SIZE : []),
    ...(article ? listArticleProperties(article) : []),
  ]
  return entries.flatMap(([property = '', content = '']) => (content ? { property, content } : []))
}

function listArticleProperties({
  published,
  modified,
  tags,
}: NonNullable<About['article']>): string[][] {
  return [
    ['article:published_time', published],
    ['article:modified_time', modified],
    ...tags.map(tag => ['article:tag', tag]),
  ]
}
