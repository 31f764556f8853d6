import { expect, test } from 'vitest'
import { ghostToMarkdown } from '../../../src/transfer/ghost/content.ts'

const words = (text: string, format = 0) => ({ type: 'extended-text', text, format })
const paragraph = (...children: unknown[]) => ({ type: 'paragraph', children })

const LEXICAL: [string, unknown, string][] = [
  [
    'marks, links and the address of the blog',
    paragraph(words('a ', 1), words('b', 3), words('c', 16), {
      type: 'link',
      url: '__GHOST_URL__/welcome/',
      children: [words('d')],
    }),
    '**a** **_b_**`c`[d](/welcome/)',
  ],
  [
    'lists within lists',
    {
      type: 'list',
      listType: 'number',
      start: 2,
      children: [
        { type: 'listitem', children: [words('one')] },
        { type: 'listitem', checked: true, children: [words('two')] },
      ],
    },
    '2. one\n3. [x] two',
  ],
  ['headings', { type: 'extended-heading', tag: 'h3', children: [words('T')] }, '### T'],
  [
    'pictures',
    { type: 'image', src: '/a.jpg', alt: 'A', caption: 'By <b>me</b>', href: '/x' },
    '[![A](/a.jpg "By me")](/x)',
  ],
  [
    'galleries',
    { type: 'gallery', images: [{ src: '/1.jpg' }, { src: '/2.jpg', alt: 'b' }], caption: 'All' },
    '![](/1.jpg)\n\n![b](/2.jpg)\n\n*All*',
  ],
  ['code', { type: 'codeblock', code: 'a < b', language: 'js' }, '```js\na < b\n```'],
  ['Markdown as it is', { type: 'markdown', markdown: '* a *b*' }, '* a *b*'],
  ['HTML', { type: 'html', html: '<p>a <b>b</b></p>' }, 'a **b**'],
  ['embeds', { type: 'embed', url: 'https://x.example/' }, '<https://x.example/>'],
  [
    'bookmarks',
    { type: 'bookmark', url: 'https://x.example/', metadata: { title: 'X', description: 'Y' } },
    '> **[X](https://x.example/)**\\\n> Y',
  ],
  ['callouts', { type: 'callout', calloutEmoji: '💡', calloutText: 'A <b>b</b>' }, '> 💡 A **b**'],
  [
    'toggles',
    { type: 'toggle', heading: 'H', content: '<p>c</p>' },
    '<details><summary>H</summary>\n\nc\n\n</details>',
  ],
  [
    'buttons',
    { type: 'button', buttonText: 'Go', buttonUrl: 'https://x.example' },
    '[Go](https://x.example)',
  ],
  ['lines', { type: 'horizontalrule' }, '---'],
  [
    'films',
    { type: 'video', src: '/a.mp4', caption: 'C' },
    '<figure><video src="/a.mp4" controls></video><figcaption>C</figcaption></figure>',
  ],
  ['files', { type: 'file', src: '/a.pdf', fileTitle: 'T', fileCaption: 'c' }, '[T](/a.pdf) – c'],
  [
    'headers',
    { type: 'header', header: 'H', subheader: 's', buttonText: 'Go', buttonUrl: '/go' },
    '## H\n\ns\n\n[Go](/go)',
  ],
]

test.each(LEXICAL)('%s of the present editor', (_name, node, markdown) => {
  const lexical = JSON.stringify({ root: { children: [node] } })

  expect(ghostToMarkdown({ lexical, mobiledoc: '', html: '' })).toEqual({
    markdown: `${markdown}\n`,
    notes: [],
  })
})

test('texts of the former editor', () => {
  const mobiledoc = JSON.stringify({
    atoms: [['soft-return', '', {}]],
    cards: [
      ['hr', {}],
      ['card-markdown', { markdown: '**m**' }],
      ['email-cta', {}],
    ],
    markups: [['strong'], ['a', ['href', 'https://x.example']], ['em']],
    sections: [
      [
        1,
        'p',
        [
          [0, [0], 0, 'a '],
          [0, [2], 2, 'b'],
          [1, [], 0, 0],
          [0, [1], 1, 'c'],
        ],
      ],
      [10, 0],
      [3, 'ol', [[[0, [], 0, 'one']], [[0, [], 0, 'two']]]],
      [10, 1],
      [10, 2],
      [10, 99],
    ],
  })

  const { markdown, notes } = ghostToMarkdown({ lexical: '', mobiledoc, html: '' })

  expect(markdown).toBe('**a _b_**\\\n[c](https://x.example)\n\n---\n\n1. one\n2. two\n\n**m**\n')
  expect(notes.map(({ parameters }) => parameters['name'])).toEqual(['email-cta', ''])
})

test('what cannot be read falls back on what became of it', () => {
  expect(
    ghostToMarkdown({ lexical: '{"root":', mobiledoc: 'no', html: '<p><b>x</b></p>' }).markdown,
  ).toBe('**x**\n')
})
