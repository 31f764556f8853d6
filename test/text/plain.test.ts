import { expect, test } from 'vitest'
import { plainText } from '../../src/text/plain.ts'

test.each([
  ['<p>One <em>two</em></p>\n<p>three</p>', 'One two three'],
  ['<a title="a > b" href="/x">y</a>', 'y'],
  ['a &#x26; b &#x3C; c &#60; d &amp;lt;', 'a & b < c < d &lt;'],
  ['&#x110000; stays', '&#x110000; stays'],
])('%j reads as %j', (html, text) => {
  expect(plainText(html)).toBe(text)
})
