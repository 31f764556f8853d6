import { expect, test } from 'vitest'
import { plainText } from '../../src/text/plain.ts'

test.each([
  ['<p>One <em>two</em></p>\n<p>three</p>', 'One two three'],
  ['<a title="a > b" href="/x">y</a>', 'y'],
  ['a &#x26; b &#x3C; c &#60; d &amp;lt;', 'a & b < c < d &lt;'],
  ['&#x110000; stays', '&#x110000; stays'],
  ['<p>with <code>a</code>, in <a href="/x">b</a>.</p>', 'with a, in b.'],
  ['<b>Wald</b>einsam<i>keit</i><br>x<blockquote>y</blockquote>', 'Waldeinsamkeit x y'],
  ['<h2 id="a">A</h2><a class="heading-link" href="#a" aria-label="To “a > b”">#</a><p>B', 'A B'],
  ['It is.<sup><a id="r" href="#n" data-footnote-ref="">1</a></sup>', 'It is.'],
  ['A note. <a href="#r" data-footnote-backref="" aria-label="Back">↩</a>', 'A note.'],
])('%j reads as %j', (html, text) => {
  expect(plainText(html)).toBe(text)
})
