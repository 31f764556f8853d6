import { assert, array, constantFrom, property } from 'fast-check'
import { load } from 'cheerio'
import { expect, test } from 'vitest'
import { markDifference } from '../../src/render/difference.ts'
import { renderMarkdown } from '../../src/render/pipeline.ts'
import { times } from '../support/times.ts'

const mark = (before: string, after: string): string =>
  markDifference(renderMarkdown(before).html, renderMarkdown(after).html).trim()

const cases: [name: string, before: string, after: string, marked: string][] = [
  ['a word', 'The old boat.', 'The new boat.', '<p>The<del> old</del><ins> new</ins> boat.</p>'],
  [
    'Chinese words',
    '我们在河边散步。',
    '我们在海边散步。',
    '<p>我们在<del>河边</del><ins>海边</ins>散步。</p>',
  ],
  ['a paragraph', 'One.', 'One.\n\nTwo.', '<p>One.</p>\n<ins><p>Two.</p></ins>'],
  ['a paragraph that is gone', 'One.\n\nTwo.', 'One.', '<p>One.</p>\n<del><p>Two.</p></del>'],
  [
    'where a link leads',
    'See [this](/a) now',
    'See [this](/b) now',
    '<p>See <a href="/b"><del>this</del><ins>this</ins></a> now</p>',
  ],
  [
    'what became bold',
    'A word here',
    'A **word** here',
    '<p>A<del> word</del><ins> </ins><strong><ins>word</ins></strong> here</p>',
  ],
  [
    'an item',
    '- one\n- two',
    '- one\n- three',
    '<ul>\n<li>one</li>\n<li><del>two</del><ins>three</ins></li>\n</ul>',
  ],
]

test.each(cases)('marks %s', (_, before, after, marked) => {
  expect(mark(before, after)).toBe(marked)
})

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '`<script>`',
  '&lt;img src=x onerror=alert(1)&gt;',
  '$\\text{<img src=x onerror=alert(1)>}$',
  '<svg><style><img src=x onerror=alert(1)>',
  'plain words',
  '| a | b |\n|---|---|\n| <b>1 | 2 |',
]
const hostile = array(constantFrom(...HOSTILE), { maxLength: 5 }).map(parts => parts.join('\n\n'))

test('the marked page holds no more than the two clean pages held', () => {
  assert(
    property(hostile, hostile, (before, after) => {
      const $ = load(mark(before, after), null, false)

      expect($('script, style, svg, iframe, form').length).toBe(0)
      expect($('[onerror], [href^="javascript"]').length).toBe(0)
    }),
    { numRuns: times(60, 3000) },
  )
})

const WORDS = ['one', 'two', '**three**', '[four](/x)', '`five`', '河边', '.']
const text = array(array(constantFrom(...WORDS), { minLength: 1, maxLength: 8 }), {
  maxLength: 5,
}).map(paragraphs => paragraphs.map(words => words.join(' ')).join('\n\n'))

test('without what was removed, the marked page reads as the new one; without what was added, as the old', () => {
  assert(
    property(text, text, (before, after) => {
      const marked = mark(before, after)
      const words = (html: string, dropped: string) => {
        const $ = load(html, null, false)
        $(dropped).remove()
        return $.text().replace(/\s+/g, '')
      }
      const plain = (markdown: string) => words(renderMarkdown(markdown).html, 'none')

      expect(words(marked, 'del')).toBe(plain(after))
      expect(words(marked, 'ins')).toBe(plain(before))
    }),
    { numRuns: times(100, 5000) },
  )
})

test('ids stay single', () => {
  const $ = load(mark('# Head\n\nOld words here', '# Head\n\n# Head two\n\nOther'))

  const ids = $('[id]')
    .toArray()
    .map(element => $(element).attr('id'))
  expect(new Set(ids).size).toBe(ids.length)
})
