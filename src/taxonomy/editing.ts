import type { Tx } from '../db/doors.ts'
import { recordRows, type RowChange } from '../history/operations.ts'
import { mark } from '../i18n/translate.ts'
import { nameKey } from '../text/key.ts'
import { slugify } from '../text/slug.ts'
import {
  aliasEntity,
  countOperationPosts,
  listFormer,
  recordFormer,
  recordLeaving,
  redirectEntity,
  runOperation,
  termChange,
  type Done,
  type Term,
  type Who,
} from './changes.ts'
import { findFreeTermSlug, findTermIds } from './resolve.ts'
import { listChildren } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

export type TermInput = {
  name?: string
  /** '' or absent = made from the name when that changes. */
  slug?: string
  description?: string
  parentId?: number | null
  position?: number
}

/** What is wrong, by field, in English. */
export type TermFaults = Partial<Record<'name' | 'slug' | 'parent', string>>

const NAME_TAKEN = mark(
  'This name, or one that counts as the same, is taken: merge the two instead.',
)
const SLUG_TAKEN = mark('This address is taken, now or formerly. Choose another.')

/** Makes a curated term: it stays when no post has it. */
export async function addTerm(
  tx: Tx,
  vocabulary: Vocabulary,
  { name = '', ...input }: TermInput,
  { actor, now }: Who,
): Promise<({ ok: true; id: number } & Done) | { ok: false; faults: TermFaults }> {
  if ((await findTermIds(tx, vocabulary, [name])).size > 0) {
    return { ok: false, faults: { name: NAME_TAKEN } }
  }
  const slug = await chooseTermSlug(tx, vocabulary, { name, slug: input.slug ?? '' }, null)
  if (slug === null) return { ok: false, faults: { slug: SLUG_TAKEN } }
  const created = await insertTerm(tx, vocabulary, { ...input, name, slug }, now)
  const start = { kind: 'add', actorId: actor.id, movesVersion: false }
  const done = await runOperation(tx, start, now, async operationId => {
    await recordRows(tx, operationId, [termChange(vocabulary, created.id, null, created)])
    return { text: mark('“{name}” was added'), name }
  })
  return { ok: true, id: created.id, ...done }
}

/**
 * Changes a term. A new name moves the address unless one is given; the old name lives on as an
 * alias, the old address as a redirect.
 */
export async function changeTerm(
  tx: Tx,
  vocabulary: Vocabulary,
  { term, input }: { term: Term; input: TermInput },
  { actor, now }: Who,
): Promise<({ ok: true } & Partial<Done>) | { ok: false; faults: TermFaults }> {
  const name = input.name ?? term.name
  const holder = (await findTermIds(tx, vocabulary, [name])).get(nameKey(name))
  if (holder !== undefined && holder !== term.id) return { ok: false, faults: { name: NAME_TAKEN } }
  const slug = await chooseTermSlug(tx, vocabulary, { name, slug: input.slug ?? '' }, term)
  if (slug === null) return { ok: false, faults: { slug: SLUG_TAKEN } }

  const after = { ...term, ...input, name, slug, key: nameKey(name) }
  const changed = termChange(vocabulary, term.id, term, after)
  if (changed.before === changed.after) return { ok: true }
  const start = { kind: 'rename', actorId: actor.id, movesVersion: false }
  const done = await runOperation(tx, start, now, async operationId => {
    const former = await keepFormerNames(tx, vocabulary, term, after)
    await recordRows(tx, operationId, [changed, ...former])
    return term.name === name
      ? { text: mark('“{name}” was changed'), name }
      : { text: mark('“{name}” was renamed to “{to}”'), name: term.name, to: name }
  })
  return { ok: true, ...done }
}

/** Removes terms from all posts and from the vocabulary; their names and addresses are free again. */
export function deleteTerms(
  tx: Tx,
  vocabulary: Vocabulary,
  terms: Term[],
  { actor, now }: Who,
): Promise<Done> {
  const start = { kind: 'delete', actorId: actor.id, movesVersion: true }
  return runOperation(tx, start, now, async operationId => {
    await recordDeletion(tx, vocabulary, operationId, terms)
    const count = await countOperationPosts(tx, operationId)
    const names = terms.map(term => `“${term.name}”`).join(', ')
    return vocabulary.kind === 'tag'
      ? { text: mark('Deleted {names}; {count} posts had it'), names, count }
      : { text: mark('Deleted {names}; {count} posts have no category now'), names, count }
  })
}

async function recordDeletion(
  tx: Tx,
  vocabulary: Vocabulary,
  operationId: number,
  terms: Term[],
): Promise<void> {
  const ids = terms.map(term => term.id)
  await recordLeaving(tx, vocabulary, operationId, ids)
  await recordFormer(tx, vocabulary, operationId, { from: ids, to: null })
  const gone = new Set(ids)
  const children = await listChildren(tx, vocabulary, ids)
  const orphaned = children
    .filter(child => !gone.has(child.id))
    .map(child => termChange(vocabulary, child.id, child, { ...child, parentId: null }))
  const removed = terms.map(term => termChange(vocabulary, term.id, term, null))
  await recordRows(tx, operationId, [...orphaned, ...removed])
}

function insertTerm(
  tx: Tx,
  { kind }: Vocabulary,
  { name, slug, description = '', parentId = null, position = 0 }: TermInput & WantedSlug,
  createdAt: Date,
): Promise<Term> {
  const row = { name, key: nameKey(name), slug, description, parentId, curated: true, createdAt }
  return kind === 'tag'
    ? tx.tag.create({ data: row })
    : tx.category.create({ data: { ...row, position } })
}

type WantedSlug = { name: string; slug: string }

// Without a slug of its own, the address follows the name; a term may take back a former address.
async function chooseTermSlug(
  tx: Tx,
  vocabulary: Vocabulary,
  { name, slug }: WantedSlug,
  term: Term | null,
): Promise<string | null> {
  const wanted = slugify(slug === '' ? name : slug)
  if (term && (await isOwnSlug(tx, vocabulary, term, { name, slug, wanted }))) {
    return slug === '' && name === term.name ? term.slug : wanted
  }
  const free = await findFreeTermSlug(tx, vocabulary, wanted)
  return slug !== '' && free !== wanted ? null : free
}

async function isOwnSlug(
  tx: Tx,
  vocabulary: Vocabulary,
  term: Term,
  { name, slug, wanted }: WantedSlug & { wanted: string },
): Promise<boolean> {
  if (wanted === term.slug || (slug === '' && name === term.name)) return true
  const { paths } = await listFormer(tx, vocabulary, term.id)
  return paths.includes(vocabulary.path + wanted)
}

async function keepFormerNames(
  tx: Tx,
  vocabulary: Vocabulary,
  before: Term,
  after: Term,
): Promise<RowChange[]> {
  const { names, paths } = await listFormer(tx, vocabulary, before.id)
  const entityId = before.id
  const alias = { entity: aliasEntity(vocabulary), entityId }
  const redirect = { entity: redirectEntity(vocabulary), entityId }
  const rows: RowChange[] = []
  const own = names.find(({ key }) => key === after.key)
  if (own) rows.push({ ...alias, field: own.key, before: own.name, after: null })
  if (before.key !== after.key) {
    rows.push({ ...alias, field: before.key, before: null, after: before.name })
  }
  const path = vocabulary.path + after.slug
  const formerPath = vocabulary.path + before.slug
  if (paths.includes(path)) rows.push({ ...redirect, field: path, before: path, after: null })
  if (path !== formerPath) {
    rows.push({ ...redirect, field: formerPath, before: null, after: formerPath })
  }
  return rows
}
