import { sql, type Read, type Sql } from '../../db/doors.ts'
import { matchingPosts } from '../../db/search.ts'
import { listTagsOfPosts } from '../../taxonomy/tagged.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { readSearchQuery } from '../../text/search-query.ts'

export type SplitPost = { id: number; title: string; summary: string; tags: string[] }

type Found = { kind: VocabularyKind; id: number; q: string }

/** The ids of the posts that have a tag or category and hold the words of a search; '' = all that have it. */
export function carryingPosts({ dialect }: Pick<Read, 'dialect'>, { kind, id, q }: Found): Sql {
  const carrying =
    kind === 'tag'
      ? sql`SELECT post_id FROM blog_tag WHERE tag_id = ${id}`
      : sql`SELECT p.id AS post_id FROM posts p WHERE p.category_id = ${id}`
  const post = kind === 'tag' ? sql`post_id` : sql`p.id`
  return q === ''
    ? carrying
    : sql`${carrying} AND ${post} IN (${matchingPosts(dialect, readSearchQuery(q, false))})`
}

/** One page of them, the newest first, with what helps to decide. */
export async function listSplitPosts(
  read: Read,
  found: Found,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ posts: SplitPost[]; total: number }> {
  const ids = carryingPosts(read, found)
  const [count] = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM posts WHERE id IN (${ids})`,
  )
  const page = await read.query<{ id: number }>(sql`
    SELECT id FROM posts WHERE id IN (${ids})
    ORDER BY COALESCE(published_at, created_at) DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  const order = page.map(({ id }) => id)
  const posts = await read.post.findMany({
    where: { id: { in: order } },
    select: {
      ...{ id: true, title: true, summary: true },
    },
  })
  const tags = await listTagsOfPosts(read, order)
  const byId = new Map(
    posts.map(post => {
      const others = (tags.get(post.id) ?? []).filter(
        ({ id }) => found.kind === 'category' || id !== found.id,
      )
      return [post.id, { ...post, tags: others.map(({ name }) => name) }]
    }),
  )
  return { total: Number(count?.total ?? 0), posts: order.flatMap(id => byId.get(id) ?? []) }
}
