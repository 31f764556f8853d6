import { expect, test } from 'vitest'
import { spellMoment } from '../../src/text/written-date.ts'

test.each([
  ['Tue, 02 Jan 2024 10:00:00 +0100', '2024-1-02 10:00:00 +0100'],
  ['2 January 2024', '2024-1-2'],
  ['January 2nd, 2024', '2024-1-2'],
  ['Sunday, Dec 1, 2024 08:30', '2024-12-1 08:30'],
  ['2024-01-02', '2024-01-02'],
  ['next tuesday', 'next tuesday'],
  ['2 Foo 2024', '2 Foo 2024'],
])('spells %j as %j', (text, spelled) => {
  expect(spellMoment(text)).toBe(spelled)
})
