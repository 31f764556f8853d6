import type { Read } from '../db/doors.ts'
import type { Category, OperationRow, Tag } from '../db/generated/sqlite/client.ts'
import type { StoredTerm } from './terms.ts'

/** The living terms and aliases that the rows of an operation may meet. */
export type Present = {
  byId: Map<number, Tag | Category>
  byKey: Map<string, Tag | Category>
  bySlug: Map<string, Tag | Category>
  /** From the key of an alias to the id of its term. */
  aliases: Map<string, number>
}

/** Finds them for the rows of one kind, in a few statements however many the rows are. */
export async function findPresent(
  read: Read,
  kind: 'tag' | 'category',
  rows: OperationRow[],
): Promise<Present> {
  const stored = rows.flatMap(({ entity, before }) =>
    entity === kind && before !== null ? [JSON.parse(before) as StoredTerm] : [],
  )
  const names = rows.filter(({ entity }) => entity !== kind).map(({ field }) => field)
  const keys = [...stored.map(({ key }) => key), ...names]
  const ids = rows.filter(({ entity }) => entity === kind).map(row => row.entityId)
  const terms = [
    ...(await inChunks(ids, some => findTerms(read, kind, { id: { in: some } }))),
    ...(await inChunks(keys, some => findTerms(read, kind, { key: { in: some } }))),
    ...(await inChunks(
      stored.map(({ slug }) => slug),
      some => findTerms(read, kind, { slug: { in: some } }),
    )),
  ]
  const aliases = await inChunks(keys, some => findAliases(read, kind, some))
  return {
    byId: new Map(terms.map(term => [term.id, term])),
    byKey: new Map(terms.map(term => [term.key, term])),
    bySlug: new Map(terms.map(term => [term.slug, term])),
    aliases: new Map(aliases),
  }
}

// A statement takes 32,766 parameters.
const CHUNK = 10_000

async function inChunks<Value, Row>(
  values: Value[],
  find: (some: Value[]) => Promise<Row[]>,
): Promise<Row[]> {
  const found: Row[] = []
  for (let start = 0; start < values.length; start += CHUNK) {
    found.push(...(await find(values.slice(start, start + CHUNK))))
  }
  return found
}

function findTerms(
  read: Read,
  kind: 'tag' | 'category',
  where: object,
): Promise<(Tag | Category)[]> {
  return kind === 'tag' ? read.tag.findMany({ where }) : read.category.findMany({ where })
}

async function findAliases(
  read: Read,
  kind: 'tag' | 'category',
  keys: string[],
): Promise<[string, number][]> {
  const where = { key: { in: keys } }
  if (kind === 'tag') {
    const aliases = await read.tagAlias.findMany({ where })
    return aliases.map(({ key, tagId }) => [key, tagId])
  }
  const aliases = await read.categoryAlias.findMany({ where })
  return aliases.map(({ key, categoryId }) => [key, categoryId])
}
