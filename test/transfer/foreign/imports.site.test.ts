import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFormat, guessFormat } from '../../../src/transfer/formats.ts'
import { sayRemark, type ImportReport } from '../../../src/transfer/report.ts'
import { makeFolder } from '../../support/folder.ts'
import { openSite, type Site } from '../../support/site.ts'

const WORDPRESS = 'test/fixtures/wordpress/export.xml'
const GHOST = 'test/fixtures/ghost'
const MEDIUM = 'test/fixtures/medium'
const PHOTO = 'test/fixtures/wordpress/wp-content/uploads/2020/01/photo.jpg'

test('S67, S68, S69: an export of WordPress comes in with its people, terms, states, pictures and old addresses', async () => {
  const site = await openSite()

  const report = await importFrom(site, 'wxr', WORDPRESS)

  expect(report).toMatchObject({ added: 12, problems: [], people: 1, images: 1 })
  expect(await describe(site, 'blocks')).toEqual({
    ...{ title: 'Blocks & all', status: 'published', pinned: true, author: 'alice' },
    ...{ category: 'Notes & more', tags: ['C++', 'walking', 'Walks'], kind: 'post' },
    ...{ publishedAt: '2020-01-02T03:04:05.000Z', excerpt: 'What it is about.' },
  })
  const { body, cover } = await site.db.read.post.findUniqueOrThrow({ where: { slug: 'blocks' } })
  expect(body).toBe(
    `A **block**, see [classic](/2020/01/classic/#end).\n\n<!-- more -->\n\n![A photo](${cover} "On the way")\n`,
  )
  expect(cover).toMatch(/^\/media\//u)
  expect(await listStates(site)).toEqual({
    ...{ blocks: 'published', classic: 'published', later: 'published', sketch: 'draft' },
    ...{ secret: 'draft', locked: 'draft', waiting: 'draft', about: 'published' },
    ...{ numbered: 'published', 'blocks-2': 'published', long: 'published' },
    ...{ untitled: 'published' },
  })
  expect(await describe(site, 'untitled')).toMatchObject({ title: 'Words without a title' })
  expect(Array.from((await describe(site, 'long')).title)).toHaveLength(300)
  expect((await site.page('/2020/01/blocks/')).headers['location']).toBe('/posts/blocks')
  expect((await site.page('/2020/01/older/')).headers['location']).toBe('/posts/blocks')
  expect((await site.page('/category/walks/notes/')).headers['location']).toBe('/categories/notes')
  expect((await site.page('/tag/c-2/')).headers['location']).toBe('/tags/c-2')
  expect((await site.page('/posts/later')).status).toBe(404)
  expect(await site.db.read.category.findFirst({ where: { slug: 'notes' } })).toMatchObject({
    description: 'All that is short.',
  })
  expect({}).not.toHaveProperty('polluted')
  // Classic text gets its paragraphs, captions and galleries.
  const classic = await site.db.read.post.findUniqueOrThrow({
    where: { slug: 'classic' },
  })
  expect(classic.excerpt).toBe('A *short* one.')
  expect(classic.body.replace(/\/media\/[^\s)]+/gu, 'PHOTO')).toBe(
    [
      'First line\\\nsecond line',
      '![Seen](PHOTO "The caption")',
      '![A photo](PHOTO)',
      '\\[contact-form id="3"]',
      'bad [good](http://x.example/?a=1\\&b=2)',
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n',
  )
  const said = report.remarks.map(sayRemark)
  for (const sentence of [
    '1 comments stay behind: here posts have none.',
    '1 of the kind “product” are neither posts nor pages and stay behind.',
    '2 bare “&” were read as what they are.',
    'What WordPress itself draws was left out: latest-posts.',
    'Of its categories, “Notes & more” is its own; the others became tags: Walks.',
    'Nobody here knows the shortcode [contact-form]; it stays in the text as it is.',
    'HTML that readers would not see was left out: <script>.',
    'A link that leads nowhere safe is plain text now: javascript:alert(1).',
    'It was private there; here it is a draft.',
    'It asked for a password there; here it is a draft.',
    'It waited for a review there; here it is a draft.',
    'It was in the trash there and stays behind.',
    'The date is in the future: the post is scheduled.',
    'The title is longer than 300 characters and was cut.',
    'It has no title; its first words became one.',
    'The address “blocks” is another post’s; this one has “blocks-2”.',
    'Its old address, https://www.old.example/?p=11, is a number behind a question mark and cannot lead here.',
  ]) {
    expect(said).toContain(sentence)
  }
  await expectStranger(site)
  await expectNothingNew(site, 'wxr', WORDPRESS, report)
})

test('S67, S69: an export of Ghost comes in, whatever its posts are written in, and nothing of its accounts', async () => {
  const site = await openSite()

  const report = await importFrom(site, 'ghost', GHOST)

  expect(report).toMatchObject({ added: 7, problems: [], people: 1, images: 1 })
  expect(await describe(site, 'lexical')).toEqual({
    ...{ title: 'Lexical', status: 'published', pinned: true, author: 'carl', kind: 'post' },
    ...{ category: '', tags: ['Notes'], publishedAt: '2020-01-02T03:04:05.000Z' },
    excerpt: 'In short.',
  })
  const post = await site.db.read.post.findUniqueOrThrow({ where: { slug: 'lexical' } })
  expect(post.canonicalUrl).toBe('https://first.example/lexical')
  expect(post.body).toContain(`![A photo](${post.cover} "On the way")`)
  expect(await listStates(site)).toEqual({
    ...{ lexical: 'published', mobiledoc: 'published', 'html-only': 'published' },
    ...{ members: 'draft', sketch: 'draft', mailed: 'draft', later: 'published' },
  })
  expect((await site.page('/lexical/')).headers['location']).toBe('/posts/lexical')
  expect((await site.page('/tag/notes/')).headers['location']).toBe('/tags/notes')
  expect((await site.page('/old-about')).headers['location']).toBe('/pages/html-only')
  const said = report.remarks.map(sayRemark)
  expect(said).toContain('Internal tags stay behind: #internal.')
  expect(said).toContain('It was for members only there; here it is a draft.')
  expect(said).toContain('It was sent by e-mail only there; here it is a draft.')
  expect(said).toContain('Code that Ghost put into its page stays behind.')
  expect(said).toContain('The card “signup” has no form here and was left out.')
  await expectStranger(site)
  for (const path of ['/authors/carl', '/posts/lexical', '/feed.xml']) {
    expect((await site.page(path)).text).not.toMatch(/secret/u)
  }
  expect(JSON.stringify([report, await site.db.read.setting.findMany()])).not.toMatch(/secret/u)
  expect({}).not.toHaveProperty('polluted')
  await expectNothingNew(site, 'ghost', GHOST, report)
})

test('an export of Medium comes in without the responses to others', async () => {
  const site = await openSite()

  const report = await importFrom(site, 'medium', MEDIUM)

  expect(report).toMatchObject({ added: 2, problems: [] })
  expect(await describe(site, 'hello-world')).toMatchObject({
    ...{ title: 'Hello World', excerpt: 'The subtitle, whole', status: 'published' },
    publishedAt: '2016-01-02T03:04:05.000Z',
  })
  expect(await describe(site, 'not-yet')).toMatchObject({ status: 'draft' })
  expect(report.remarks.map(sayRemark)).toContain(
    'It is a response to somebody else’s text; it stays behind.',
  )
  await expectNothingNew(site, 'medium', MEDIUM, report)
})

const RSS = '<rss version="2.0"><channel><wp:base_blog_url>http://a.example</wp:base_blog_url>'
const HOSTILE: [string, string | Buffer, RegExp][] = [
  [
    'an external entity',
    `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>${RSS}<item><title>&x;</title></item></channel></rss>`,
    /declares a document type/u,
  ],
  [
    'entities of entities',
    `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${RSS}&b;</channel></rss>`,
    /declares a document type/u,
  ],
  ['200,000 elements within each other', RSS + '<a>'.repeat(200_000), /nested too deeply/u],
  [
    'a text without end',
    `${RSS}<item><title><![CDATA[${'a'.repeat(18_000_000)}`,
    /16 million characters/u,
  ],
  ['UTF-16', Buffer.from(`${RSS}</channel></rss>`, 'utf16le'), /not in UTF-8/u],
  ['UTF-7', `<?xml version="1.0" encoding="UTF-7"?>${RSS}</channel></rss>`, /not in UTF-8/u],
  ['a page of HTML', '<html><body>no</body></html>', /no export of WordPress/u],
]

test('S65: XML that is written to harm is refused with a sentence and its line', async () => {
  const site = await openSite()
  const path = join(makeFolder('foreign').path, 'hostile.xml')
  for (const [, text, reason] of HOSTILE) {
    writeFileSync(path, text)

    const result = await findFormat('wxr')?.perform(site.context, path, { dryRun: false })

    if (result?.ok !== false) throw new Error('It was not refused.')
    expect(sayRemark(result)).toMatch(reason)
  }
  expect(await site.db.read.post.count()).toBe(0)
})

test('S64: a file that ends in the middle gives what it has; a picture outside the folder stays outside', async () => {
  const site = await openSite()
  const folder = makeFolder('foreign').path
  mkdirSync(join(folder, 'wp-content', 'uploads'), { recursive: true })
  const image = '<img src="http://a.example/wp-content/uploads/..%2f..%2f..%2foutside.jpg">'
  copyFileSync(PHOTO, join(folder, 'outside.jpg'))
  const whole = item(1, 'One', image) + item(2, 'Two')
  mkdirSync(join(folder, 'export'))
  writeFileSync(join(folder, 'export', 'half.xml'), `${RSS}${whole.slice(0, -40)}`)

  const report = await importFrom(site, 'wxr', join(folder, 'export'))

  expect(report).toMatchObject({ added: 1, images: 0 })
  expect(report.remarks.map(sayRemark)).toContain(
    'The file ends in the middle: what is missing did not come.',
  )
})

test('the plan names the files that are no pictures and stay at their old address', async () => {
  const site = await openSite()
  const folder = makeFolder('foreign').path
  const at = 'http://a.example/wp-content/uploads/2020/01'
  const links = [`${at}/menu.pdf`, `${at}/menu.pdf#2`, 'http://b.example/x.pdf', `${at}/photo.jpg`]
  const content = links.map(link => `<a href="${link}">x</a>`).join(' ')
  writeFileSync(join(folder, 'all.xml'), `${RSS}${item(1, 'One', content)}</channel></rss>`)

  const report = await importFrom(site, 'wxr', folder)

  const said = report.remarks.map(sayRemark).filter(text => text.startsWith('Only pictures'))
  expect(said).toEqual(
    [`${at}/menu.pdf`, `${at}/menu.pdf#2`].map(
      file => `Only pictures come along: the file “${file}” stays at its old address.`,
    ),
  )
})

function item(id: number, title: string, content = 'Text'): string {
  return (
    `<item><title>${title}</title><link>http://a.example/${title}/</link><wp:post_id>${id}</wp:post_id>` +
    `<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>` +
    `<wp:post_date_gmt>2020-01-01 00:00:00</wp:post_date_gmt>` +
    `<content:encoded><![CDATA[${content}]]></content:encoded></item>`
  )
}

// Whoever never gave this site their address gets no letter from it, and nobody reads it here.
async function expectStranger({ db }: Site): Promise<void> {
  const { passwordHash, disabled, email } = await db.read.user.findUniqueOrThrow({
    where: { username: 'carl' },
  })
  expect({ passwordHash, disabled }).toEqual({ passwordHash: '', disabled: true })
  expect(email).toMatch(/^carl-[\da-f]{12}@import\.invalid$/u)
  expect(JSON.stringify(await db.read.user.findMany())).not.toContain('secret.example')
}

async function expectNothingNew(
  site: Site,
  name: string,
  path: string,
  { added }: ImportReport,
): Promise<void> {
  expect((await guessFormat(path))?.name).toBe(name)
  expect(await importFrom(site, name, path)).toMatchObject({
    ...{ added: 0, updated: 0, unchanged: added, redirects: 0, people: 0, images: 0, terms: 0 },
  })
}

async function importFrom(site: Site, name: string, path: string): Promise<ImportReport> {
  const result = await findFormat(name)?.perform(site.context, path, { dryRun: false })
  if (!result?.ok) throw new Error(result ? sayRemark(result) : name)
  return result.report
}

async function describe({ db }: Site, slug: string) {
  const post = await db.read.post.findUniqueOrThrow({
    where: { slug },
    include: {
      author: true,
      category: true,
      tags: { include: { tag: true }, orderBy: { position: 'asc' } },
    },
  })
  const { title, status, pinned, kind, excerpt } = post
  return {
    ...{ title, status, pinned, kind, excerpt, author: post.author.username },
    category: post.category?.name ?? '',
    tags: post.tags.map(({ tag }) => tag.name),
    publishedAt: post.publishedAt?.toISOString() ?? null,
  }
}

async function listStates({ db }: Site): Promise<Record<string, string>> {
  const posts = await db.read.post.findMany({ select: { slug: true, status: true } })
  return Object.fromEntries(
    posts.map(({ slug, status }) => [slug.startsWith('ttt') ? 'long' : slug, status]),
  )
}
