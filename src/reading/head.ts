import type { NavigationLink, SiteSettings } from '../settings/service.ts'
import type { SignedIn } from '../accounts/signed-in.ts'
import type { Translate } from '../i18n/translate.ts'

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
  article?: { published: string; modified: string; tags: string[] }
  /** Whether search engines are asked to leave it out. */
  isHidden?: boolean
}

/** Builds the frame of a page. */
export function createHead(around: Surroundings, about: About): Head {
  const { site, t } = around
  return {
    title: about.title === site.title ? site.title : `${about.title} · ${site.title}`,
    description: about.description ?? '',
    robots: about.isHidden ? 'noindex' : '',
    links: listLinks(around, about),
    properties: listProperties(around, about),
    navigation: site.navigation.length > 0 ? site.navigation : standardNavigation(t),
  }
}

function standardNavigation(t: Translate): NavigationLink[] {
  return [
    { label: t('Archive'), url: '/archive' },
    { label: t('Tags'), url: '/tags' },
  ]
}

function listLinks({ site, absolute }: Surroundings, about: About): HeadLink[] {
  const links: HeadLink[] = []
  if (!about.isHidden)
    links.push({ rel: 'canonical', href: about.canonical ?? absolute(about.path) })
  if (about.pages?.previous) links.push({ rel: 'prev', href: about.pages.previous })
  if (about.pages?.next) links.push({ rel: 'next', href: about.pages.next })
  if (about.feeds) links.push(...feedLinks(about.feeds, `${about.title} · ${site.title}`))
  return [...links, ...feedLinks('', site.title)]
}

function feedLinks(folder: string, title: string): HeadLink[] {
  return [
    { rel: 'alternate', type: 'application/atom+xml', href: `${folder}/feed.xml`, title },
    { rel: 'alternate', type: 'application/rss+xml', href: `${folder}/rss.xml`, title },
    { rel: 'alternate', type: 'application/feed+json', href: `${folder}/feed.json`, title },
  ]
}

function listProperties({ site, absolute }: Surroundings, about: About): Head['properties'] {
  const { title, path, description = '', image = '', article } = about
  const entries = [
    ['og:site_name', site.title],
    ['og:title', title],
    ['og:type', article ? 'article' : 'website'],
    ['og:url', absolute(path)],
    ['og:description', description],
    ['og:image', image && absolute(image)],
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
