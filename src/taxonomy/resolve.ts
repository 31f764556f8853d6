import { join, sql, type Read, type Tx } from '../db/doors.ts'
import { nameKey } from '../text/key.ts'
import { cleanName } from '../text/name.ts'
import { freeSlug, slugify } from '../text/slug.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from './vocabulary.ts'

/**
 * The one door from names to tags, for forms, imports, restored revisions and the command line:
 * names are cleaned, taken once by key, aliases followed, what is missing created. Gives the ids in
 * the order of the names, each once.
 */
export function resolveTags(tx: Tx, names: string[], now: Date): Promise<number[]> {
  return resolveNames(tx, tagVocabulary, names, now)
}

/** As `resolveTags`, for the one category of a post; an empty name is no category. */
export async function resolveCategory(tx: Tx, name: string, now: Date): Promise<number | null> {
  const [id] = await resolveNames(tx, categoryVocabulary, [name], now)
  return id ?? null
}

/** The ids of the terms that have these names or aliases already, by key. */
export async function findTermIds(
  read: Pick<Read, 'query'>,
  { terms, aliases, termId }: Vocabulary,
  names: string[],
): Promise<Map<string, number>> {
  const keys = [...new Set(names.map(nameKey))].filter(key => key !== '')
  if (keys.length === 0) return new Map()
  const rows = await read.query<{ key: string; id: number }>(sql`
    SELECT key, id FROM ${terms} WHERE key IN (${join(keys)})
    UNION ALL SELECT key, ${termId} AS id FROM ${aliases} WHERE key IN (${join(keys)})`)
  return new Map(rows.map(({ key, id }) => [key, id]))
}

/** The names as the vocabulary has them now: cleaned, aliases followed, each term once; new names stay as they are. */
export async function nameLivingTerms(
  read: Pick<Read, 'query'>,
  vocabulary: Vocabulary,
  names: string[],
): Promise<string[]> {
  const found = await findTermIds(read, vocabulary, names)
  if (found.size === 0) return onceByKey(names)
  const rows = await read.query<{ id: number; name: string }>(
    sql`SELECT id, name FROM ${vocabulary.terms} WHERE id IN (${join([...new Set(found.values())])})`,
  )
  const living = new Map(rows.map(({ id, name }) => [id, name]))
  return onceByKey(names.map(name => living.get(found.get(nameKey(name)) ?? 0) ?? name))
}

/** A free address for a term of this name: no other's, and no former one of another. */
export function findFreeTermSlug(
  read: Pick<Read, 'query'>,
  { terms, path }: Vocabulary,
  name: string,
): Promise<string> {
  return freeSlug(slugify(name), async slug => {
    const taken = await read.query(sql`
      SELECT 1 AS taken FROM ${terms} WHERE slug = ${slug}
      UNION ALL SELECT 1 FROM redirects WHERE path = ${path + slug}`)
    return taken.length > 0
  })
}

async function resolveNames(
  tx: Tx,
  vocabulary: Vocabulary,
  names: string[],
  now: Date,
): Promise<number[]> {
  const wanted = onceByKey(names)
  const found = await findTermIds(tx, vocabulary, wanted)
  const ids = new Set<number>()
  for (const name of wanted) {
    ids.add(found.get(nameKey(name)) ?? (await createTerm(tx, vocabulary, name, now)))
  }
  return [...ids]
}

function onceByKey(names: string[]): string[] {
  const byKey = new Map<string, string>()
  for (const name of names.map(cleanName)) {
    const key = nameKey(name)
    if (key !== '' && !byKey.has(key)) byKey.set(key, name)
  }
  return [...byKey.values()]
}

async function createTerm(
  tx: Tx,
  vocabulary: Vocabulary,
  name: string,
  createdAt: Date,
): Promise<number> {
  const slug = await findFreeTermSlug(tx, vocabulary, name)
  const data = { name, key: nameKey(name), slug, createdAt }
  const { id } =
    vocabulary.kind === 'tag' ? await tx.tag.create({ data }) : await tx.category.create({ data })
  return id
}
