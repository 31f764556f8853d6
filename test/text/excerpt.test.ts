import { describe, expect, test } from 'vitest'
import { plainSummary, splitMore } from '../../src/text/excerpt.ts'
import { countWords, readingMinutes, segmentWords } from '../../src/text/words.ts'
import { costOf } from '../support/cost.ts'

describe('splitMore', () => {
  test.each([
    '<!-- more -->',
    '<!--more-->',
    '<!-- More -->',
    '<!--  MORE  -->',
    '<!--more Read on-->',
    '  <!-- more -->  ',
  ])('cuts at %j', mark => {
    const split = splitMore(`One.\n\n${mark}\n\nTwo.`)
    expect(split).toMatchObject({ summary: 'One.', rest: 'Two.' })
    expect(split.whole).not.toContain('<!--')
  })

  test.each([
    ['a fence', 'a\n```html\n<!-- more -->\n```\nb'],
    ['a longer fence', '~~~~\n~~~\n<!-- more -->\n~~~~'],
    ['code in a line', 'Write `<!-- more -->` there'],
    ['an indented block', 'a\n\n    <!-- more -->\n'],
    ['another comment', 'a <!-- moreover --> b'],
  ])('does not cut in %s', (_, body) => {
    expect(splitMore(body)).toEqual({ summary: null, rest: body, whole: body })
  })

  test('cuts after a closed fence, once, and with CRLF', () => {
    expect(splitMore('```\r\n<!--more-->\r\n```\r\n<!--more-->\r\nb').rest).toBe('b')
    expect(splitMore('a<!--more-->b<!--more-->c').rest).toBe('b<!--more-->c')
  })
})

test.each([
  ['short', 20, 'short'],
  ['  two \n lines ', 20, 'two lines'],
  ['one two three four', 12, 'one two…'],
  ['日本語日本語日本語', 5, '日本語日…'],
  ['🦀🦀🦀🦀', 3, '🦀🦀…'],
])('the summary of %j in %d characters is %j', (text, max, summary) => {
  expect(plainSummary(text, max)).toBe(summary)
})

test('words of every script are counted and cut', () => {
  expect(countWords("It's a test, 42 times.")).toBe(5)
  expect(countWords('我爱数据库')).toBeGreaterThan(1)
  expect(countWords('… — !')).toBe(0)
  expect(segmentWords('Ｂig Café, C3')).toEqual(['big', 'café', 'c3'])
  expect(segmentWords('数据库很快')).toEqual(['数据', '库', '很快'])
})

test('reading takes at least a minute', () => {
  expect([0, 100, 220, 660].map(readingMinutes)).toEqual([1, 1, 1, 3])
})

test('a megabyte is counted in a moment, whole', async () => {
  expect(countWords('The quick brown fox. '.repeat(50_000))).toBe(200_000)
  expect(countWords('x'.repeat(1_000_000))).toBeLessThan(5000)
  expect(await costOf(() => countWords('x'.repeat(1_000_000)))).toBeLessThan(5_000)
})
