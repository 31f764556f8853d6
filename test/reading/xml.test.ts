import { expect, test } from 'vitest'
import { dropForbidden, drawText, drawXml, escapeXml } from '../../src/reading/feeds/xml.ts'

test.each([
  ['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
  [`"quoted" and 'so'`, '&quot;quoted&quot; and &#39;so&#39;'],
  ['the end of a section ]]> is no end', 'the end of a section ]]&gt; is no end'],
  ['control \u0000\u0001\u0008\u000b\u001f characters', 'control  characters'],
  ['tab\tand\nline\rends', 'tab\tand\nline\rends'],
  ['half \ud83e a crab, a whole 🦀', 'half  a crab, a whole 🦀'],
  ['no character \ufffe\uffff', 'no character '],
  ['&amp; is escaped again', '&amp;amp; is escaped again'],
])('S39: %j stands in XML as %j', (text, xml) => {
  expect(escapeXml(text)).toBe(xml)
})

test('drops half characters from JSON too', () => {
  expect(dropForbidden('a\udd80b')).toBe('ab')
})

test('leaves out an attribute without a value and an element without a text', () => {
  expect(drawXml('link', { rel: 'self', type: undefined })).toBe('<link rel="self"/>')
  expect(drawText('subtitle', '')).toBe('')
})
