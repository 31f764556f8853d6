/** How often a long test repeats itself: a sample in `npm test`, all of it in `npm run test:long`. */
export const times = (sample: number, full: number): number =>
  process.env['LONG'] === '1' ? full : sample
