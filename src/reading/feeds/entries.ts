import type { Read } from '../../db/doors.ts'
import { listTagsOfPosts } from '../../taxonomy/tagged.ts'
import { authorPath, postPath } from '../addresses.ts'
import type { Surroundings } from '../head.ts'
import { inOrder, listPublicIds, type Scope } from '../lists.ts'
import { showName, showTitle } from '../pages.ts'
import { makeAbsolute } from './absolute-html.ts'
import type { Feed, FeedEntry } from './feed.ts'
import { dropForbidden } from './xml.ts'

const ENTRIES = 20

/** What a feed is of; `id` names it for ever within this site, `path` is its page. */
export type FeedSource = {
  scope: Scope
  id: string
  title: string
  description: string
  path: string
}

type Row = Awaited<ReturnType<typeof readRows>>[number]

/** The newest entries of a source; null where readers see none, unless it is the whole site. */
export async function readFeed(
  read: Read,
  around: Surroundings,
  source: FeedSource & { self: string; now: Date },
): Promise<Feed> {
  const { scope, now, title, description, path, self } = source
  const ids = await listPublicIds(read, scope, { now, limit: ENTRIES })
  const entries = inOrder(ids, await readRows(read, ids)).map(row => toEntry(around, row))
  const times = entries.map(({ updated }) => updated.getTime())
  return {
    ...{ id: source.id, title, description, entries, language: around.site.language },
    page: around.absolute(path),
    self: around.absolute(self),
    updated: new Date(Math.max(0, ...times)),
  }
}

/**
 * A `tag:` address (RFC 4151): made of what never changes, so that no reader takes a renamed thing
 * for a new one.
 */
export function lastingId(
  { absolute }: Surroundings,
  { id, createdAt }: { id: number; createdAt: Date },
  kind: 'posts' | 'tags' | 'categories' | 'authors',
): string {
  const { hostname } = new URL(absolute('/'))
  return `tag:${hostname},${createdAt.toISOString().slice(0, 10)}:${kind}/${id}`
}

async function readRows(read: Read, ids: number[]) {
  const rows = await read.post.findMany({
    where: { id: { in: ids } },
    select: {
      ...{ id: true, slug: true, title: true, summary: true, html: true, language: true },
      ...{ createdAt: true, publishedAt: true, contentUpdatedAt: true },
      author: { select: { username: true, displayName: true } },
      category: { select: { name: true } },
    },
  })
  const tags = await listTagsOfPosts(read, ids)
  return rows.map(row => ({ ...row, tags: tags.get(row.id) ?? [] }))
}

function toEntry(around: Surroundings, row: Row): FeedEntry {
  const published = row.publishedAt ?? row.createdAt
  const url = around.absolute(postPath(row.slug))
  const topics = [row.category?.name ?? '', ...row.tags.map(({ name }) => name)]
  return {
    id: lastingId(around, row, 'posts'),
    url,
    title: showTitle(around, { title: dropForbidden(row.title) }),
    summary: row.summary,
    html: makeAbsolute(row.html, url),
    author: { name: showName(row.author), url: around.absolute(authorPath(row.author.username)) },
    topics: [...new Set(topics)].filter(topic => topic !== ''),
    published,
    // A post that was written long before it appeared is new when it appears.
    updated: row.contentUpdatedAt > published ? row.contentUpdatedAt : published,
    language: row.language,
  }
}
