import type { Tx } from '../db/doors.ts'
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

export type TermToWrite = {
  entity: 'tag' | 'category'
  id: number
  data: ReturnType<typeof textAsTerm>
}

/** Writes a stored row back: a new one under its old id, or over the present one. */
export async function writeTerm(tx: Tx, { entity, id, data }: TermToWrite): Promise<void> {
  const { position, ...tag } = data
  if (entity === 'tag') {
    await tx.tag.upsert({ where: { id }, create: { id, ...tag }, update: tag })
  } else {
    const category = { ...tag, position: position ?? 0 }
    await tx.category.upsert({ where: { id }, create: { id, ...category }, update: category })
  }
}
