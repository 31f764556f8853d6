import { expect, test } from 'vitest'
import { wordPressToMarkdown, type WordPressText } from '../../../src/transfer/wordpress/content.ts'

const PICTURES = [
  { id: 1, url: 'https://o.example/1.jpg', alt: 'One', caption: '', isOwn: true },
  { id: 2, url: 'https://o.example/2.jpg', alt: '', caption: 'Second', isOwn: true },
  { id: 3, url: 'https://o.example/3.jpg', alt: '', caption: '', isOwn: false },
]

const CASES: [string, string, string][] = [
  [
    'two line ends are a paragraph, one is a break',
    'First line\r\nsecond line\n\nNew <b>para</b>',
    'First line\\\nsecond line\n\nNew **para**',
  ],
  [
    'blocks of HTML stand apart without empty lines',
    'Text\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nAfter <blockquote>Quote\n\nmore</blockquote>',
    'Text\n\n- a\n- b\n\nAfter\n\n> Quote\n>\n> more',
  ],
  ['the cut stands in a line of its own', 'one<!--more-->two', 'one\n\n<!-- more -->\n\ntwo'],
  [
    'a caption, old and new',
    '[caption id="attachment_1" width="300"]<img src="/1.jpg" alt="x" /> The <em>caption</em>[/caption][caption caption="Old"]<img src="/2.jpg" />[/caption]',
    '![x](/1.jpg "The caption")\n\n![](/2.jpg "Old")',
  ],
  [
    'a gallery of chosen pictures, and one of the own',
    '[gallery ids="2,3"]\n\n[gallery]',
    '![](https://o.example/2.jpg "Second")\n\n![](https://o.example/3.jpg)\n\n![One](https://o.example/1.jpg)\n\n![](https://o.example/2.jpg "Second")',
  ],
  [
    'code between shortcodes is code, whatever is in it',
    '[sourcecode language="php"]\n<?php echo "[gallery]";\n\n// &lt; & <b>\n[/sourcecode][css]a{}[/css]',
    '```php\n<?php echo "[gallery]";\n\n// < & <b>\n```\n\n```css\na{}\n```',
  ],
  [
    'what other sites show is a link',
    '[embed]https://vimeo.com/1[/embed] [youtube=http://www.youtube.com/watch?v=abc&amp;w=3] [youtube id="xyz"]',
    '<https://vimeo.com/1>\n\n<http://www.youtube.com/watch?v=abc&w=3>\n\n<https://www.youtube.com/watch?v=xyz>',
  ],
  ['sound and film', '[audio mp3="/a.mp3"][/audio]', '<audio src="/a.mp3" controls></audio>'],
  [
    'what nobody knows stays, and so do words in brackets',
    '[my_form id="3"] [sic] [1] [[gallery]]',
    '\\[my_form id="3"] \\[sic] \\[1] \\[gallery]',
  ],
  [
    'footnotes of plugins',
    'text[footnote]A <b>note</b>[/footnote]',
    'text[^1]\n\n[^1]: A **note**',
  ],
  ['formulas', 'So $latex E=mc^2 &s=2$.', 'So $E=mc^2$.'],
  [
    'between blocks stands classic text',
    '<!-- wp:paragraph -->\n<p>Block</p>\n<!-- /wp:paragraph -->\n\nClassic one\n\nClassic two',
    'Block\n\nClassic one\n\nClassic two',
  ],
  [
    'code blocks name their language in a comment',
    '<!-- wp:code {"language":"js"} -->\n<pre class="wp-block-code"><code>a &lt; b\n\nc</code></pre>\n<!-- /wp:code -->',
    '```js\na < b\n\nc\n```',
  ],
  [
    'an embed is its address',
    '<!-- wp:embed {"url":"https://youtu.be/x"} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://youtu.be/x\n</div><figcaption>Cap</figcaption></figure>\n<!-- /wp:embed -->',
    '<https://youtu.be/x>\n\n*Cap*',
  ],
  ['shared blocks are put in', '<!-- wp:block {"ref":7} /-->', 'shared'],
  [
    'footnotes of blocks',
    '<!-- wp:paragraph --><p>fn<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->',
    'fn[^1]\n\n[^1]: The *note*',
  ],
]

const TEXT: WordPressText = {
  content: '',
  pictures: PICTURES,
  blocks: [[7, '<!-- wp:paragraph --><p>shared</p><!-- /wp:paragraph -->']],
  footnotes: [{ id: 'ab-1', content: 'The <em>note</em>' }],
}

test.each(CASES)('%s', (_name, content, markdown) => {
  expect(wordPressToMarkdown({ ...TEXT, content }).markdown).toBe(`${markdown}\n`)
})

test('shortcodes without end take no quadratic time', () => {
  const content = '[caption id="1"][my_form a="b"]'.repeat(20_000)
  const started = process.cpuUsage()

  wordPressToMarkdown({ ...TEXT, content })

  expect(process.cpuUsage(started).user / 1_000_000).toBeLessThan(4)
})
