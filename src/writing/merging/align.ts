import { listChanges, type Change, type Span } from './changes.ts'

export type Side = 'yours' | 'theirs'

/** Parts of three lists that belong together. */
export type Region = {
  base: Span
  yours: Span
  theirs: Span
  changedBy: 'nobody' | Side | 'both'
}

type SidesChange = Change & { side: Side }

/**
 * Takes three lists apart into regions that cover all of them: what all have, what one side changed,
 * and what both changed. Changes that touch belong together.
 */
export function alignThree(base: string[], yours: string[], theirs: string[]): Region[] {
  const changes: SidesChange[] = [
    ...listChanges(base, yours).map(change => ({ ...change, side: 'yours' as const })),
    ...listChanges(base, theirs).map(change => ({ ...change, side: 'theirs' as const })),
  ]
  const regions: Region[] = []
  for (const group of groupTouching(changes)) {
    const from = group[0]?.before[0] ?? 0
    regions.push(followRegion(regions.at(-1), from, []))
    regions.push(followRegion(regions.at(-1), endOf(group), group))
  }
  regions.push(followRegion(regions.at(-1), base.length, []))
  return regions.filter(({ base, yours, theirs }) =>
    [base, yours, theirs].some(([from, until]) => until > from),
  )
}

function groupTouching(changes: SidesChange[]): SidesChange[][] {
  const groups: SidesChange[][] = []
  for (const change of changes.toSorted((one, other) => one.before[0] - other.before[0])) {
    const group = groups.at(-1)
    if (group && change.before[0] <= endOf(group)) group.push(change)
    else groups.push([change])
  }
  return groups
}

const endOf = (group: SidesChange[]): number =>
  group.reduce((end, { before }) => Math.max(end, before[1]), 0)

// Outside its own changes a side is as long as what it began with.
function followRegion(previous: Region | undefined, until: number, group: SidesChange[]): Region {
  const from = previous?.base[1] ?? 0
  const sideSpan = (side: Side): Span => {
    const start = previous?.[side][1] ?? 0
    const grown = group
      .filter(change => change.side === side)
      .reduce((sum, { before, after }) => sum + lengthOf(after) - lengthOf(before), 0)
    return [start, start + until - from + grown]
  }
  const sides = new Set(group.map(({ side }) => side))
  const [only = 'nobody' as const] = sides
  return {
    base: [from, until],
    yours: sideSpan('yours'),
    theirs: sideSpan('theirs'),
    changedBy: sides.size === 2 ? 'both' : only,
  }
}

const lengthOf = ([from, until]: Span): number => until - from
