import { z } from 'zod'
import type { Read } from '../../db/doors.ts'
import { listTagsOfPosts } from '../../taxonomy/tagged.ts'
import { findableOf } from '../../writing/findable.ts'
import { stateOf, postStates } from '../../writing/list.ts'
import { postPath } from '../../writing/post.ts'

const moment = z.iso.datetime()
const Name = z.object({ id: z.int(), name: z.string(), slug: z.string() })

/** A post as the API gives it; moments in UTC. */
export const PostShape = z
  .object({
    id: z.int(),
    url: z.url().describe('Where readers find it, once it is public'),
    kind: z.enum(['post', 'page']),
    title: z.string(),
    slug: z.string(),
    body: z.string().describe('Markdown'),
    html: z.string().describe('The body, rendered and cleaned'),
    excerpt: z.string().describe('Markdown; empty = what stands before <!-- more -->'),
    status: z.enum(postStates),
    publishedAt: moment.nullable(),
    createdAt: moment,
    updatedAt: moment.describe('When its text was last changed; re-tagging does not move it'),
    version: z.int(),
    pinned: z.boolean(),
    series: z
      .object({ name: z.string(), slug: z.string(), position: z.int() })
      .nullable()
      .describe('The series that it is a part of, and which part'),
    language: z.string().describe('A language tag; empty = that of the site'),
    canonicalUrl: z.string().describe('Where it was published first; empty = here'),
    cover: z.string().describe('The picture that stands for it; empty = a drawn one'),
    noindex: z.boolean().describe('Whether search engines are asked to leave it out'),
    author: z.object({ username: z.string(), name: z.string() }),
    category: Name.nullable(),
    tags: z.array(Name),
  })
  .meta({ id: 'Post' })

export const TagsShape = z.object({
  items: z.array(Name),
  page: z.int(),
  perPage: z.int(),
  total: z.int(),
})

export type ShownPost = z.output<typeof PostShape>

type Manner = { baseUrl: URL; now: Date }

/** The posts with these ids, in this order. */
export async function findShownPosts(
  read: Read,
  ids: number[],
  { baseUrl, now }: Manner,
): Promise<ShownPost[]> {
  const names = { id: true, name: true, slug: true }
  const rows = await read.post.findMany({
    where: { id: { in: ids } },
    include: {
      author: { select: { username: true, displayName: true } },
      category: { select: names },
      series: { select: { position: true, series: { select: { name: true, slug: true } } } },
    },
  })
  const tags = await listTagsOfPosts(read, ids)
  const shown = new Map(
    rows.map(row => {
      const { id, title, slug, body, html, excerpt, version, pinned, category } = row
      const post = {
        ...{ id, url: new URL(postPath(row), baseUrl).href, kind: row.kind as ShownPost['kind'] },
        ...{ title, slug, body, html, excerpt, status: stateOf(row, now) },
        publishedAt: row.publishedAt?.toISOString() ?? null,
        createdAt: row.createdAt.toISOString(),
        updatedAt: row.contentUpdatedAt.toISOString(),
        ...{ version, pinned, category, ...findableOf(row) },
        series: row.series && { ...row.series.series, position: row.series.position },
        author: { username: row.author.username, name: row.author.displayName },
        tags: tags.get(row.id) ?? [],
      }
      return [id, post]
    }),
  )
  return ids.flatMap(id => shown.get(id) ?? [])
}
