import { assert, constantFrom, array, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { mendXml } from '../../../src/transfer/wordpress/mend-xml.ts'

function mendWhole(text: string): string {
  return mendXml({ ampersands: 0, signs: 0 })(text, true)
}

test.each([
  ['a?b=1&c=2', 'a?b=1&amp;c=2'],
  ['&amp; &#39; &#x2019; &lt;', '&amp; &#39; &#x2019; &lt;'],
  ['&nbsp; &', '&amp;nbsp; &amp;'],
  ['<![CDATA[a & b]]> & c', '<![CDATA[a & b]]> &amp; c'],
  ['<!-- a & b --> & c', '<!-- a & b --> &amp; c'],
  ['a\u0000\u0008b', 'ab'],
])('%s is mended', (text, mended) => {
  expect(mendWhole(text)).toBe(mended)
})

test('it is the same in whatever pieces it comes', () => {
  const part = constantFrom(
    '&',
    '&amp;',
    '&nbsp;',
    '<![CDATA[',
    ']]>',
    '<!--',
    '-->',
    'a',
    ' ',
    '\u0001',
  )
  assert(
    property(array(part, { maxLength: 40 }), integer({ min: 1, max: 20 }), (parts, size) => {
      const text = parts.join('')
      const mend = mendXml({ ampersands: 0, signs: 0 })
      let mended = ''
      for (let at = 0; at < text.length; at += size)
        mended += mend(text.slice(at, at + size), false)

      expect(mended + mend('', true)).toBe(mendWhole(text))
    }),
  )
})
