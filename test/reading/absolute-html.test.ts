import { expect, test } from 'vitest'
import { makeAbsolute } from '../../src/reading/feeds/absolute-html.ts'
import { costOf } from '../support/cost.ts'

const PAGE = 'https://blog.example/posts/one'

test.each([
  ['<a href="/tags/c">x</a>', '<a href="https://blog.example/tags/c">x</a>'],
  ['<a href="#note">x</a>', '<a href="https://blog.example/posts/one#note">x</a>'],
  [
    '<a title="a > b" href="/x?a&#x26;b">x</a>',
    '<a title="a > b" href="https://blog.example/x?a&#x26;b">x</a>',
  ],
  ['<a href="https://else.example/x">x</a>', '<a href="https://else.example/x">x</a>'],
  ['<a href="//else.example/x">x</a>', '<a href="https://else.example/x">x</a>'],
  ['<a href="beside">x</a>', '<a href="https://blog.example/posts/beside">x</a>'],
  ['<img src="../a&#x26;b.png">', '<img src="https://blog.example/a&#x26;b.png">'],
  ['<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'],
  ['<img src="/media/a.png" alt="">', '<img src="https://blog.example/media/a.png" alt="">'],
  [
    '<img srcset="/media/a.png 1x, /media/b.png 2x">',
    '<img srcset="https://blog.example/media/a.png 1x, https://blog.example/media/b.png 2x">',
  ],
  ['<code>href="/not-a-tag"</code>', '<code>href="/not-a-tag"</code>'],
  ['<p title=\'href="/x"\'>y</p>', '<p title=\'href="/x"\'>y</p>'],
  [
    '<div class="heading"><h2 id="a">A</h2><a class="heading-link" href="#a" aria-label="Link to “a > b”">#</a></div>',
    '<div class="heading"><h2 id="a">A</h2></div>',
  ],
])('%s is read elsewhere as %s', (html, expected) => {
  expect(makeAbsolute(html, PAGE)).toBe(expected)
})

test('a text of a megabyte takes no time', async () => {
  const hostile = [
    '<a '.repeat(350_000),
    `<a${' x'.repeat(500_000)}`,
    `<a${' href="/x"'.repeat(100_000)}`,
  ]

  for (const html of hostile) {
    expect(await costOf(() => makeAbsolute(html, PAGE))).toBeLessThan(1_000)
  }
})
