/** Finds the same blocks in the text and on the page, one after another, by what they are. */
export function pairBlocks(source: string[], page: string[]): [number, number][] {
  const pairs: [number, number][] = []
  let at = 0
  for (let index = 0; index < source.length && at < page.length; index += 1) {
    const found = findNext(source, index, page.slice(at, at + LOOK_AHEAD))
    if (found === -1) continue
    pairs.push([index, at + found])
    at += found + 1
  }
  return pairs
}

const LOOK_AHEAD = 12

// A kind that comes before the one looked for, and stands in the text too, is not passed over.
function findNext(source: string[], index: number, page: string[]): number {
  const kind = source[index] ?? ''
  const found = page.indexOf(kind)
  if (found <= 0) return found
  const isNeeded = source.slice(index + 1, index + 1 + LOOK_AHEAD).indexOf(page[0] ?? '')
  return isNeeded !== -1 && isNeeded < found ? -1 : found
}
