import { expect, test } from 'vitest'
import { translateShortcodes } from '../../../src/transfer/markdown/shortcodes/translate.ts'
import { costOf } from '../../support/cost.ts'

const TABLE: [string, string, string][] = [
  // Hugo
  [
    'figure',
    '{{< figure src="/a.png" alt="A boat" caption="At sea" >}}',
    '![A boat](/a.png "At sea")',
  ],
  ['figure over lines', '{{< figure\n  src="a b.png"\n  title="T" >}}', '![T](<a b.png> "T")'],
  ['youtube', '{{< youtube w7Ft2ymGmfc >}}', '<https://www.youtube.com/watch?v=w7Ft2ymGmfc>'],
  ['youtube by id', '{{< youtube id="w7F" title="x" >}}', '<https://www.youtube.com/watch?v=w7F>'],
  ['vimeo', '{{< vimeo 146022717 >}}', '<https://vimeo.com/146022717>'],
  ['gist', '{{< gist spf13 7896402 >}}', '<https://gist.github.com/spf13/7896402>'],
  ['tweet', '{{< tweet user="a" id="1" >}}', '<https://twitter.com/a/status/1>'],
  ['x', '{{< x user="a" id="1" >}}', '<https://twitter.com/a/status/1>'],
  ['instagram', '{{< instagram BWNjjyYFxVx >}}', '<https://www.instagram.com/p/BWNjjyYFxVx>'],
  [
    'highlight',
    '{{< highlight go "linenos=table" >}}\nx := 1\n{{< /highlight >}}',
    '```go\nx := 1\n```',
  ],
  ['ref', '[a]({{< ref "posts/other.md#b" >}})', '[a](@/posts/other.md#b)'],
  ['relref', '[a]({{% relref path="other" %}})', '[a](@/other)'],
  ['notice', '{{% notice tip %}}\nRead **on**.\n{{% /notice %}}', '> [!TIP]\n> Read **on**.'],
  ['alert', '{{< alert type="danger" >}}No.{{< /alert >}}', '> [!CAUTION]\n> No.'],
  [
    'details',
    '{{< details "More & so" >}}x{{< /details >}}',
    '<details>\n<summary>More &amp; so</summary>\n\nx\n\n</details>',
  ],
  ['a formula', 'a {{< katex >}}x^2{{< /katex >}} b', 'a $x^2$ b'],
  [
    'one in another',
    '{{% note %}}{{< youtube abc >}}{{% /note %}}',
    '> [!NOTE]\n> <https://www.youtube.com/watch?v=abc>',
  ],
  ['closed by itself', '{{< toc />}}', '[[toc]]'],
  // Jekyll and Liquid
  [
    'liquid highlight',
    '{% highlight ruby linenos %}\nputs {{ 1 }}\n{% endhighlight %}',
    '```ruby\nputs {{ 1 }}\n```',
  ],
  ['raw', '{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
  ['post_url', '[a]({% post_url 2010-07-21-name-of-post %})', '[a](@/2010-07-21-name-of-post)'],
  ['link', '[a]({% link _posts/2016-07-26-x.md %})', '[a](@/_posts/2016-07-26-x.md)'],
  ['link to a file', '[a]({% link assets/doc.pdf %})', '[a](/assets/doc.pdf)'],
  ['comment', 'a{% comment %}b{% endcomment %}c', 'ac'],
  ['site.baseurl', '![x]({{ site.baseurl }}/a.png)', '![x](/a.png)'],
  ['relative_url', '![x]({{ "/a.png" | relative_url }})', '![x](/a.png)'],
  ['an include', '{% include youtube.html id="abc" %}', '<https://www.youtube.com/watch?v=abc>'],
  ['trimmed', '{%- gist a/b -%}', '<https://gist.github.com/a/b>'],
  // Hexo and Octopress
  ['codeblock', '{% codeblock Title lang:js %}\nlet a\n{% endcodeblock %}', '```js\nlet a\n```'],
  [
    'blockquote',
    '{% blockquote Seth Godin %}\nWelcome.\n{% endblockquote %}',
    '> Welcome.\n>\n> — Seth Godin',
  ],
  ['img', "{% img left /a.png 350 350 'T \"x' 'Alt' %}", '![Alt](/a.png "T \\"x")'],
  ['asset_img', '{% asset_img boat.png A boat %}', '![boat](boat.png "A")'],
  ['asset_link', '{% asset_link plan.pdf The plan %}', '[The plan](plan.pdf)'],
  ['post_link', '{% post_link other The other %}', '[The other](@/other)'],
  ['a link', '{% link Site https://example.org true %}', '[Site](https://example.org)'],
  ['note', '{% note warning Mind %}x{% endnote %}', '> [!WARNING]\n> **Mind**\n>\n> x'],
  // Zola
  ['a call', '{{ youtube(id="abc") }}', '<https://www.youtube.com/watch?v=abc>'],
  ['a body', '{% quote(author="Vincent") %}\nA quote\n{% end %}', '> A quote\n>\n> — Vincent'],
]

test.each(TABLE)('%s', (_, body, expected) => {
  const said: unknown[] = []

  const text = translateShortcodes(body, 1, (...remark) => said.push(remark))

  expect(text.trim()).toBe(expected)
})

test.each([
  '{{< my-own "x" >}}',
  '{% cute %}',
  '{{ page.title }}',
  '{{< highlight go >}}\nnever ended',
  '{{< figure >}}',
  '{{< youtube >}}',
])('%j stays as it is and is said with its line', body => {
  const said: unknown[][] = []

  const text = translateShortcodes(`One\n\n${body}`, 5, (...remark) => said.push(remark))

  expect(text).toBe(`One\n\n${body}`)
  expect(said.map(([line]) => line)).toContain(7)
})

test.each(['`{{< youtube x >}}`', '```\n{% gist a/b %}\n```', 'a { b } {c}'])(
  '%j is nothing to translate',
  body => {
    const said: unknown[] = []

    expect(translateShortcodes(body, 1, (...remark) => said.push(remark))).toBe(body)
    expect(said).toEqual([])
  },
)

test('a line of beginnings or endings takes no quadratic time', async () => {
  for (const piece of ['{{< ', '{% x ', '{% x %}', '{% endx %}', '{{ a', '{{< note >}}', '{{}}']) {
    const body = piece.repeat(Math.floor(1_000_000 / piece.length))
    const cost = await costOf(() => translateShortcodes(body, 1, () => undefined))
    expect(cost, piece).toBeLessThan(5_000)
  }
})
