import { bumpContentVersion } from '../../db/content-version.ts'
import { sql, type Read, type Tx } from '../../db/doors.ts'
import type { RowChange } from '../../history/operations.ts'
import { termAsText } from '../../history/terms.ts'
import { aliasEntity, redirectEntity } from '../../taxonomy/changes.ts'
import { findTermIds } from '../../taxonomy/resolve.ts'
import { vocabularyOf, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { cleanName } from '../../text/name.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import type { SiteContent } from './site-file.ts'

type Kind = Vocabulary['kind']
type ExportedTerm = SiteContent['tags'][number]
/** The terms of an export that are not here yet, before the import makes them. */
export type FreshTerms = Record<Kind, ExportedTerm[]>

const CHUNK = 500

export async function listFreshTerms(read: Read, content: SiteContent): Promise<FreshTerms> {
  return {
    tag: await listFresh(read, 'tag', content.tags),
    category: await listFresh(read, 'category', content.categories),
  }
}

async function listFresh(read: Read, kind: Kind, terms: ExportedTerm[]): Promise<ExportedTerm[]> {
  const fresh: ExportedTerm[] = []
  for (let start = 0; start < terms.length; start += CHUNK) {
    const some = terms.slice(start, start + CHUNK)
    const names = some.map(({ name }) => name)
    const found = await findTermIds(read, vocabularyOf(kind), names)
    fresh.push(...some.filter(({ name }) => !found.has(nameKey(name))))
  }
  return fresh
}

/** Gives the terms that an import has made their addresses, other names and places, as the export says; gives the cells that it changed. */
export async function describeFreshTerms(
  tx: Tx,
  fresh: FreshTerms,
  createdAt: Date,
): Promise<RowChange[]> {
  const changes: RowChange[] = []
  for (const kind of ['tag', 'category'] as const) {
    for (const term of fresh[kind]) {
      const vocabulary = vocabularyOf(kind)
      const id = (await findTermIds(tx, vocabulary, [term.name])).get(nameKey(term.name))
      if (id === undefined) continue
      const after = await describeTerm(tx, kind, { ...term, id })
      changes.push({ entity: kind, entityId: id, field: 'row', before: null, after })
      changes.push(...(await keepOtherNames(tx, vocabulary, { ...term, id }, createdAt)))
    }
  }
  await bumpContentVersion(tx)
  return changes
}

async function describeTerm(
  tx: Tx,
  kind: Kind,
  { id, slug, curated, position }: ExportedTerm & { id: number },
): Promise<string> {
  const isFree = slug !== '' && !(await isSlugTaken(tx, vocabularyOf(kind), slug, id))
  const data = { curated, ...(isFree ? { slug } : {}) }
  return termAsText(
    kind === 'tag'
      ? await tx.tag.update({ where: { id }, data })
      : await tx.category.update({ where: { id }, data: { ...data, position } }),
  )
}

async function isSlugTaken(
  tx: Tx,
  { terms, path }: Vocabulary,
  slug: string,
  id: number,
): Promise<boolean> {
  const taken = await tx.query(sql`
    SELECT 1 AS taken FROM ${terms} WHERE slug = ${slug} AND id <> ${id}
    UNION ALL SELECT 1 FROM redirects WHERE path = ${path + slug}`)
  return taken.length > 0 || !/^[^\s/?#%\\]+$/u.test(slug)
}

async function keepOtherNames(
  tx: Tx,
  vocabulary: Vocabulary,
  { id, aliases, addresses }: ExportedTerm & { id: number },
  createdAt: Date,
): Promise<RowChange[]> {
  const changes: RowChange[] = []
  const isTag = vocabulary.kind === 'tag'
  for (const name of aliases.map(cleanName)) {
    if (await isNameTaken(tx, vocabulary, name)) continue
    const alias = { name, key: nameKey(name), createdAt }
    if (isTag) await tx.tagAlias.create({ data: { ...alias, tagId: id } })
    else await tx.categoryAlias.create({ data: { ...alias, categoryId: id } })
    const entity = aliasEntity(vocabulary)
    changes.push({ entity, entityId: id, field: alias.key, before: null, after: name })
  }
  const target = isTag ? { tagId: id } : { categoryId: id }
  for (const path of addresses.flatMap(address => cleanOldPath(address) ?? [])) {
    const known = await tx.redirect.findUnique({ where: { path } })
    if (known) continue
    await tx.redirect.create({ data: { path, createdAt, ...target } })
    const entity = redirectEntity(vocabulary)
    changes.push({ entity, entityId: id, field: path, before: null, after: path })
  }
  return changes
}

const isNameTaken = async (tx: Tx, vocabulary: Vocabulary, name: string): Promise<boolean> =>
  nameKey(name) === '' || (await findTermIds(tx, vocabulary, [name])).size > 0
