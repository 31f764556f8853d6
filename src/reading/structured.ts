import type { About, Surroundings } from './head.ts'

/** What a page says about itself to programs that read schema.org's words, as the text of its JSON-LD. */
export function writeStructured(around: Surroundings, about: About): string {
  if (about.isHidden) return ''
  const things = [
    ...(about.path === '/' ? [describeSite(around)] : []),
    ...(about.article ? [describePost(around, about, about.article)] : []),
    ...(about.trail ? [describeTrail(around, about, about.trail)] : []),
  ]
  if (things.length === 0) return ''
  return escapeData(JSON.stringify({ '@context': 'https://schema.org', '@graph': things }))
}

// In a script element only `<` can end or bend it; U+2028 and U+2029 end lines in old parsers.
function escapeData(json: string): string {
  return json
    .replace(/</g, String.raw`\u003c`)
    .replace(/\u2028/g, String.raw`\u2028`)
    .replace(/\u2029/g, String.raw`\u2029`)
}

function describeSite({ site, absolute }: Surroundings): object {
  return {
    '@type': 'WebSite',
    name: site.title,
    ...(site.tagline && { description: site.tagline }),
    url: absolute('/'),
    inLanguage: site.language,
    potentialAction: {
      '@type': 'SearchAction',
      target: {
        '@type': 'EntryPoint',
        urlTemplate: `${absolute('/search')}?q={search_term_string}`,
      },
      'query-input': 'required name=search_term_string',
    },
  }
}

function describePost(
  { site, absolute }: Surroundings,
  { title, description, image, path }: About,
  { published, modified, tags, author, section, inLanguage }: NonNullable<About['article']>,
): object {
  return {
    '@type': 'BlogPosting',
    headline: title,
    ...(description && { description }),
    ...(image && { image: absolute(image) }),
    datePublished: published,
    dateModified: modified,
    author: {
      ...{ '@type': 'Person', name: author.name, url: absolute(author.url) },
      ...(author.image && { image: absolute(author.image) }),
    },
    publisher: { '@type': 'Organization', name: site.title, url: absolute('/') },
    mainEntityOfPage: absolute(path),
    inLanguage,
    ...(section && { articleSection: section }),
    ...(tags.length > 0 && { keywords: tags }),
  }
}

function describeTrail(
  { site, absolute }: Surroundings,
  { title, path }: About,
  trail: NonNullable<About['trail']>,
): object {
  const places = [{ name: site.title, url: '/' }, ...trail, { name: title, url: path }]
  return {
    '@type': 'BreadcrumbList',
    itemListElement: places.map(({ name, url }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      item: absolute(url),
    })),
  }
}
