import { join, sql, type Read, type Sql } from '../../db/doors.ts'

const SHOWN_POSTS = 100

/** Finds an operation with its parts, what it undid and what undid it; null when it is not there or not this person's. */
export function findOperation(read: Read, where: { id: number; actorId?: number }) {
  return read.operation.findFirst({
    where,
    include: {
      ...{ actor: { select: { displayName: true } }, undoOf: { select: { id: true } } },
      ...{ undone: { select: { id: true } }, parent: { select: { id: true, summary: true } } },
      parts: { orderBy: { id: 'asc' }, select: { id: true, summary: true, undoOfId: true } },
    },
  })
}

export type OperationCell = {
  id: number
  entity: string
  entityId: number
  otherId: number
  field: string
  before: string | null
  after: string | null
}

/** The posts that an operation (or its parts) changed: how many, and the cells of the first hundred. */
export async function listPostCells(
  read: Read,
  operationIds: number[],
): Promise<{
  total: number
  posts: { id: number; title: string | null; authorId: number | null; cells: OperationCell[] }[]
}> {
  const touched = touchedPosts(operationIds)
  const [count] = await read.query<{ total: number | bigint }>(
    sql`SELECT count(*) AS total FROM (${touched}) AS touched`,
  )
  const shown = await read.query<{ id: number; title: string | null; authorId: number | null }>(sql`
    SELECT touched.entity_id AS id, p.title, p.author_id AS "authorId" FROM (${touched}) AS touched
    LEFT JOIN posts p ON p.id = touched.entity_id
    ORDER BY touched.entity_id DESC LIMIT ${SHOWN_POSTS}`)
  const cells = await listCells(
    read,
    operationIds,
    shown.map(({ id }) => id),
  )
  return {
    total: Number(count?.total ?? 0),
    posts: shown.map(post => ({
      ...post,
      cells: cells.filter(cell => cell.entityId === post.id),
    })),
  }
}

/** The ids of the posts whose cells operations changed. */
export const touchedPosts = (operationIds: number[]): Sql => sql`
  SELECT DISTINCT entity_id FROM operation_rows
  WHERE operation_id IN (${join(operationIds)}) AND entity IN ('post', 'blog_tag', 'series_post')`

function listCells(read: Read, operationIds: number[], posts: number[]): Promise<OperationCell[]> {
  return read.operationRow.findMany({
    where: {
      operationId: { in: operationIds },
      entity: { in: ['post', 'blog_tag', 'series_post'] },
      entityId: { in: posts },
    },
    orderBy: { id: 'asc' },
  })
}

/** What an operation changed apart from posts and private drafts: terms, other names, addresses. */
export function listNameCells(read: Read, operationIds: number[]): Promise<OperationCell[]> {
  return read.operationRow.findMany({
    where: {
      operationId: { in: operationIds },
      entity: { notIn: ['post', 'blog_tag', 'series_post', 'draft', 'import', 'media'] },
    },
    orderBy: { id: 'asc' },
    take: 500,
  })
}

/** The names of the tags and categories that cells speak of; of those that are gone, as the operations knew them. */
export async function nameTerms(
  read: Read,
  kind: 'tag' | 'category',
  ids: number[],
): Promise<Map<number, string>> {
  const wanted = [...new Set(ids)]
  const where = { id: { in: wanted } }
  const present =
    kind === 'tag'
      ? await read.tag.findMany({ where, select: { id: true, name: true } })
      : await read.category.findMany({ where, select: { id: true, name: true } })
  const names = new Map(present.map(({ id, name }) => [id, name]))
  const gone = await read.operationRow.findMany({
    where: { entity: kind, entityId: { in: wanted.filter(id => !names.has(id)) } },
    orderBy: { id: 'asc' },
    select: { entityId: true, before: true, after: true },
  })
  for (const { entityId, before, after } of gone) {
    const { name } = JSON.parse(after ?? before ?? '{}') as { name?: string }
    if (name !== undefined) names.set(entityId, name)
  }
  return names
}
