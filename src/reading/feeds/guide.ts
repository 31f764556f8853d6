import type { Read } from '../../db/doors.ts'
import { pagePath, postPath } from '../addresses.ts'
import type { Surroundings } from '../head.ts'
import { latestPosts, listPublicPosts } from '../lists.ts'
import { showTitle } from '../pages.ts'
import { whichPublic } from '../visible.ts'

const MAX_POSTS = 100

/** What the site is and where its texts are, for programs that read it in place of a person (llmstxt.org). */
export async function writeGuide(read: Read, around: Surroundings, now: Date): Promise<string> {
  const { site, t } = around
  const pages = await read.post.findMany({
    where: { ...whichPublic('page', now), noindex: false },
    select: { slug: true, title: true, summary: true },
    orderBy: { id: 'asc' },
    take: MAX_POSTS,
  })
  const posts = await listPublicPosts(read, latestPosts(), { now, limit: MAX_POSTS })
  const sections = [
    { heading: t('Posts'), path: postPath, texts: posts },
    { heading: t('Standalone pages'), path: pagePath, texts: pages },
  ]
  const written = sections
    .filter(({ texts }) => texts.length > 0)
    .map(({ heading, path, texts }) => {
      const lines = texts.map(text => writeLine(around, text, `${path(text.slug)}.md`))
      return `## ${heading}\n\n${lines.join('\n')}\n`
    })
  const tagline = site.tagline ? [`> ${site.tagline}\n`] : []
  return [`# ${site.title}\n`, ...tagline, ...written, writeRest(around)].join('\n')
}

function writeLine(
  around: Surroundings,
  text: { title: string; summary: string },
  path: string,
): string {
  const title = showTitle(around, text).replace(/[[\]]/g, String.raw`\$&`)
  const summary = text.summary.replace(/\s+/g, ' ')
  return `- [${title}](${around.absolute(path)})${summary && `: ${summary}`}`
}

function writeRest({ t, absolute }: Surroundings): string {
  const rest = [
    { name: t('Archive'), path: '/archive' },
    { name: t('Tags'), path: '/tags' },
    { name: t('Feed'), path: '/feed.xml' },
  ]
  return `## Optional\n\n${rest.map(({ name, path }) => `- [${name}](${absolute(path)})`).join('\n')}\n`
}
