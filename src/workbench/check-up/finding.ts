import type { Summary } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import type { VocabularyRequest } from '../requests.ts'

export const findingKinds = [
  ...(['same', 'letter', 'plural', 'twins', 'inside', 'category'] as const),
  ...(['broad', 'asleep', 'once', 'unused'] as const),
] as const

export type FindingKind = (typeof findingKinds)[number]

/** Something about the vocabulary that may deserve a change, and the change that would fit. */
export type Finding = {
  /** Stable while the terms live: what a dismissal is stored by. */
  key: string
  kind: FindingKind
  sentence: Summary
  advice: Summary
  request: VocabularyRequest
}

/** A term as the check-up looks at it. */
export type CheckedTerm = {
  id: number
  name: string
  parentId: number | null
  /** How many posts have it, drafts too, without those in the trash. */
  posts: number
  /** When the newest of them was published, or written; null when there is none. */
  newest: Date | null
}

/** The stable key of a finding about these terms. */
export function findingKey(kind: FindingKind, vocabulary: VocabularyKind, ids: number[]): string {
  return [vocabulary, kind, ...ids.toSorted((a, b) => a - b)].join(':')
}

/** The terms with their numbers of posts, as a sentence lists them. */
export const listCounted = (terms: CheckedTerm[]): string =>
  terms.map(({ name, posts }) => `“${name}” (${posts})`).join(', ')

/** The finding that these terms are one: all go into the one with the most posts, the oldest of equals. */
export function adviseMerge(
  kind: FindingKind,
  vocabulary: VocabularyKind,
  terms: CheckedTerm[],
  sentence: Summary,
): Finding {
  const [into, ...from] = terms.toSorted((a, b) => b.posts - a.posts || a.id - b.id)
  const names = from.map(({ name }) => `“${name}”`).join(', ')
  const ids = from.map(({ id }) => id)
  return {
    key: findingKey(
      kind,
      vocabulary,
      terms.map(({ id }) => id),
    ),
    ...{ kind, sentence },
    advice: { text: mark('Merge {names} into “{to}”'), names, to: into?.name ?? '' },
    request: { verb: 'merge', kind: vocabulary, from: ids, into: into?.id ?? 0 },
  }
}

/** The finding that a term is better gone. */
export function adviseDeletion(
  kind: FindingKind,
  vocabulary: VocabularyKind,
  { id, name }: CheckedTerm,
  sentence: Summary,
): Finding {
  return {
    ...{ key: findingKey(kind, vocabulary, [id]), kind, sentence },
    advice: { text: mark('Delete “{name}”'), name },
    request: { verb: 'delete', kind: vocabulary, ids: [id] },
  }
}
