import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { closeKey } from '../../text/close-key.ts'
import { adviseMerge, listCounted, type CheckedTerm, type Finding } from './finding.ts'
import { groupItems } from './group.ts'

/** Names that differ in case, accents, spaces, hyphens or punctuation only. */
export function findSameNames(terms: CheckedTerm[], vocabulary: VocabularyKind): Finding[] {
  const groups = groupItems(terms, ({ name }) => closeKey(name))
  return [...groups]
    .filter(([key, group]) => key !== '' && group.length > 1)
    .map(([, group]) =>
      adviseMerge('same', vocabulary, group, {
        text: mark('{names} are one name, written in different ways.'),
        names: listCounted(group),
      }),
    )
}
