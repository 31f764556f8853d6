/** How often a long test repeats itself: a sample in `npm test`, all of it in `npm run test:long`. */
export const times = (sample: number, full: number): number =>
  process.env['LONG'] === '1' ? full : sample

/**
 * What one database takes of a long list in the short run: SQLite the one half, PostgreSQL the
 * other, so that everything is tried each time; in the long run each takes all of it.
 */
export function shareOf<Item>(
  { dialect }: { dialect: 'sqlite' | 'postgresql' },
  items: readonly Item[],
): Item[] {
  const own = dialect === 'sqlite' ? 0 : 1
  return items.filter((_, index) => index % times(2, 1) === own % times(2, 1))
}
