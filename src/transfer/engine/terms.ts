import { bumpContentVersion } from '../../db/content-version.ts'
import { sql, type Tx } from '../../db/doors.ts'
import type { RowChange } from '../../history/operations.ts'
import { termAsText } from '../../history/terms.ts'
import {
  findFreeTermSlug,
  findTermIds,
  resolveCategory,
  resolveTags,
} from '../../taxonomy/resolve.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import type { ForeignTerm } from '../source.ts'
import { noteNews } from './news.ts'
import { keepChanges } from './record.ts'
import type { Run } from './run.ts'

/** Makes the tags and categories that a source describes and that are not here yet, with what it says of them. */
export async function takeInTerms(run: Run): Promise<void> {
  const { context, source, options, news, report } = run
  const named = (kind: ForeignTerm['kind']) =>
    source.terms.filter(term => term.kind === kind && nameKey(term.name) !== '')
  for (const vocabulary of [tagVocabulary, categoryVocabulary]) {
    const terms = named(vocabulary.kind)
    const fresh = await listFresh(run, vocabulary, terms)
    report.terms += fresh.length
    if (fresh.length === 0) continue
    const names = fresh.map(({ name }) => name)
    const isTag = vocabulary.kind === 'tag'
    const noted = { tags: isTag ? names : [], categories: isTag ? [] : names }
    await noteNews(context.db.read, news, noted)
    if (!options.dryRun) {
      await context.db.write(tx => makeTerms(tx, run, vocabulary, fresh))
    }
  }
}

async function listFresh(
  { context }: Run,
  vocabulary: Vocabulary,
  terms: ForeignTerm[],
): Promise<ForeignTerm[]> {
  const byKey = new Map([...terms].reverse().map(term => [nameKey(term.name), term]))
  const once = [...byKey.values()].reverse()
  const found = new Set<string>()
  for (let start = 0; start < once.length; start += 500) {
    const names = once.slice(start, start + 500).map(({ name }) => name)
    for (const key of (await findTermIds(context.db.read, vocabulary, names)).keys()) found.add(key)
  }
  return once.filter(({ name }) => !found.has(nameKey(name)))
}

async function makeTerms(
  tx: Tx,
  { context, options }: Run,
  vocabulary: Vocabulary,
  terms: ForeignTerm[],
): Promise<void> {
  const now = context.now()
  const isTag = vocabulary.kind === 'tag'
  const ids = new Map<string, number>()
  for (const { name } of terms) {
    const id = isTag
      ? (await resolveTags(tx, [name], now))[0]
      : await resolveCategory(tx, name, now)
    if (id != null) ids.set(nameKey(name), id)
  }
  for (const term of terms) await describeTerm(tx, vocabulary, term, ids)
  await bumpContentVersion(tx)
  await recordMadeTerms(tx, options.operationId, vocabulary, [...ids.values()])
}

/** Writes into an operation, if there is one, that it made these tags or categories. */
export async function recordMadeTerms(
  tx: Tx,
  operationId: number | undefined,
  { kind }: Vocabulary,
  ids: number[],
): Promise<void> {
  if (operationId === undefined) return
  const where = { id: { in: ids } }
  const rows =
    kind === 'tag' ? await tx.tag.findMany({ where }) : await tx.category.findMany({ where })
  const changes = rows.map((row): RowChange => {
    const after = termAsText(row)
    return { entity: kind, entityId: row.id, field: 'row', before: null, after }
  })
  await keepChanges(tx, operationId, changes)
}

async function describeTerm(
  tx: Tx,
  vocabulary: Vocabulary,
  { name, ...said }: ForeignTerm,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const id = ids.get(nameKey(name))
  if (id === undefined) return
  const data = {
    description: (said.description ?? '').replaceAll('\0', ''),
    parentId: await findParent(tx, vocabulary, id, said.parent ?? ''),
    ...(said.slug ? { slug: await findFreeTermSlug(tx, vocabulary, said.slug) } : {}),
  }
  if (vocabulary.kind === 'tag') await tx.tag.update({ where: { id }, data })
  else await tx.category.update({ where: { id }, data })
}

// A term that would stand below itself stays on top.
async function findParent(
  tx: Tx,
  vocabulary: Vocabulary,
  id: number,
  parent: string,
): Promise<number | null> {
  if (parent === '') return null
  const found = (await findTermIds(tx, vocabulary, [parent])).get(nameKey(parent))
  return found === undefined || (await standsBelow(tx, vocabulary, found, id)) ? null : found
}

async function standsBelow(
  tx: Tx,
  { terms }: Vocabulary,
  lower: number,
  upper: number,
): Promise<boolean> {
  const rows = await tx.query(sql`
    WITH RECURSIVE line (id) AS (SELECT CAST(${lower} AS INTEGER) UNION
      SELECT t.parent_id FROM ${terms} t JOIN line ON t.id = line.id WHERE t.parent_id IS NOT NULL)
    SELECT 1 AS found FROM line WHERE id = ${upper}`)
  return rows.length > 0
}
