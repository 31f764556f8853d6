import { expect, test } from 'vitest'
import { collectNotes } from '../../../src/transfer/html/notes.ts'
import { htmlToMarkdown } from '../../../src/transfer/html/to-markdown.ts'

const CASES: [string, string, string][] = [
  [
    'spaces leave what is marked, breaks stay',
    '<p>Hello <strong>bold </strong>world<br>next <em> it </em>x</p><p>&nbsp;</p>',
    'Hello **bold** world\\\nnext *it* x',
  ],
  [
    'two breaks in a row are a new paragraph',
    '<p>one<br><br>two<br>three</p>',
    'one\n\ntwo\\\nthree',
  ],
  [
    'a sign between what is marked and a letter moves out',
    '<p>中文<b>粗体：</b>后面</p>',
    '中文**粗体**：后面',
  ],
  [
    'lists within lists, tasks and a first number',
    '<ol start=3><li>a<ul><li>b</li></ul></li><li><input type=checkbox checked> c</li></ol>',
    '3. a\n   - b\n4. [x] c',
  ],
  [
    'lists stand close, but for items of several paragraphs',
    '<ul><li>a<ul><li>b</li><li><p>c</p></li></ul></li><li>d</li></ul><ul><li><p>e</p><p>f</p></li></ul>',
    '- a\n  - b\n  - c\n- d\n\n* e\n\n  f',
  ],
  [
    'a plain caption becomes the title, which is drawn as one',
    '<figure><img src="/a.jpg" alt="Alt" title="IMG_1" width=3><figcaption>A "caption"</figcaption></figure>',
    '![Alt](/a.jpg "A \\"caption\\"")',
  ],
  [
    'a caption with a link stays HTML, without what readers may not see',
    '<figure onclick="x()"><img src="/a.jpg" alt=""><figcaption>By <a href="https://x.example">X</a></figcaption></figure>',
    '<figure><img src="/a.jpg" alt=""><figcaption>By <a href="https://x.example">X</a></figcaption></figure>',
  ],
  [
    'a gallery becomes its pictures',
    '<figure class="wp-block-gallery"><figure><img src="/1.jpg" alt=one></figure><figure><img src="/2.jpg"><figcaption>Two</figcaption></figure><figcaption>All</figcaption></figure>',
    '![one](/1.jpg)\n\n![](/2.jpg "Two")\n\n*All*',
  ],
  [
    'a copy of a picture that leads to the picture is the picture',
    '<a href="https://o.example/a.jpg"><img src="https://o.example/a-300x200.jpg"></a>',
    '![](https://o.example/a.jpg)',
  ],
  [
    'films stay HTML',
    '<p><video src="/a.mp4" autoplay></video></p>',
    '<video src="/a.mp4"></video>',
  ],
  [
    'code has its language, however it is written',
    '<pre class="brush: php"><code>&lt;?php\necho 1;\n</code></pre><pre data-lang="js">a()</pre><pre class="language-none">x</pre>',
    '```php\n<?php\necho 1;\n```\n\n```js\na()\n```\n\n```\nx\n```',
  ],
  [
    'code beside its line numbers loses them',
    '<table class="highlighttable"><tr><td class="gutter"><pre>1\n2</pre></td><td class="code"><pre>a\nb</pre></td></tr></table>',
    '```\na\nb\n```',
  ],
  [
    'a plain table is one of Markdown',
    '<table><tr><th>a</th></tr><tr><td>1|2<br>x <sup>y</sup></td></tr></table>',
    '| a |\n| - |\n| 1\\|2<br>x <sup>y</sup> |',
  ],
  [
    'a table with spans stays HTML',
    '<table style="x"><tr><td colspan=2>a</td></tr><tr><td>1</td><td>2</td></tr></table>',
    '<table><tbody><tr><td colspan="2">a</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>',
  ],
  [
    'what has no form stays HTML within its line',
    '<ul><li>H<sub>2</sub>O</li></ul><blockquote><p>q</p><cite>Name</cite></blockquote>',
    '- H<sub>2</sub>O\n\n> q\n>\n> <cite>Name</cite>',
  ],
  [
    'footnotes are found by where they lead',
    '<p>text<sup id="fnref:1"><a href="#fn:1">1</a></sup></p><div class="footnotes"><hr><ol><li id="fn:1"><p>Note <em>x</em>&nbsp;<a href="#fnref:1">↩</a></p></li></ol></div>',
    'text[^1]\n\n[^1]: Note *x*',
  ],
  [
    'only the first cut counts, other comments go',
    '<!-- x --><p>a</p><!--more Go on--><p>b</p><!--more-->',
    'a\n\n<!-- more -->\n\nb',
  ],
  [
    'an anchor stays where a link leads to it',
    '<h2 id="one">One</h2><h2 id="two">Two</h2><p><a href="#one">to</a></p>',
    '## <a id="one"></a>One\n\n## Two\n\n[to](#one)',
  ],
  [
    'money is no formula, a formula no accident',
    '<p>$5 and 6$, $x$ and y</p>',
    '\\$5 and 6\\$, \\$x\\$ and y',
  ],
  [
    'what looks like Markdown is text',
    '<p># no</p><p>- no</p><p>[[toc]]</p><p>&lt;script&gt; 1*2*3 _x_</p>',
    '\\# no\n\n\\- no\n\n\\[\\[toc]]\n\n\\<script> 1\\*2\\*3 \\_x\\_',
  ],
  [
    'addresses in a line are links',
    '<p>see https://example.com/a_b?c=d. or me@example.com</p>',
    'see <https://example.com/a_b?c=d>. or <me@example.com>',
  ],
  ['nobody writes our own marks', '<x-markdown><b>x</b> *y*</x-markdown>', '**x** \\*y\\*'],
  [
    'details hold Markdown',
    '<details open><summary>S</summary><p>in <b>x</b></p></details>',
    '<details open><summary>S</summary>\n\nin **x**\n\n</details>',
  ],
]

test.each(CASES)('%s', (_name, html, markdown) => {
  expect(htmlToMarkdown(html, () => undefined)).toBe(`${markdown}\n`)
})

const SAID: [string, string, string, RegExp][] = [
  [
    'a frame becomes a link to its page',
    '<iframe src="//www.youtube-nocookie.com/embed/abc?x=1"></iframe>',
    '<https://www.youtube.com/watch?v=abc>',
    /is a link now/u,
  ],
  ['scripts go', '<p>a<script>alert(1)</script></p>', 'a', /left out: <\{name\}>/u],
  [
    'links that run something are text',
    '<p><a href=" java\tscript:alert(1)">x</a></p>',
    'x',
    /leads nowhere safe/u,
  ],
  ['pictures of data go', '<p>a <img src="data:image/png;base64,AAAA"></p>', 'a', /no address/u],
]

test.each(SAID)('%s, and it is said', (_name, html, markdown, sentence) => {
  const { notes, add } = collectNotes()

  expect(htmlToMarkdown(html, add)).toBe(`${markdown}\n`)
  expect(notes.map(({ text }) => text).join()).toMatch(sentence)
})
