import type { Feed, FeedEntry } from './feed.ts'
import { dropForbidden } from './xml.ts'

/** The feed as JSON Feed 1.1. */
export function writeJson(feed: Feed): string {
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.page,
    feed_url: feed.self,
    description: feed.description || undefined,
    language: feed.language,
    items: feed.entries.map(writeItem),
  }
  const clean = (_key: string, value: unknown) =>
    typeof value === 'string' ? dropForbidden(value) : value
  return `${JSON.stringify(document, clean, 2)}\n`
}

function writeItem(entry: FeedEntry) {
  return {
    id: entry.id,
    url: entry.url,
    title: entry.title,
    summary: entry.summary || undefined,
    content_html: entry.html,
    date_published: entry.published.toISOString(),
    date_modified: entry.updated.toISOString(),
    authors: [entry.author],
    tags: entry.topics,
    language: entry.language || undefined,
  }
}
