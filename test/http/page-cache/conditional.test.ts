import { expect, test } from 'vitest'
import { isFresh, makeTag } from '../../../src/http/page-cache/conditional.ts'

const known = { tag: 'abc-1', lastModified: 'Wed, 04 Mar 2026 05:06:07 GMT' }

test.each([
  [{}, false],
  [{ 'if-none-match': '"abc-1"' }, true],
  [{ 'if-none-match': 'W/"abc-1"' }, true],
  [{ 'if-none-match': '"abc-1.br"' }, true],
  [{ 'if-none-match': '"x", W/"abc-1.gzip" , "y"' }, true],
  [{ 'if-none-match': '*' }, true],
  [{ 'if-none-match': '"abc-2"' }, false],
  [{ 'if-none-match': 'abc-1' }, false],
  [{ 'if-modified-since': 'Wed, 04 Mar 2026 05:06:07 GMT' }, true],
  [{ 'if-modified-since': 'Wed, 04 Mar 2026 05:06:06 GMT' }, false],
  [{ 'if-modified-since': 'nonsense' }, false],
  // The tag is the better witness.
  [{ 'if-none-match': '"x"', 'if-modified-since': 'Wed, 04 Mar 2026 05:06:07 GMT' }, false],
])('%j is fresh: %s', (conditions, expected) => {
  expect(isFresh(conditions, known)).toBe(expected)
})

test('a page without a date is never fresh by one', () => {
  const conditions = { 'if-modified-since': 'Wed, 04 Mar 2099 05:06:07 GMT' }

  expect(isFresh(conditions, { ...known, lastModified: undefined })).toBe(false)
})

test('the tag changes with a single byte', () => {
  expect(makeTag(Buffer.from('a'))).not.toBe(makeTag(Buffer.from('b')))
})
