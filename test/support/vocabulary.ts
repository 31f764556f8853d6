import { expect } from 'vitest'
import { sql, type Database, type Read } from '../../src/db/doors.ts'
import { readTables } from './tables.ts'

/** Fails when a join row, a name or a count of the vocabulary is not what it must be. */
export async function assertWholeVocabulary(read: Read): Promise<void> {
  const count = async (from: ReturnType<typeof sql>) => {
    const [row] = await read.query<{ n: number | bigint }>(sql`SELECT count(*) AS n FROM ${from}`)
    return Number(row?.n ?? 0)
  }
  const found = {
    joinsToNothing: await count(sql`blog_tag b LEFT JOIN posts p ON p.id = b.post_id
      LEFT JOIN tags t ON t.id = b.tag_id WHERE p.id IS NULL OR t.id IS NULL`),
    doubleJoins: await count(
      sql`(SELECT post_id FROM blog_tag GROUP BY post_id, tag_id HAVING count(*) > 1) twice`,
    ),
    unusedTags: await count(sql`tags t WHERE t.curated = false
      AND NOT EXISTS (SELECT 1 FROM blog_tag b WHERE b.tag_id = t.id)
      AND NOT EXISTS (SELECT 1 FROM tag_aliases a WHERE a.tag_id = t.id)
      AND NOT EXISTS (SELECT 1 FROM redirects r WHERE r.tag_id = t.id)`),
    halfMoved: await count(sql`tags t WHERE t."key" LIKE '?moving-%'`),
    sharedKeys: await count(sql`tags t JOIN tag_aliases a ON a."key" = t."key"`),
    aliasesToNothing: await count(
      sql`tag_aliases a LEFT JOIN tags t ON t.id = a.tag_id WHERE t.id IS NULL`,
    ),
    redirectsToNothing: await count(sql`redirects r LEFT JOIN tags t ON t.id = r.tag_id
      WHERE r.tag_id IS NOT NULL AND t.id IS NULL`),
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map(name => [name, 0])))
}

/** All that a vocabulary operation may change, and what it records, as one text to compare. */
export async function readWholeState(db: Pick<Database, 'read'>): Promise<string> {
  const { read } = db
  const operations = await read.operation.findMany({ orderBy: { id: 'asc' } })
  const rows = await read.operationRow.findMany({ orderBy: { id: 'asc' }, omit: { id: true } })
  const versions = await read.post.findMany({
    select: { version: true },
    orderBy: { id: 'asc' },
  })
  const staged = await read.stagedOperation.findMany({ orderBy: { id: 'asc' } })
  const site = await read.siteState.findMany()
  const tables = await readTables(read)
  // The cells of an operation are a set: PostgreSQL writes them in the order of its plan, which is
  // another one as soon as autovacuum has counted the rows of the copy.
  const cells = rows.map(row => JSON.stringify(row)).sort()
  return JSON.stringify({ ...tables, operations, cells, versions, staged, site })
}
