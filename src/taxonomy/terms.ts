import { empty, sql, type Read, type Sql } from '../db/doors.ts'
import type { Term } from './changes.ts'
import { hiddenPosts, isPublicPost } from './visible.ts'
import type { Vocabulary } from './vocabulary.ts'

export type CountedTerm = {
  id: number
  name: string
  slug: string
  description: string
  parent: string
  aliases: string[]
  published: number
  posts: number
}

export const termSorts = ['name', 'posts', 'newest', 'unused'] as const
export type TermSort = (typeof termSorts)[number]

/** The terms whose parent is one of these. */
export function listChildren(
  read: Pick<Read, 'tag' | 'category'>,
  { kind }: Vocabulary,
  parentIds: number[],
): Promise<Term[]> {
  const where = { parentId: { in: parentIds } }
  return kind === 'tag' ? read.tag.findMany({ where }) : read.category.findMany({ where })
}

export type TermWindow = { q: string; sort: TermSort; limit: number; offset: number }

/** One page of the vocabulary with its counts; `q` is looked for in names and other names. */
export async function listTerms(
  read: Read,
  vocabulary: Vocabulary,
  window: TermWindow,
  now: Date,
): Promise<{ terms: CountedTerm[]; total: number }> {
  const { terms } = vocabulary
  const found = nameCondition(vocabulary, window.q)
  const counted = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM ${terms} t WHERE ${found}`,
  )
  return {
    total: Number(counted[0]?.total ?? 0),
    terms: await countTerms(read, vocabulary, { ...window, found }, now),
  }
}

/** One term with its counts; null when there is none. */
export async function findCountedTerm(
  read: Read,
  vocabulary: Vocabulary,
  id: number,
  now: Date,
): Promise<CountedTerm | null> {
  const window = { sort: 'name' as const, limit: 1, offset: 0, found: sql`t.id = ${id}` }
  const [term] = await countTerms(read, vocabulary, window, now)
  return term ?? null
}

async function countTerms(
  read: Read,
  vocabulary: Vocabulary,
  window: Omit<TermWindow, 'q'> & { found: Sql },
  now: Date,
): Promise<CountedTerm[]> {
  const rows = await selectTerms(read, vocabulary, window, now)
  const others = await listAliases(
    read,
    vocabulary,
    rows.map(row => row.id),
  )
  return rows.map(({ parent, posts, published, ...row }) => ({
    ...row,
    parent: parent ?? '',
    aliases: others.get(row.id) ?? [],
    published: Number(published),
    posts: Number(posts),
  }))
}

function nameCondition({ aliases, termId }: Vocabulary, q: string): Sql {
  const like = `%${q.replace(/[\\%_]/g, '\\$&').toLowerCase()}%`
  return sql`(CAST(${q} AS TEXT) = '' OR lower(t.name) LIKE ${like} ESCAPE '\\' OR t.id IN (
    SELECT ${termId} FROM ${aliases} WHERE lower(name) LIKE ${like} ESCAPE '\\'))`
}

type TermRow = Omit<CountedTerm, 'parent' | 'aliases' | 'published' | 'posts'> & {
  parent: string | null
  published: number | bigint
  posts: number | bigint
}

const ORDERS: Record<TermSort, Sql> = {
  name: sql`lower(t.name), t.id`,
  posts: sql`uses DESC, lower(t.name), t.id`,
  newest: sql`t.created_at DESC, t.id DESC`,
  unused: sql`uses, lower(t.name), t.id`,
}

// The page is cut first, so that only its terms are counted.
function selectTerms(
  read: Read,
  vocabulary: Vocabulary,
  { found, sort, limit, offset }: Omit<TermWindow, 'q'> & { found: Sql },
  now: Date,
): Promise<TermRow[]> {
  const { terms } = vocabulary
  const { owned, links, owner } = usesOf(vocabulary)
  const [uses, counted] =
    sort === 'posts' || sort === 'unused'
      ? [
          sql`COALESCE(counted.all_uses, 0)`,
          sql`LEFT JOIN (SELECT ${owner} AS id, count(*) AS all_uses FROM ${links} GROUP BY ${owner})
            counted ON counted.id = t.id`,
        ]
      : [sql`0`, empty]
  const { published, hidden } = publishedUses(vocabulary, now)
  return read.query<TermRow>(sql`
    SELECT t.id, t.name, t.slug, t.description, parent.name AS parent,
      (SELECT count(*) FROM ${links} WHERE ${owned}) AS posts, ${published} AS published
    FROM (SELECT t.id, ${uses} AS uses FROM ${terms} t ${counted}
      WHERE ${found} ORDER BY ${ORDERS[sort]} LIMIT ${limit} OFFSET ${offset}) page
    JOIN ${terms} t ON t.id = page.id LEFT JOIN ${terms} parent ON parent.id = t.parent_id ${hidden}
    ORDER BY ${ORDERS[sort]}`)
}

const usesOf = ({ kind }: Vocabulary) =>
  kind === 'tag'
    ? { links: sql`blog_tag`, owner: sql`tag_id`, owned: sql`blog_tag.tag_id = t.id` }
    : { links: sql`posts`, owner: sql`category_id`, owned: sql`posts.category_id = t.id` }

// Counting in the index and taking away the few hidden ones is ten times as fast as joining.
function publishedUses({ kind }: Vocabulary, now: Date): { published: Sql; hidden: Sql } {
  return kind === 'tag'
    ? {
        published: sql`(SELECT count(*) FROM blog_tag WHERE blog_tag.tag_id = t.id) - COALESCE(hidden.hidden_uses, 0)`,
        hidden: sql`LEFT JOIN (SELECT tag_id, count(*) AS hidden_uses FROM blog_tag
          WHERE post_id IN (${hiddenPosts(now)}) GROUP BY tag_id) hidden ON hidden.tag_id = t.id`,
      }
    : {
        published: sql`(SELECT count(*) FROM posts
          WHERE posts.category_id = t.id AND ${isPublicPost(now)})`,
        hidden: empty,
      }
}

// Of more terms than one query can name, the names of all are read.
const MOST_NAMED = 500

async function listAliases(
  read: Read,
  { kind }: Vocabulary,
  ids: number[],
): Promise<Map<number, string[]>> {
  const wanted = ids.length > MOST_NAMED ? undefined : { in: ids }
  const order = { orderBy: { id: 'asc' } } as const
  const rows =
    kind === 'tag'
      ? await read.tagAlias.findMany({ ...order, ...(wanted && { where: { tagId: wanted } }) })
      : await read.categoryAlias.findMany({
          ...{ ...order, ...(wanted && { where: { categoryId: wanted } }) },
        })
  const names = new Map<number, string[]>()
  for (const row of rows) {
    const id = 'tagId' in row ? row.tagId : row.categoryId
    names.set(id, [...(names.get(id) ?? []), row.name])
  }
  return names
}
