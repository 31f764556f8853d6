import { bumpContentVersion } from '../../db/content-version.ts'
import type { Tx } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { findTermIds, resolveCategory, resolveTags } from '../../taxonomy/resolve.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import { isVocabularyLocked } from '../../writing/vocabulary-lock.ts'
import { redirectEntity } from '../../taxonomy/changes.ts'
import { keepChanges } from '../engine/record.ts'
import { recordMadeTerms } from '../engine/terms.ts'
import { cleanTerms } from '../markdown/terms.ts'
import { isSeenBefore, sayOn, type BlextRun } from './run.ts'
import type { OldAddress, OldTerm } from './source.ts'

/** Brings in the names that no post has, and lets the old addresses of all lead to them. */
export async function takeInTerms(run: BlextRun, vocabulary: Vocabulary): Promise<void> {
  const firsts = new Map<string, OldTerm>()
  for (const page of run.old.terms(vocabulary.kind)) {
    const fresh = page.filter(term => isFirst(run, vocabulary, term, firsts))
    await keepUnused(run, vocabulary, fresh)
  }
  for (const page of run.old.addresses(vocabulary.kind)) {
    await keepAddresses(run, vocabulary, page)
  }
}

const TABLES = { tag: 'tags', category: 'categories' } as const

// Every user had names of their own, and nothing kept one from having a name twice.
function isFirst(
  run: BlextRun,
  { kind }: Vocabulary,
  term: OldTerm,
  firsts: Map<string, OldTerm>,
): boolean {
  const say = isSeenBefore(run) ? () => undefined : sayOn(run, TABLES[kind], term.id)
  const key = nameKey(term.name ?? '')
  const first = firsts.get(key)
  if (key === '') say(null, mark('It has no name and was left out.'))
  else if (first) {
    const parameters = { name: term.name ?? '', first: first.name ?? '', row: first.id }
    say(null, mark('“{name}” is one with “{first}” of row {row} now.'), parameters)
  } else firsts.set(key, term)
  return key !== '' && !first
}

async function keepUnused(run: BlextRun, vocabulary: Vocabulary, terms: OldTerm[]): Promise<void> {
  const { context, options, report, used } = run
  const named = terms.map(term => ({ ...term, clean: cleanOldName(term.name) }))
  const known = await findTermIds(
    context.db.read,
    vocabulary,
    named.map(({ clean }) => clean),
  )
  const unused = named.filter(({ clean }) => {
    const key = nameKey(clean)
    return key !== '' && !known.has(key) && !used[vocabulary.kind].has(key)
  })
  const isLocked = vocabulary.kind === 'tag' && (await isVocabularyLocked(context.db.read))
  const text = isLocked
    ? mark('No post has “{name}”, and authors use existing tags only: it was left out.')
    : mark('No post has “{name}”; it was kept.')
  for (const { id, clean } of unused) {
    sayOn(run, TABLES[vocabulary.kind], id)(null, text, { name: clean })
  }
  if (isLocked) return
  report.terms += unused.length
  if (options.dryRun || unused.length === 0) return
  const names = unused.map(({ clean }) => clean)
  await context.db.write(async tx => {
    const ids = await addCurated(tx, vocabulary, names, context.now())
    await recordMadeTerms(tx, options.operationId, vocabulary, ids)
  })
}

async function addCurated(
  tx: Tx,
  { kind }: Vocabulary,
  names: string[],
  now: Date,
): Promise<number[]> {
  await bumpContentVersion(tx)
  if (kind === 'tag') {
    const ids = await resolveTags(tx, names, now)
    await tx.tag.updateMany({ where: { id: { in: ids } }, data: { curated: true } })
    return ids
  }
  const ids: number[] = []
  for (const name of names) {
    const id = await resolveCategory(tx, name, now)
    if (id !== null) ids.push(id)
  }
  await tx.category.updateMany({ where: { id: { in: ids } }, data: { curated: true } })
  return ids
}

type KeptPath = { path: string; key: string }

async function keepAddresses(
  run: BlextRun,
  vocabulary: Vocabulary,
  addresses: OldAddress[],
): Promise<void> {
  const { context, options, report, given } = run
  const wanted = addresses.flatMap(address => listPaths(vocabulary, address))
  const stored = await context.db.read.redirect.findMany({
    where: { path: { in: wanted.map(({ path }) => path) } },
    select: { path: true },
  })
  const taken = new Set(stored.map(({ path }) => path))
  const free = wanted.filter(({ path }) => {
    const isFree = !taken.has(path) && !given.paths.has(path)
    given.paths.add(path)
    return isFree
  })
  if (free.length === 0) return
  report.redirects += options.dryRun
    ? free.length
    : await context.db.write(tx => addRedirects(tx, run, { vocabulary, paths: free }))
}

// The first form is BLEXT's own: its route had no slash there. Later versions of Flask would have put one in.
function listPaths({ path }: Vocabulary, { username, name }: OldAddress): KeptPath[] {
  const key = nameKey(cleanOldName(name))
  const rest = `${encodeURIComponent(username)}${path}${encodeURIComponent(name)}`
  return [`/user${rest}`, `/user/${rest}`].flatMap(each => {
    const cleaned = cleanOldPath(each)
    return cleaned === null || key === '' ? [] : [{ path: cleaned, key }]
  })
}

async function addRedirects(
  tx: Tx,
  { context, options }: BlextRun,
  { vocabulary, paths }: { vocabulary: Vocabulary; paths: KeptPath[] },
): Promise<number> {
  const createdAt = context.now()
  const ids = await findTermIds(
    tx,
    vocabulary,
    paths.map(({ key }) => key),
  )
  const target = (id: number) => (vocabulary.kind === 'tag' ? { tagId: id } : { categoryId: id })
  const known = paths.flatMap(({ path, key }) => {
    const id = ids.get(key)
    return id === undefined ? [] : [{ path, id }]
  })
  const data = known.map(({ path, id }) => ({ path, createdAt, ...target(id) }))
  if (data.length > 0) await tx.redirect.createMany({ data })
  if (options.operationId !== undefined) {
    const entity = redirectEntity(vocabulary)
    const changes = known.map(({ path, id }) => ({
      ...{ entity, entityId: id, field: path, before: null, after: path },
    }))
    await keepChanges(tx, options.operationId, changes)
  }
  return known.length
}

const cleanOldName = (name: string | null): string =>
  cleanTerms([name ?? ''], () => undefined)[0] ?? ''
