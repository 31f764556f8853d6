import { sql, type Sql, type Tx } from '../db/doors.ts'
import { mark } from '../i18n/translate.ts'
import { addAlias, removeAlias } from '../taxonomy/aliases.ts'
import { findTermById, type Done, type Term, type Who } from '../taxonomy/changes.ts'
import { convertToCategory, convertToTag } from '../taxonomy/converting.ts'
import {
  addTerm,
  changeTerm,
  deleteTerms,
  type TermFaults,
  type TermInput,
} from '../taxonomy/editing.ts'
import { mergeTerms } from '../taxonomy/merge.ts'
import { findParent } from '../taxonomy/parents.ts'
import { splitTerm } from '../taxonomy/splitting.ts'
import { vocabularyOf, type VocabularyKind } from '../taxonomy/vocabulary.ts'
import { changePosts } from '../writing/bulk.ts'

/**
 * A change of the vocabulary as data: what a form, the command line or the API asks for, and what a
 * plan keeps until it is applied. `parent` and `into` of a split are names; the rest are ids.
 */
export type VocabularyRequest =
  | { verb: 'add'; kind: VocabularyKind; input: TermInput & { parent?: string } }
  | { verb: 'change'; kind: VocabularyKind; id: number; input: TermInput & { parent?: string } }
  | {
      verb: 'merge'
      kind: VocabularyKind
      from: number[]
      into: number
      joinDescriptions?: boolean
    }
  | { verb: 'delete'; kind: VocabularyKind; ids: number[] }
  | { verb: 'alias' | 'free'; kind: VocabularyKind; id: number; name: string }
  | {
      verb: 'split'
      kind: VocabularyKind
      id: number
      moves: { into: string; posts: number[] }[]
    }
  | { verb: 'convert'; kind: VocabularyKind; id: number }
  | {
      verb: 'retag'
      kind: 'tag'
      action: 'add-tags' | 'remove-tags'
      tags: string[]
      posts: number[]
    }

export type Performed =
  { ok: true; done: Done | null } | { ok: false; faults: TermFaults & { path?: string } }

const GONE = mark('It does not exist any more.')

/** Does what a request asks for; `done` is null when nothing had to change. */
export async function performRequest(
  tx: Tx,
  request: VocabularyRequest,
  who: Who,
): Promise<Performed> {
  if (request.verb === 'add') return performAddition(tx, request, who)
  if (request.verb === 'retag') return performRetagging(tx, request, who)
  if (request.verb === 'delete') return performDeletion(tx, request, who)
  if (request.verb === 'merge') return performMerge(tx, request, who)
  const term = await findTermById(tx, vocabularyOf(request.kind), request.id)
  return term ? performOnTerm(tx, request, term, who) : refuse(GONE)
}

type TermRequest = Extract<VocabularyRequest, { id: number }>

async function performOnTerm(
  tx: Tx,
  request: TermRequest,
  term: Term,
  who: Who,
): Promise<Performed> {
  switch (request.verb) {
    case 'change':
      return performChange(tx, request, term, who)
    case 'split': {
      const moves = request.moves.map(({ into, posts }) => ({ into, posts: idsQuery(tx, posts) }))
      return { ok: true, done: await splitTerm(tx, { kind: request.kind, term, moves }, who) }
    }
    case 'convert': {
      const convert = request.kind === 'tag' ? convertToCategory : convertToTag
      return { ok: true, done: await convert(tx, term, who) }
    }
    case 'alias':
    case 'free':
      return performNaming(tx, request, term, who)
  }
}

type Naming = Extract<VocabularyRequest, { verb: 'alias' | 'free' }>

async function performNaming(
  tx: Tx,
  { verb, kind, name }: Naming,
  term: Term,
  who: Who,
): Promise<Performed> {
  const perform = verb === 'alias' ? addAlias : removeAlias
  const done = await perform(tx, vocabularyOf(kind), { term, name }, who)
  if (done) return { ok: true, done }
  return refuse(verb === 'alias' ? mark('This name is taken: merge the two instead.') : GONE)
}

const refuse = (name: string): Performed => ({ ok: false, faults: { name } })

/** A list of ids as a subquery of posts; one parameter, for there may be more than a statement takes. */
export function idsQuery({ dialect }: Pick<Tx, 'dialect'>, ids: number[]): Sql {
  const list = JSON.stringify(ids)
  return dialect === 'sqlite'
    ? sql`SELECT id FROM posts WHERE id IN (SELECT value FROM json_each(${list}))`
    : sql`SELECT id FROM posts WHERE id IN (
        SELECT CAST(value AS INTEGER) FROM json_array_elements_text(CAST(${list} AS JSON)))`
}

type Addition = Extract<VocabularyRequest, { verb: 'add' }>

async function performAddition(tx: Tx, { kind, input }: Addition, who: Who): Promise<Performed> {
  const resolved = await resolveParent(tx, kind, input, null)
  if (!resolved.ok) return resolved
  const added = await addTerm(tx, vocabularyOf(kind), resolved.input, who)
  return added.ok ? { ok: true, done: added } : added
}

type Change = Extract<VocabularyRequest, { verb: 'change' }>

async function performChange(
  tx: Tx,
  { kind, input }: Change,
  term: Term,
  who: Who,
): Promise<Performed> {
  const resolved = await resolveParent(tx, kind, input, term.id)
  if (!resolved.ok) return resolved
  const changed = await changeTerm(tx, vocabularyOf(kind), { term, input: resolved.input }, who)
  if (!changed.ok) return changed
  const { operationId, summary } = changed
  return { ok: true, done: operationId !== undefined && summary ? { operationId, summary } : null }
}

async function resolveParent(
  tx: Tx,
  kind: VocabularyKind,
  { parent, ...input }: TermInput & { parent?: string },
  childId: number | null,
): Promise<{ ok: true; input: TermInput } | { ok: false; faults: TermFaults & { path?: string } }> {
  if (parent === undefined) return { ok: true, input }
  const found = await findParent(tx, vocabularyOf(kind), { name: parent, childId })
  return found.ok
    ? { ok: true, input: { ...input, parentId: found.parentId } }
    : { ok: false, faults: { parent: found.message, path: found.path } }
}

type Deletion = Extract<VocabularyRequest, { verb: 'delete' }>

async function performDeletion(tx: Tx, { kind, ids }: Deletion, who: Who): Promise<Performed> {
  const terms = await findTerms(tx, kind, ids)
  if (!terms) return refuse(GONE)
  return { ok: true, done: await deleteTerms(tx, vocabularyOf(kind), terms, who) }
}

type Merge = Extract<VocabularyRequest, { verb: 'merge' }>

async function performMerge(
  tx: Tx,
  { kind, from, into, joinDescriptions = false }: Merge,
  who: Who,
): Promise<Performed> {
  const target = await findTermById(tx, vocabularyOf(kind), into)
  const terms = await findTerms(
    tx,
    kind,
    from.filter(id => id !== into),
  )
  if (!target || !terms) {
    return refuse(mark('Choose what to merge, and something else that exists to merge it into.'))
  }
  const merge = { from: terms, into: target, joinDescriptions }
  return { ok: true, done: await mergeTerms(tx, vocabularyOf(kind), merge, who) }
}

async function findTerms(tx: Tx, kind: VocabularyKind, ids: number[]): Promise<Term[] | null> {
  const chosen = { where: { id: { in: ids } }, orderBy: { id: 'asc' } } as const
  const terms = kind === 'tag' ? await tx.tag.findMany(chosen) : await tx.category.findMany(chosen)
  return terms.length > 0 && terms.length === new Set(ids).size ? terms : null
}

type Retagging = Extract<VocabularyRequest, { verb: 'retag' }>

async function performRetagging(
  tx: Tx,
  { action, tags, posts }: Retagging,
  { actor, now }: Who,
): Promise<Performed> {
  const change = { action, tags, posts: idsQuery(tx, posts) }
  const result = await changePosts(tx, change, actor, now)
  if (result.operationId === null && result.fault) return refuse(result.fault)
  return { ok: true, done: result.operationId === null ? null : result }
}
