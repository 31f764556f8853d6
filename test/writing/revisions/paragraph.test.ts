import { assert, array, constantFrom, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { splitBlocks } from '../../../src/text/blocks.ts'
import { listMissing, putParagraph } from '../../../src/writing/revisions/paragraph.ts'
import { times } from '../../support/times.ts'

const THEN = 'The boat left at dawn.\n\nNobody saw it go.\n\nThe end of it.'

const cases: [name: string, now: string, at: number, restored: string][] = [
  [
    'the place of what it became',
    'The boat left at noon.\n\nNobody saw it go.\n\nThe end of it.',
    0,
    THEN,
  ],
  ['after what stood before it', 'The boat left at dawn.\n\nThe end of it.\n', 1, `${THEN}\n`],
  ['the end', 'The boat left at dawn.\n\nNobody saw it go.\n', 2, `${THEN}\n`],
  ['the beginning', 'Nobody saw it go.\n\nThe end of it.', 0, THEN],
  ['an empty text', '', 1, 'Nobody saw it go.'],
]

test.each(cases)('a paragraph comes back in %s', (_, now, at, restored) => {
  expect(putParagraph(now, THEN, at)).toBe(restored)
})

test('a paragraph that is not there brings nothing back', () => {
  expect(putParagraph('x', THEN, 3)).toBe(null)
})

const body = array(constantFrom('a b c', 'a b d', 'e f', '```\nx\n\ny\n```', 'g'), {
  maxLength: 6,
}).map(paragraphs => paragraphs.join('\n\n'))

const paragraphsOf = (text: string): string[] => splitBlocks(text).blocks.map(({ text }) => text)

test('a restored paragraph is there, and no other than the one that it became is gone', () => {
  assert(
    property(body, body, nat(5), (now, then, at) => {
      const restored = putParagraph(now, then, at)
      if (restored === null) return
      const [before, after] = [paragraphsOf(now), paragraphsOf(restored)]
      const gone = new Set(before.filter(paragraph => !after.includes(paragraph)))

      expect(after).toContain(paragraphsOf(then)[at])
      expect(after.length - before.length).toBeOneOf([0, 1])
      expect(gone.size).toBeLessThanOrEqual(1)
      expect(listMissing(then, restored).has(at)).toBe(false)
    }),
    { numRuns: times(500, 10_000) },
  )
})
