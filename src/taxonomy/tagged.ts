import { join, sql, type Read } from '../db/doors.ts'

export type NamedTerm = { id: number; name: string; slug: string }

/**
 * The tags of posts, in their order, in one statement: Prisma asks for join rows and for tags in
 * two, and what is merged between them would be missing. A row that leads nowhere is left out.
 */
export async function listTagsOfPosts(
  read: Pick<Read, 'query'>,
  postIds: number[],
): Promise<Map<number, NamedTerm[]>> {
  const tags = new Map<number, NamedTerm[]>(postIds.map(id => [id, []]))
  if (postIds.length === 0) return tags
  const rows = await read.query<NamedTerm & { post: number }>(sql`
    SELECT b.post_id AS post, t.id, t.name, t.slug FROM blog_tag b JOIN tags t ON t.id = b.tag_id
    WHERE b.post_id IN (${join(postIds)}) ORDER BY b.post_id, b.position, t.id`)
  for (const { post, ...tag } of rows) tags.get(post)?.push(tag)
  return tags
}

/** The category of a post, for the same reason in one statement; null when it has none that exists. */
export async function findCategoryOfPost(
  read: Pick<Read, 'query'>,
  postId: number,
): Promise<{ name: string } | null> {
  const [category] = await read.query<{ name: string }>(sql`
    SELECT c.name FROM posts p JOIN categories c ON c.id = p.category_id WHERE p.id = ${postId}`)
  return category ?? null
}
