import { listSingulars } from './plurals.ts'

const MIN_LETTERS = 4

/** Whether two close keys are the same name, one slip apart, or singular and plural. */
export function isLikelyTwin(one: string, other: string): boolean {
  if (one === other) return true
  if (listSingulars(one).includes(other) || listSingulars(other).includes(one)) return true
  return Math.min(one.length, other.length) >= MIN_LETTERS && isOneSlip(one, other)
}

/** The existing names most like a new one, nearest first: for who asks for a new tag. */
export function listNearestNames(name: string, keys: Map<string, string>, limit: number): string[] {
  return [...keys]
    .map(([key, existing]) => ({ existing, likeness: measureLikeness(name, key) }))
    .filter(({ likeness }) => likeness > 0)
    .toSorted((a, b) => b.likeness - a.likeness || a.existing.localeCompare(b.existing))
    .slice(0, limit)
    .map(({ existing }) => existing)
}

/** Whether one insertion, deletion, substitution or swap of neighbours makes one text of the other. */
export function isOneSlip(one: string, other: string): boolean {
  const [short, long] = [Array.from(one), Array.from(other)].toSorted((a, b) => a.length - b.length)
  if (!short || !long || one === other || long.length - short.length > 1) return false
  const at = long.findIndex((letter, index) => letter !== short[index])
  const restOf = (letters: string[], from: number) => letters.slice(from).join('')
  if (short.length < long.length) return restOf(long, at + 1) === restOf(short, at)
  if (restOf(long, at + 1) === restOf(short, at + 1)) return true
  const swapped = [long[at + 1], long[at], ...long.slice(at + 2)]
  return swapped.join('') === restOf(short, at)
}

const MIN_SHARE = 0.4

// From 0 to 2: twins first, then what begins the same or has most pairs of letters in common.
function measureLikeness(one: string, other: string): number {
  if (one === '' || other === '') return 0
  if (isLikelyTwin(one, other)) return 2
  if (Math.min(one.length, other.length) > 2 && (one.startsWith(other) || other.startsWith(one)))
    return 1
  const [mine, theirs] = [listPairs(one), listPairs(other)]
  const common = [...mine].filter(pair => theirs.has(pair)).length
  const share = (2 * common) / Math.max(1, mine.size + theirs.size)
  return share >= MIN_SHARE ? share : 0
}

function listPairs(key: string): Set<string> {
  const letters = Array.from(key)
  return new Set(letters.slice(1).map((letter, at) => (letters[at] ?? '') + letter))
}
