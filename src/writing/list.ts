import { isEditor, type SignedIn } from '../accounts/signed-in.ts'
import { join, sql, type Database, type Read, type Sql } from '../db/doors.ts'
import { matchingPosts } from '../db/search.ts'
import { listTagsOfPosts } from '../taxonomy/tagged.ts'
import { termsNamed } from '../taxonomy/named.ts'
import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import { readSearchQuery } from '../text/search-query.ts'

export type PostState = 'draft' | 'scheduled' | 'published' | 'trash'

export const postStates: readonly PostState[] = ['draft', 'scheduled', 'published', 'trash']

/** What the post list is narrowed to; '' = not narrowed. */
export type PostFilter = {
  q: string
  status: PostState | ''
  tag: string
  category: string
  author: string
}

/** Reads the filter from a query; what is unknown narrows nothing. */
export function readFilter(query: Record<string, unknown>): PostFilter {
  const text = (name: string) => {
    const value = query[name]
    return typeof value === 'string' ? value.replaceAll('\0', '').trim().slice(0, 200) : ''
  }
  return {
    q: text('q'),
    status: postStates.find(state => state === query['status']) ?? '',
    tag: text('tag'),
    category: text('category'),
    author: text('author'),
  }
}

/** What to read the list with: a search may walk along all posts, and beside the others it holds nobody up. */
export function readerFor({ read, aside }: Database, { q }: PostFilter): Read {
  return q === '' ? read : { ...read, query: aside }
}

/** What state a post is in, seen now. */
export function stateOf(
  post: { status: string; publishedAt: Date | null; deletedAt: Date | null },
  now: Date,
): PostState {
  if (post.deletedAt) return 'trash'
  if (post.status === 'draft') return 'draft'
  return post.publishedAt && post.publishedAt > now ? 'scheduled' : 'published'
}

/** The ids of the posts `p` that the filter finds and this person may edit, as a subquery. */
export function filteredPosts(
  read: Pick<Read, 'dialect'>,
  user: SignedIn,
  filter: PostFilter,
  now: Date,
): Sql {
  const conditions = [...commonConditions(read, user, filter), stateCondition(filter.status, now)]
  return sql`SELECT p.id FROM posts p WHERE ${join(conditions, ' AND ')}`
}

export type StateCounts = Record<PostState | 'all', number>

/** How many posts the filter finds in each state; `all` leaves the trash out. */
export async function countStates(
  read: Read,
  user: SignedIn,
  filter: PostFilter,
  now: Date,
): Promise<StateCounts> {
  const rows = await read.query<{ state: PostState; count: number | bigint }>(sql`
    SELECT state, count(*) AS count FROM (
      SELECT CASE WHEN p.deleted_at IS NOT NULL THEN 'trash' WHEN p.status = 'draft' THEN 'draft'
        WHEN p.published_at > ${now} THEN 'scheduled' ELSE 'published' END AS state
      FROM posts p WHERE ${join(commonConditions(read, user, filter), ' AND ')}) AS states
    GROUP BY state`)
  const found = new Map(rows.map(row => [row.state, Number(row.count)]))
  const count = (state: PostState) => found.get(state) ?? 0
  return {
    draft: count('draft'),
    scheduled: count('scheduled'),
    published: count('published'),
    trash: count('trash'),
    all: count('draft') + count('scheduled') + count('published'),
  }
}

/** The ids of one page of the list, the last edited first. */
export async function listPostIds(
  read: Pick<Read, 'query'>,
  ids: Sql,
  { limit, offset }: { limit: number; offset: number },
): Promise<number[]> {
  const found = await read.query<{ id: number }>(sql`
    SELECT id FROM posts WHERE id IN (${ids})
    ORDER BY content_updated_at DESC, id DESC LIMIT ${limit} OFFSET ${offset}`)
  return found.map(({ id }) => id)
}

/** One page of the list, the last edited first, with the names that a row shows. */
export async function listPosts(
  read: Read,
  ids: Sql,
  { limit, offset }: { limit: number; offset: number },
) {
  const found = await listPostIds(read, ids, { limit, offset })
  const posts = await read.post.findMany({
    where: { id: { in: found } },
    orderBy: [{ contentUpdatedAt: 'desc' }, { id: 'desc' }],
    select: {
      id: true,
      kind: true,
      title: true,
      slug: true,
      status: true,
      publishedAt: true,
      contentUpdatedAt: true,
      deletedAt: true,
      version: true,
      author: { select: { displayName: true, username: true } },
      category: { select: { name: true, slug: true } },
    },
  })
  const tags = await listTagsOfPosts(read, found)
  return posts.map(post => ({ ...post, tags: tags.get(post.id) ?? [] }))
}

function commonConditions(
  { dialect }: Pick<Read, 'dialect'>,
  user: SignedIn,
  { q, tag, category, author }: PostFilter,
): Sql[] {
  const conditions = [isEditor(user) ? sql`1 = 1` : sql`p.author_id = ${user.id}`]
  if (q !== '') conditions.push(sql`p.id IN (${matchingPosts(dialect, readSearchQuery(q, false))})`)
  if (tag !== '') {
    const tags = termsNamed(tagVocabulary, tag)
    conditions.push(sql`p.id IN (SELECT b.post_id FROM blog_tag b WHERE b.tag_id IN (${tags}))`)
  }
  if (category !== '') {
    conditions.push(sql`p.category_id IN (${termsNamed(categoryVocabulary, category)})`)
  }
  if (author !== '') {
    conditions.push(sql`p.author_id IN (SELECT id FROM users WHERE username = ${author})`)
  }
  return conditions
}

function stateCondition(state: PostState | '', now: Date): Sql {
  switch (state) {
    case 'trash':
      return sql`p.deleted_at IS NOT NULL`
    case 'draft':
      return sql`p.deleted_at IS NULL AND p.status = 'draft'`
    case 'scheduled':
      return sql`p.deleted_at IS NULL AND p.status = 'published' AND p.published_at > ${now}`
    case 'published':
      return sql`p.deleted_at IS NULL AND p.status = 'published' AND p.published_at <= ${now}`
    case '':
      return sql`p.deleted_at IS NULL`
  }
}
