import { sql, type Read, type Sql } from '../db/doors.ts'
import type { Term } from './changes.ts'
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
  const rows = await selectTerms(read, vocabulary, { ...window, found }, now)
  const counted = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM ${terms} t WHERE ${found}`,
  )
  const others = await listAliases(
    read,
    vocabulary,
    rows.map(row => row.id),
  )
  return {
    total: Number(counted[0]?.total ?? 0),
    terms: rows.map(({ parent, posts, published, ...row }) => ({
      ...row,
      parent: parent ?? '',
      aliases: others.get(row.id) ?? [],
      published: Number(published),
      posts: Number(posts),
    })),
  }
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
  posts: sql`posts DESC, lower(t.name)`,
  newest: sql`t.created_at DESC, t.id DESC`,
  unused: sql`posts, lower(t.name)`,
}

function selectTerms(
  read: Read,
  { terms, kind }: Vocabulary,
  { found, sort, limit, offset }: TermWindow & { found: Sql },
  now: Date,
): Promise<TermRow[]> {
  const joined =
    kind === 'tag'
      ? sql`LEFT JOIN blog_tag b ON b.tag_id = t.id LEFT JOIN posts p ON p.id = b.post_id`
      : sql`LEFT JOIN posts p ON p.category_id = t.id`
  return read.query<TermRow>(sql`
    SELECT t.id, t.name, t.slug, t.description, parent.name AS parent, count(p.id) AS posts,
      count(CASE WHEN p.kind = 'post' AND p.status = 'published' AND p.deleted_at IS NULL AND p.published_at <= ${now}
        THEN 1 END) AS published
    FROM ${terms} t LEFT JOIN ${terms} parent ON parent.id = t.parent_id ${joined}
    WHERE ${found} GROUP BY t.id, parent.name
    ORDER BY ${ORDERS[sort]} LIMIT ${limit} OFFSET ${offset}`)
}

async function listAliases(
  read: Read,
  { kind }: Vocabulary,
  ids: number[],
): Promise<Map<number, string[]>> {
  const rows =
    kind === 'tag'
      ? await read.tagAlias.findMany({ where: { tagId: { in: ids } }, orderBy: { id: 'asc' } })
      : await read.categoryAlias.findMany({
          where: { categoryId: { in: ids } },
          orderBy: { id: 'asc' },
        })
  const names = new Map<number, string[]>()
  for (const row of rows) {
    const id = 'tagId' in row ? row.tagId : row.categoryId
    names.set(id, [...(names.get(id) ?? []), row.name])
  }
  return names
}
