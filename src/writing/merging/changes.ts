import { diffIndices } from 'node-diff3'

/** A part of a list: from (with) until (without). */
export type Span = [from: number, until: number]

export type Change = { before: Span; after: Span }

/** More pairs than this are not compared one by one: 2,000 words with 2,000 take some hundredths of a second. */
const MAX_PAIRS = 4_000_000

/**
 * Where a list differs from what it began as. Long lists are cut at what occurs once in each, and
 * what is too long between two cuts is one change.
 */
export function listChanges(before: string[], after: string[]): Change[] {
  const whole: Change = { before: [0, before.length], after: [0, after.length] }
  const parts = before.length * after.length <= MAX_PAIRS ? [whole] : cutAtAnchors(before, after)
  const changes = parts.flatMap(part => compare(before, after, part))
  return changes.map((change, at) => slide(before, after, change, changes[at + 1]))
}

/**
 * What was only added, or only removed, is moved on as far as the text stays the same by it: of
 * “One. Two.” the sentence “ Two.” is new and not “. Two”, so that it leaves “One” alone.
 */
function slide(before: string[], after: string[], change: Change, next?: Change): Change {
  const room = (next?.before[0] ?? before.length) - change.before[1]
  const [removed, added] = [change.before, change.after].map(([from, until]) => until - from)
  if (removed !== 0 && added !== 0) return change
  const steps =
    removed === 0 ? countSteps(after, change.after, room) : countSteps(before, change.before, room)
  return next && steps === room ? change : move(change, steps)
}

function countSteps(list: string[], [from, until]: Span, room: number): number {
  let steps = 0
  while (steps < room && list[from + steps] === list[until + steps]) steps += 1
  return steps
}

function move({ before, after }: Change, steps: number): Change {
  return {
    before: [before[0] + steps, before[1] + steps],
    after: [after[0] + steps, after[1] + steps],
  }
}

function compare(before: string[], after: string[], part: Change): Change[] {
  const { before: old, after: young } = trim(before, after, part)
  const [oldLength, youngLength] = [old[1] - old[0], young[1] - young[0]]
  if (oldLength + youngLength === 0) return []
  if (oldLength * youngLength > MAX_PAIRS) return [{ before: old, after: young }]
  return diffIndices(before.slice(...old), after.slice(...young)).map(({ buffer1, buffer2 }) => ({
    before: [old[0] + buffer1[0], old[0] + buffer1[0] + buffer1[1]],
    after: [young[0] + buffer2[0], young[0] + buffer2[0] + buffer2[1]],
  }))
}

function trim(before: string[], after: string[], { before: old, after: young }: Change): Change {
  let [[from, until], [youngFrom, youngUntil]] = [old, young]
  while (from < until && youngFrom < youngUntil && before[from] === after[youngFrom]) {
    from += 1
    youngFrom += 1
  }
  while (from < until && youngFrom < youngUntil && before[until - 1] === after[youngUntil - 1]) {
    until -= 1
    youngUntil -= 1
  }
  return { before: [from, until], after: [youngFrom, youngUntil] }
}

// The parts between the anchors, the first anchor of each with it: it is trimmed off again.
function cutAtAnchors(before: string[], after: string[]): Change[] {
  const cuts = [[0, 0], ...listAnchors(before, after), [before.length, after.length]]
  return cuts.slice(1).map(([until = 0, youngUntil = 0], at) => {
    const [from = 0, youngFrom = 0] = cuts[at] ?? []
    return { before: [from, until], after: [youngFrom, youngUntil] }
  })
}

/** What occurs once in each list and was not moved past another of these. */
function listAnchors(before: string[], after: string[]): Span[] {
  const places = findSingles(after)
  const singles = [...findSingles(before)].flatMap(([item, at]): Span[] => {
    const place = places.get(item)
    return place === undefined ? [] : [[at, place]]
  })
  let lowest = Infinity
  const lowestAfter = singles.toReversed().map(([, place]) => (lowest = Math.min(lowest, place)))
  lowestAfter.reverse()
  let highest = -1
  return singles.filter(([, place], at) => {
    const isInOrder = place > highest && place === lowestAfter[at]
    highest = Math.max(highest, place)
    return isInOrder
  })
}

function findSingles(items: string[]): Map<string, number> {
  const places = new Map<string, number>()
  items.forEach((item, at) => places.set(item, places.has(item) ? -1 : at))
  return new Map([...places].filter(([, at]) => at >= 0))
}
