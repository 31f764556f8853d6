import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/render/pipeline.ts'

const flat = (body: string) => renderMarkdown(body).html.replace(/ (?:loading|decoding)="\w+"/g, '')

test.each([
  [
    '![A boat](/media/a.jpg "The boat & I")',
    '<figure><img src="/media/a.jpg" alt="A boat"><figcaption>The boat &#x26; I</figcaption></figure>',
  ],
  [
    '[![A boat](/a.jpg "Large")](/b.jpg)',
    '<figure><a href="/b.jpg"><img src="/a.jpg" alt="A boat"></a><figcaption>Large</figcaption></figure>',
  ],
  ['![A boat](/a.jpg)', '<p><img src="/a.jpg" alt="A boat"></p>'],
  ['See ![A boat](/a.jpg "t") there', '<p>See <img src="/a.jpg" alt="A boat" title="t"> there</p>'],
])('an image that stands alone with a title is a figure: %s', (body, html) => {
  expect(flat(body).trim()).toBe(html)
})
