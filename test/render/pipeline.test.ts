import { load } from 'cheerio'
import { describe, expect, test } from 'vitest'
import { renderMarkdown } from '../../src/render/pipeline.ts'

const see = (body: string, options = {}) => load(renderMarkdown(body, options).html, {}, false)

test.each([
  ['strikes through', '~~a~~', 'del'],
  [
    'draws a table in a region that can be scrolled by keyboard',
    '| a |\n|-|\n| b |',
    '.table-scroll[role=region][aria-label="Table 1"][tabindex=0] > table',
  ],
  ['aligns by class', '| a |\n|:-:|\n| b |', 'td.align-center:not([align])'],
  ['names a done task', '- [x] a', 'input[type=checkbox][disabled][checked][aria-label=Done]'],
  ['names a task to do', '- [ ] a', 'input[disabled][aria-label="To do"]:not([checked])'],
  [
    'makes alerts',
    '> [!WARNING]\n> b',
    '.alert.alert-warning[role=note] > .alert-title:contains(Warning)',
  ],
  ['makes alerts of paragraphs', '> [!tip]\n>\n> b', '.alert-tip > p:contains(b)'],
  ['leaves quotations alone', '> [!NOPE]\n> b', 'blockquote'],
  [
    'highlights code',
    '```js\nlet a = 1\n```',
    'pre[tabindex=0] > code.hljs.language-js > .hljs-keyword',
  ],
  [
    'shows an unknown language as plain text',
    '```nope\nlet <a>\n```',
    'code.language-nope:contains("let <a>")',
  ],
  ['draws a formula in a line', 'a $x^2$ b', 'p > math msup'],
  [
    'draws a formula on its own',
    '$$\n\\frac12\n$$',
    '.math-block[tabindex=0] > math[display=block] mfrac',
  ],
  ['draws a fenced formula', '```math\nx\n```', '.math-block > math'],
  [
    'draws a matrix without styles',
    '```math\n\\begin{pmatrix}1&2\\end{pmatrix}\n```',
    'mtable:not([style])',
  ],
  ['keeps a wrong formula as its source', '$\\nope{$', 'code.math-error, p:contains("nope")'],
  ['keeps money', '$5 and $6', 'p:contains("$5 and $6")'],
  [
    'keeps harmless HTML',
    '<details open><summary>s</summary><kbd>k</kbd></details>',
    'details[open] > summary + kbd',
  ],
  ['keeps sub and sup and mark', 'a<sub>1</sub><sup>2</sup><mark>3</mark>', 'sub + sup + mark'],
  [
    'keeps figures',
    '<figure><img src="/a.png" alt="A"><figcaption>c</figcaption></figure>',
    'figure > img:not([loading])[decoding=async] + figcaption',
  ],
  [
    'gives films controls',
    '<video src="/a.mp4" autoplay></video>',
    'video[controls]:not([autoplay])',
  ],
  ['makes autolinks', 'https://example.org', 'a[href="https://example.org"]'],
])('%s', (_, body, selector) => {
  expect(see(body)(selector).length).toBeGreaterThan(0)
})

describe('links within the text', () => {
  test.each([
    ['headings', '# Ünï & C++\n\n[a](#ünï--c)'],
    ['footnotes', 'a[^n] b[^n]\n\n[^n]: c'],
    ['footnotes with names of another script', 'a[^注]\n\n[^注]: c'],
    ['ids of raw HTML', '<p id="x">a</p>\n\n[b](#x)'],
    ['contents', '[[toc]]\n\n# A\n\n## A\n\n# B'],
  ])('reach %s', (_, body) => {
    for (const options of [{}, { idPrefix: 'p7-' }]) {
      const $ = see(body, options)
      const ids = $('[id]')
        .toArray()
        .map(node => $(node).attr('id'))
      const targets = $('a[href^="#"]')
        .toArray()
        .map(node => $(node).attr('href')?.slice(1))
      expect(targets.length).toBeGreaterThan(0)
      expect(targets.filter(target => !ids.includes(target))).toEqual([])
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.every(id => id?.startsWith(options.idPrefix ?? 'user-content-'))).toBe(true)
    }
  })
})

test('a heading has a link beside it whose name says where it leads', () => {
  const $ = see('## The *heart*')
  expect($('.heading > h2').text()).toBe('The heart')
  expect($('.heading > a').attr('aria-label')).toBe('Link to “The heart”')
})

test.each([
  ['[[toc]]', {}],
  ['[TOC]', {}],
  ['', { toc: true }],
])('contents stand for %j with %j', (mark, options) => {
  const $ = see(`${mark}\n\n# A\n\n## B\n\n# C`, options)
  expect($('nav.toc > ol > li').length).toBe(2)
  expect($('nav.toc ol ol li').text()).toBe('B')
  expect($('nav.toc').attr('aria-label')).toBe('Contents')
})

test('the excerpt is what stands before the mark, without ids and footnotes', () => {
  const rendered = renderMarkdown(
    '# A\n\nOne *two*[^1] [l].\n\n<!--More-->\n\nRest\n\n[^1]: f\n[l]: /x',
  )
  expect(rendered.excerptHtml).toBe('<h1>A</h1>\n<p>One <em>two</em> <a href="/x">l</a>.</p>')
  expect(rendered.summary).toBe('One two l.')
  expect(rendered.html).not.toContain('<!--')
})

test('a given excerpt stands for it', () => {
  const rendered = renderMarkdown('Body', { excerpt: '*E*' })
  expect([rendered.excerptHtml, rendered.summary]).toEqual(['<p><em>E</em></p>', 'E'])
  expect(renderMarkdown('Body')).toMatchObject({ excerptHtml: '', summary: 'Body' })
})

test('words, headings, links and pictures are told', () => {
  expect(renderMarkdown('# One\n\ntwo [three](/x) ![alt](/y.png) [four](/x)')).toMatchObject({
    words: 4,
    headings: [{ id: 'user-content-one', text: 'One', depth: 1 }],
    links: ['/x'],
    images: ['/y.png'],
  })
})
