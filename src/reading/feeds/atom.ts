import type { Feed, FeedEntry } from './feed.ts'
import { drawDocument, drawText, drawXml, escapeXml } from './xml.ts'

/** The feed as Atom (RFC 4287). */
export function writeAtom(feed: Feed): string {
  const content = [
    drawText('id', feed.id),
    drawXml('title', {}, escapeXml(feed.title)),
    drawText('subtitle', feed.description),
    drawXml('link', { rel: 'alternate', type: 'text/html', href: feed.page }),
    drawXml('link', { rel: 'self', type: 'application/atom+xml', href: feed.self }),
    drawText('updated', feed.updated.toISOString()),
    drawText('generator', 'Blext'),
    ...feed.entries.map(writeEntry),
  ]
  const attributes = { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.language }
  return drawDocument(drawXml('feed', attributes, content.join('\n')))
}

function writeEntry(entry: FeedEntry): string {
  const author = drawText('name', entry.author.name) + drawText('uri', entry.author.url)
  const content = [
    drawText('id', entry.id),
    drawXml('title', {}, escapeXml(entry.title)),
    drawXml('link', { rel: 'alternate', type: 'text/html', href: entry.url }),
    drawText('published', entry.published.toISOString()),
    drawText('updated', entry.updated.toISOString()),
    drawXml('author', {}, author),
    ...entry.topics.map(term => drawXml('category', { term })),
    drawText('summary', entry.summary),
    drawXml('content', { type: 'html' }, escapeXml(entry.html)),
  ]
  return drawXml('entry', { 'xml:lang': entry.language || undefined }, content.join('\n'))
}
