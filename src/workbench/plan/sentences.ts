import type { Read } from '../../db/doors.ts'
import type { Summary } from '../../history/operations.ts'
import { mark, type Translate } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import type { VocabularyRequest } from '../requests.ts'
import type { PlanStep } from './plan.ts'

/** What a step would do, in one sentence with its numbers; of one that does nothing, what it is about. */
export function sayStep(
  read: Read,
  { request, result, seen }: Pick<PlanStep, 'request' | 'result' | 'seen'>,
  t: Translate,
): Promise<string> | string {
  if (!result.ok || !result.done) return sayRequest(read, { request, seen }, t)
  const { text, ...parameters } = result.done.summary
  return t(sentenceOf(request, { text, ...parameters }), parameters)
}

const PLANNED = {
  add: mark('Add “{name}”'),
  change: mark('Change “{name}”'),
  rename: mark('Rename “{name}” to “{to}”'),
  alias: mark('“{name}” will lead to “{to}”'),
  free: mark('“{name}” becomes free; so far it leads to “{to}”'),
  split: mark('“{name}” is split: {count} posts move to {names}'),
  'add-tags': mark('{count} posts get the tags {names}'),
  'remove-tags': mark('{count} posts lose the tags {names}'),
}

const PLANNED_FOR = {
  tag: {
    mergeOne: mark('{names} disappears; {count} posts get “{to}”'),
    mergeMany: mark('{names} disappear; {count} posts get “{to}”'),
    delete: mark('{names} will be deleted; {count} posts lose it'),
    convert: mark('The tag “{name}” becomes a category; {count} posts'),
  },
  category: {
    mergeOne: mark('{names} disappears; {count} posts move to “{to}”'),
    mergeMany: mark('{names} disappear; {count} posts move to “{to}”'),
    delete: mark('{names} will be deleted; {count} posts are left without a category'),
    convert: mark('The category “{name}” becomes a tag; {count} posts'),
  },
}

const CONVERTED_IN_PART = mark(
  '{count} posts move from the tag “{name}” to the category; {left} have another category and keep the tag',
)

/** What a merge would do: what disappears, and how many posts get what remains. */
export function sayMerge(
  kind: VocabularyKind,
  { isOne, ...numbers }: { names: string; to: string; count: number; isOne: boolean },
  t: Translate,
): string {
  return t(PLANNED_FOR[kind][isOne ? 'mergeOne' : 'mergeMany'], numbers)
}

function sentenceOf(request: VocabularyRequest, summary: Summary): string {
  const sentences = PLANNED_FOR[request.kind]
  const { verb } = request
  if (verb === 'merge') return sentences[request.from.length === 1 ? 'mergeOne' : 'mergeMany']
  if (verb === 'delete') return sentences.delete
  if (verb === 'convert') return convertedSentence(request.kind, summary)
  if (verb === 'retag') return PLANNED[request.action]
  return 'to' in summary && verb === 'change' ? PLANNED.rename : PLANNED[verb]
}

const convertedSentence = (kind: VocabularyRequest['kind'], summary: Summary): string =>
  'left' in summary ? CONVERTED_IN_PART : PLANNED_FOR[kind].convert

const VERBS: Record<VocabularyRequest['verb'], string> = {
  add: mark('Add {names}'),
  change: mark('Change {names}'),
  merge: mark('Merge {names}'),
  delete: mark('Delete {names}'),
  alias: mark('Add a name to {names}'),
  free: mark('Free a name of {names}'),
  split: mark('Split {names}'),
  convert: mark('Convert {names}'),
  retag: mark('Change the tags of posts: {names}'),
}

async function sayRequest(
  read: Read,
  { request, seen }: Pick<PlanStep, 'request' | 'seen'>,
  t: Translate,
): Promise<string> {
  const names = await namesOf(read, { request, seen })
  return t(VERBS[request.verb], { names: names.map(name => `“${name}”`).join(', ') || '–' })
}

async function namesOf(
  read: Read,
  { request, seen }: Pick<PlanStep, 'request' | 'seen'>,
): Promise<string[]> {
  if (request.verb === 'add') return [request.input.name ?? '']
  if (request.verb === 'retag') return request.tags
  const where = { id: { in: seen.map(({ id }) => id) } }
  const present =
    request.kind === 'tag'
      ? await read.tag.findMany({ where })
      : await read.category.findMany({ where })
  const names = new Map(present.map(({ id, name }) => [id, name]))
  return seen.map(({ id, name }) => names.get(id) ?? name)
}
