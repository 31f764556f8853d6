import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import sharp from 'sharp'
import { makeFolder } from '../../support/folder.ts'
import { runProgram } from '../../support/program.ts'
import { openSite, type Site } from '../../support/site.ts'

const PICTURE = await sharp({
  create: { width: 8, height: 6, channels: 3, background: '#246' },
})
  .png()
  .toBuffer()

type Report = { added: number; problems: unknown[]; remarks: { file: string; text: string }[] }

test('a blog of Hugo comes over: bundle, cover, shortcodes, links among posts, static files', async () => {
  const site = await openSite()
  const report = await importFiles(site, {
    'hugo.toml': 'title = "x"',
    'content/posts/harbour/index.md':
      '+++\ntitle = "Harbour"\ndate = 2024-01-02\n[cover]\nimage = "boat.png"\n+++\n{{< figure src="boat.png" caption="The boat" >}}\n\nSee [the lake]({{< ref "lake.md#deep" >}}) and {{< own >}}.\n',
    'content/posts/harbour/boat.png': PICTURE,
    'content/posts/lake.md':
      '---\ntitle: Lake\ndate: 2024-01-03\nslug: still-lake\n---\n![x](/img/a.png)\n',
    'static/img/a.png': PICTURE,
  })

  expect(report).toMatchObject({ added: 2, problems: [] })
  expect(report.remarks.map(({ text }) => text)).toEqual([
    'This is a shortcode of another program; it stays in the text as it is.',
  ])
  const post = await site.db.read.post.findFirstOrThrow({ where: { slug: 'harbour' } })
  expect(post.cover).toMatch(/^\/media\//)
  expect(post.html).toContain('<figcaption>The boat</figcaption>')
  expect(post.body).toContain('[the lake](/posts/still-lake#deep)')
  expect((await site.page('/posts/still-lake')).text).toMatch(/<img[^>]+src="\/media\//)
})

test('a blog of Jekyll comes over: dates in names, drafts, highlight, post_url, permalinks', async () => {
  const site = await openSite()
  const report = await importFiles(site, {
    '_config.yml': 'title: x',
    '_posts/2024-01-02-first-day.md':
      '---\ntitle: First day\npermalink: /2024/first/\n---\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n[next]({% post_url 2024-01-03-second-day %}) ![x]({{ site.baseurl }}/assets/a.png)\n',
    '_posts/2024-01-03-second-day.md': '---\ntitle: Second day\n---\nText.\n',
    '_drafts/later.md': '---\ntitle: Later\n---\nText.\n',
    'assets/a.png': PICTURE,
  })

  expect(report).toMatchObject({ added: 3, problems: [] })
  const post = await site.db.read.post.findFirstOrThrow({ where: { slug: 'first-day' } })
  expect(post.publishedAt?.toISOString()).toContain('2024-01-02')
  expect(post.body).toMatch(/```ruby\nputs 1\n```/)
  expect(post.body).toMatch(/\[next\]\(\/posts\/second-day\) !\[x\]\(\/media\//)
  expect((await site.page('/2024/first')).status).toBe(301)
  expect(await site.db.read.post.count({ where: { status: 'draft' } })).toBe(1)
})

test('a blog of Hexo comes over: asset folders, tag plugins, categories one in another', async () => {
  const site = await openSite()
  const report = await importFiles(site, {
    'source/_posts/boat.md':
      '---\ntitle: Boat\ndate: 2024-01-02 10:00:00\ncategories:\n  - [Sea, Boats]\ntags: [wood]\n---\n{% asset_img hull.png The hull %}\n\n{% codeblock lang:js %}\nlet a\n{% endcodeblock %}\n\n{% note info %}Mind.{% endnote %}\n',
    'source/_posts/boat/hull.png': PICTURE,
  })

  expect(report).toMatchObject({ added: 1, problems: [] })
  const post = await site.db.read.post.findFirstOrThrow({ include: { category: true } })
  expect(post.body).toMatch(/!\[hull\]\(\/media\/[^)]+ "The"\)|!\[The hull\]|\/media\//)
  expect(post.html).toContain('language-js')
  expect(post.category?.name).toBe('Sea')
})

test('blogs of Zola, Astro, Gatsby and Eleventy come over', async () => {
  const site = await openSite()
  const report = await importFiles(site, {
    'zola/content/one.md':
      '+++\ntitle = "One"\ndate = 2024-01-01\n[taxonomies]\ntags = ["zola"]\n+++\n{{ youtube(id="abc") }}\n\n[two](@/two.md)\n',
    'zola/content/two.md': '+++\ntitle = "Two"\ndate = 2024-01-01\n+++\nx\n',
    'astro/src/content/blog/three.mdx':
      "---\ntitle: Three\npubDate: 2024-01-03\nheroImage: /a.png\n---\nimport Chart from './Chart.astro'\n\nText.\n\n<Chart />\n",
    'gatsby/content/blog/four/index.md':
      '---\ntitle: Four\ndate: "2024-01-04T10:00:00.000Z"\n---\n[three](../none.md)\n',
    'eleventy/posts/five.md':
      '---\ntitle: Five\ndate: 2024-01-05\npermalink: /five.html\ntags: [eleventy]\n---\n{{ "/x.pdf" | url }}\n',
  })

  expect(report).toMatchObject({ added: 5, problems: [] })
  const bodies = await site.db.read.post.findMany({ orderBy: { title: 'asc' } })
  const bodyOf = (title: string) => bodies.find(post => post.title === title)?.body ?? ''
  expect(bodyOf('One')).toContain('<https://www.youtube.com/watch?v=abc>')
  expect(bodyOf('One')).toContain('[two](/posts/two)')
  expect(bodyOf('Three')).toBe('Text.\n\n<Chart />\n')
  expect(bodyOf('Five').trim()).toBe('/x.pdf')
  expect(report.remarks.map(({ file }) => file)).toEqual(
    expect.arrayContaining([
      'astro/src/content/blog/three.mdx',
      'gatsby/content/blog/four/index.md',
    ]),
  )
})

async function importFiles(site: Site, files: Record<string, string | Buffer>): Promise<Report> {
  const folder = makeFolder('dialects')
  onTestFinished(() => folder.remove())
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const { status, stderr, json } = await runProgram(site, 'import', folder.path, '--json')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return json() as Report
}
