import { mark } from '../../i18n/translate.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { closeKey } from '../../text/close-key.ts'
import { isOneSlip } from '../../text/likeness.ts'
import { listSingulars } from '../../text/plurals.ts'
import { adviseMerge, listCounted, type CheckedTerm, type Finding } from './finding.ts'
import { groupItems } from './group.ts'

const MIN_LETTERS = 4

/** Names of four letters or more that one slip of the finger makes of each other. */
export function findNearNames(terms: CheckedTerm[], vocabulary: VocabularyKind): Finding[] {
  const keyed = terms.map(term => ({ term, key: closeKey(term.name) }))
  const byKey = groupItems(keyed, ({ key }) => key)
  return listNearPairs([...byKey.keys()]).flatMap(([one, other]) => {
    const pair = [byKey.get(one)?.[0]?.term, byKey.get(other)?.[0]?.term].filter(
      term => term !== undefined,
    )
    const sentence = { text: mark('{names} differ by one letter.'), names: listCounted(pair) }
    return [adviseMerge('letter', vocabulary, pair, sentence)]
  })
}

/**
 * The pairs of keys that one letter more, less, other or swapped with its neighbour tells apart. Two
 * such keys have a remainder in common when one letter of each is left out, so each meets few others.
 */
export function listNearPairs(keys: string[]): [string, string][] {
  const long = keys.filter(key => Array.from(key).length >= MIN_LETTERS)
  const byRemainder = new Map<string, string[]>()
  for (const key of long) {
    for (const remainder of listRemainders(key)) {
      const others = byRemainder.get(remainder)
      if (others) others.push(key)
      else byRemainder.set(remainder, [key])
    }
  }
  const pairs = new Map<string, [string, string]>()
  for (const near of byRemainder.values()) collectPairs(near, pairs)
  return [...pairs.values()]
}

function listRemainders(key: string): Set<string> {
  const letters = Array.from(key)
  return new Set([key, ...letters.map((_, at) => letters.toSpliced(at, 1).join(''))])
}

function collectPairs(near: string[], pairs: Map<string, [string, string]>): void {
  for (const [at, one] of near.entries()) {
    for (const other of near.slice(at + 1)) {
      const pair: [string, string] = one < other ? [one, other] : [other, one]
      if (isLikelySlip(one, other)) pairs.set(pair.join(' '), pair)
    }
  }
}

// Numbers are meant (2023, 2024), and singular and plural have a finding of their own.
function isLikelySlip(one: string, other: string): boolean {
  const numbers = (key: string) => key.replace(/[^\p{N}+#]/gu, '')
  return (
    numbers(one) === numbers(other) &&
    isOneSlip(one, other) &&
    !listSingulars(one).includes(other) &&
    !listSingulars(other).includes(one)
  )
}
