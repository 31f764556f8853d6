import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import type { Category, Tag } from '../db/generated/sqlite/client.ts'

/** A tag or a category as an operation stores it: everything but its id. */
export type StoredTerm = {
  name: string
  key: string
  slug: string
  description: string
  parentId: number | null
  curated: boolean
  createdAt: string
  position?: number
}

/** The row as text, always in the same order, so that two equal rows are two equal texts. */
export function termAsText(row: Tag | Category): string {
  const stored: StoredTerm = {
    name: row.name,
    key: row.key,
    slug: row.slug,
    description: row.description,
    parentId: row.parentId,
    curated: row.curated,
    createdAt: row.createdAt.toISOString(),
    ...('position' in row ? { position: row.position } : {}),
  }
  return JSON.stringify(stored)
}

/** The columns of a stored row, as Prisma takes them. */
export function textAsTerm(text: string): Omit<StoredTerm, 'createdAt'> & { createdAt: Date } {
  const stored = JSON.parse(text) as StoredTerm
  return { ...stored, createdAt: new Date(stored.createdAt) }
}

export type TermToStore = { id: number } & ReturnType<typeof textAsTerm>

const CHUNK = 1_000

/** Writes stored rows back, many in one statement: new ones under their old ids, or over the present ones. */
export async function storeTerms(
  tx: Tx,
  kind: 'tag' | 'category',
  terms: TermToStore[],
): Promise<void> {
  for (let start = 0; start < terms.length; start += CHUNK) {
    const chunk = terms.slice(start, start + CHUNK)
    await tx.execute(kind === 'tag' ? tagsStatement(chunk) : categoriesStatement(chunk))
  }
}

const tagsStatement = (terms: TermToStore[]): Sql => sql`
  INSERT INTO tags (${COLUMNS}) VALUES ${join(terms.map(term => sql`(${join(valuesOf(term))})`))}
  ON CONFLICT (id) DO UPDATE SET ${UPDATES}`

const categoriesStatement = (terms: TermToStore[]): Sql => sql`
  INSERT INTO categories (${COLUMNS}, position)
  VALUES ${join(terms.map(term => sql`(${join(valuesOf(term))}, ${term.position ?? 0})`))}
  ON CONFLICT (id) DO UPDATE SET ${UPDATES}, position = excluded.position`

const COLUMNS = sql`id, name, "key", slug, description, parent_id, curated, created_at`

const UPDATES = sql`name = excluded.name, "key" = excluded."key", slug = excluded.slug,
  description = excluded.description, parent_id = excluded.parent_id, curated = excluded.curated,
  created_at = excluded.created_at`

function valuesOf(term: TermToStore) {
  const { id, name, key, slug, description, parentId, curated, createdAt } = term
  return [id, name, key, slug, description, parentId, curated, createdAt]
}
