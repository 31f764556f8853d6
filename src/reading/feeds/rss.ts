import type { Feed, FeedEntry } from './feed.ts'
import { drawDocument, drawText, drawXml, escapeXml } from './xml.ts'

const NAMESPACES = {
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
}

/** The feed as RSS 2.0, with the whole text in `content:encoded`. */
export function writeRss(feed: Feed): string {
  const self = { rel: 'self', type: 'application/rss+xml', href: feed.self }
  const content = [
    drawXml('title', {}, escapeXml(feed.title)),
    drawText('link', feed.page),
    drawXml('description', {}, escapeXml(feed.description || feed.title)),
    drawText('language', feed.language),
    drawText('lastBuildDate', feed.updated.toUTCString()),
    drawXml('atom:link', self),
    ...feed.entries.map(writeItem),
  ]
  const channel = drawXml('channel', {}, content.join('\n'))
  return drawDocument(drawXml('rss', { version: '2.0', ...NAMESPACES }, channel))
}

function writeItem(entry: FeedEntry): string {
  const content = [
    drawXml('title', {}, escapeXml(entry.title)),
    drawText('link', entry.url),
    drawXml('guid', { isPermaLink: 'false' }, escapeXml(entry.id)),
    drawText('pubDate', entry.published.toUTCString()),
    drawText('atom:updated', entry.updated.toISOString()),
    drawText('dc:creator', entry.author.name),
    ...entry.topics.map(topic => drawText('category', topic)),
    // Readers take it for HTML, and the summary is plain text.
    drawXml('description', {}, escapeXml(escapeXml(entry.summary))),
    drawXml('content:encoded', {}, escapeXml(entry.html)),
  ]
  return drawXml('item', {}, content.join('\n'))
}
