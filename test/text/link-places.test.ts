import { expect, test } from 'vitest'
import { changeLinks, listLinkPlaces, sentenceAround } from '../../src/text/link-places.ts'
import { costOf } from '../support/cost.ts'

test.each([
  ['[a](/x)', ['/x']],
  ['[a](/x "title") ![b](/y)', ['/x', '/y']],
  ['[a](</with space>)', ['/with space']],
  ['[a](/x_(1))', ['/x_(1)']],
  ['[![a](/small)](/large)', ['/small', '/large']],
  ['[a][1]\n\n[1]: /x "title"', ['/x']],
  ['> [1]: </x y>', ['/x y']],
  ['<a href="/x">a</a> <IMG class=b SRC=\'/y\'>', ['/x', '/y']],
  [
    'See https://blog.example/x, or <https://blog.example/y>.',
    ['https://blog.example/x', 'https://blog.example/y'],
  ],
  [
    '[https://blog.example/x](https://blog.example/x)',
    ['https://blog.example/x', 'https://blog.example/x'],
  ],
  ['(https://blog.example/x)', ['https://blog.example/x']],
])('finds where %j leads to', (markdown, written) => {
  expect(listLinkPlaces(markdown).map(place => place.written)).toEqual(written)
})

test.each([
  '`[a](/x)`',
  '```\n[a](/x)\n```',
  '~~~\nhttps://blog.example\n~~~',
  '[^1]: /x',
  'a/x [b] (/x)',
])('finds nothing in %j', markdown => {
  expect(listLinkPlaces(markdown)).toEqual([])
})

test('each place is where its address stands', () => {
  const markdown = 'A [b](/one "t"), <a href="/two">c</a>\n\n[d]: </three>\nhttps://e.example/four.'

  const found = listLinkPlaces(markdown).map(({ start, end }) => markdown.slice(start, end))

  expect(found).toEqual(['/one', '/two', '/three', 'https://e.example/four'])
})

test('only what is meant is changed, and all else stays to the letter', () => {
  const markdown = '`[a](/x)` [a](/x  "t")\t[b](/y)\r\n[c]: /x\r\n'

  const { text, changes } = changeLinks(markdown, written => (written === '/x' ? '/new' : null))

  expect(text).toBe('`[a](/x)` [a](/new  "t")\t[b](/y)\r\n[c]: /new\r\n')
  expect(changes).toHaveLength(2)
})

test('an address is read without its escapes', () => {
  const { text } = changeLinks('[a](/x\\_y?b&amp;c)', written =>
    written === '/x_y?b&c' ? '/new' : null,
  )

  expect(text).toBe('[a](/new)')
})

test('the sentence around a place ends where sentences end', () => {
  const text = '# Head\n\nFirst one. Then see [the second](/x) of them! And a third.\n'
  const [place] = listLinkPlaces(text)

  expect(place && sentenceAround(text, place)).toEqual({
    before: 'Then see [the second](',
    after: ') of them!',
  })
})

test('a long sentence is cut at words', () => {
  const words = 'word '.repeat(100)
  const text = `${words}[a](/x) ${words}`
  const [place] = listLinkPlaces(text)

  const { before = '', after = '' } = place ? sentenceAround(text, place) : {}

  expect(before).toMatch(/^…word .*\[a\]\($/)
  expect(after).toMatch(/^\) word.* word…$/)
  expect(before.length + after.length).toBeLessThan(330)
})

test('takes no quadratic time for a line of beginnings', async () => {
  for (const beginning of ['](', '](<', '[a]: <', '<a href="', '<a ', 'http://a', '![']) {
    expect(await costOf(() => listLinkPlaces(beginning.repeat(100_000)))).toBeLessThan(1_000)
  }
})
