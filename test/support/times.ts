/** How often a long test repeats itself: a sample in `npm test`, all of it in `npm run test:long`. */
export const times = (sample: number, full: number): number =>
  process.env['LONG'] === '1' ? full : sample

/**
 * What one database takes of a long list in the short run: SQLite the first two thirds, PostgreSQL,
 * which is slower, the rest, so that everything is tried each time; in the long run each takes all
 * of it.
 */
export function shareOf<Item>(
  { dialect }: { dialect: 'sqlite' | 'postgresql' },
  items: readonly Item[],
): Item[] {
  const middle = Math.ceil((items.length * 2) / 3)
  const [from, to] = dialect === 'sqlite' ? [0, middle] : [middle, items.length]
  return items.slice(times(from, 0), times(to, items.length))
}
