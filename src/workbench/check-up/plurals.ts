import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { closeKey } from '../../text/close-key.ts'
import { listSingulars } from '../../text/plurals.ts'
import { adviseMerge, listCounted, type CheckedTerm, type Finding } from './finding.ts'

/** Singular and plural of one English word. */
export function findPlurals(terms: CheckedTerm[], vocabulary: VocabularyKind): Finding[] {
  const byKey = new Map(terms.map(term => [closeKey(term.name), term]))
  return [...byKey].flatMap(([key, plural]) =>
    listSingulars(key).flatMap(form => {
      const singular = byKey.get(form)
      if (!singular) return []
      const text = mark('{names} are singular and plural of one word.')
      const names = listCounted([singular, plural])
      return [adviseMerge('plural', vocabulary, [singular, plural], { text, names })]
    }),
  )
}
