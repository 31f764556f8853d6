import { expect, test } from 'vitest'
import { pairBlocks } from '../../../src/client/editor/pairs.ts'
import { translate } from '../../../src/client/editor/scroll-together.ts'

const PAIRED: [what: string, source: string, page: string, pairs: [number, number][]][] = [
  [
    'the same blocks',
    'H2 P UL',
    'H2 P UL',
    [
      [0, 0],
      [1, 1],
      [2, 2],
    ],
  ],
  [
    'what only the page has is passed over',
    'P H2 P',
    'P NAV H2 P',
    [
      [0, 0],
      [1, 2],
      [2, 3],
    ],
  ],
  [
    'what only the text has too',
    'P P H2 P',
    'P H2 P',
    [
      [0, 0],
      [2, 1],
      [3, 2],
    ],
  ],
  [
    'a list that the page has not',
    'H2 UL P H3',
    'H2 P H3',
    [
      [0, 0],
      [2, 1],
      [3, 2],
    ],
  ],
  [
    'notes at the end',
    'P P',
    'P P SECTION',
    [
      [0, 0],
      [1, 1],
    ],
  ],
  ['nothing', '', 'P', []],
]

test.each(PAIRED)('finds the same block on both sides: %s', (_what, source, page, pairs) => {
  const list = (text: string) => text.split(' ').filter(Boolean)

  expect(pairBlocks(list(source), list(page))).toEqual(pairs)
})

const POINTS = [
  { text: 0, page: 0 },
  { text: 100, page: 300 },
  { text: 200, page: 320 },
  { text: 400, page: 720 },
]

const HEIGHTS: [at: number, page: number][] = [
  [-10, 0],
  [0, 0],
  [50, 150],
  [100, 300],
  [150, 310],
  [300, 520],
  [400, 720],
  [900, 720],
]

test.each(HEIGHTS)('the height %d of the text belongs to %d of the page', (at, page) => {
  expect(translate(POINTS, 'text', 'page', at)).toBe(page)
})

test('and back again', () => {
  for (const at of [10, 120, 250, 399]) {
    expect(translate(POINTS, 'page', 'text', translate(POINTS, 'text', 'page', at))).toBeCloseTo(at)
  }
})
