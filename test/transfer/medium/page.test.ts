import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readMediumPage } from '../../../src/transfer/medium/page.ts'

const read = (name: string) =>
  readMediumPage(readFileSync(`test/fixtures/medium/posts/${name}.html`, 'utf8'))

test('a post of Medium loses its second title, and keeps pictures, code, embeds and previews', () => {
  expect(read('2016-01-02_Hello-World-1a2b3c4d5e6f')).toMatchObject({
    ...{ title: 'Hello World', subtitle: 'The subtitle, whole', isResponse: false },
    ...{ username: 'ann', author: 'Ann', publishedAt: '2016-01-02T03:04:05.000Z' },
    markdown: [
      '![](https://cdn-images-1.medium.com/max/800/1*x.png "A caption")',
      'Text with `code` and **bold** text',
      'second.',
      '```javascript\nlet a = 1\nlet b\n```',
      '## Section',
      '<https://www.youtube.com/watch?v=abc>',
      '<https://gist.github.com/u/123>',
      '[Title there](https://example.com/x)',
      '---',
      'After the line\n',
    ].join('\n\n'),
  })
})

test('what has no heading and is called by its first words is a response', () => {
  expect(read('2017-01-02_Nice-post-aaaabbbbcccc')?.isResponse).toBe(true)
  expect(read('draft_Not-yet-0123456789ab')?.isResponse).toBe(false)
})

test('a page of something else is none', () => {
  expect(readMediumPage('<h1>Claps</h1>')).toBeNull()
})
