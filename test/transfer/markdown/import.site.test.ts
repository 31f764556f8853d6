import { cpSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { importMarkdown } from '../../../src/transfer/markdown/import.ts'
import type { ImportOptions } from '../../../src/transfer/engine/run.ts'
import { sayRemark, type ImportReport } from '../../../src/transfer/report.ts'
import { addPost } from '../../support/builders.ts'
import { makeFolder } from '../../support/folder.ts'
import { openSite, type Site } from '../../support/site.ts'
import { times } from '../../support/times.ts'

const FIXTURES = 'test/fixtures/import'

test('takes in a folder as other programs wrote it', async () => {
  const site = await openSite()
  const path = copyFixtures('blog')

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ files: 44, added: 44, updated: 0, images: 1, redirects: 3 })
  expect(report.problems).toEqual([])
  expect(await describe(site, 'same-tag-twice')).toMatchObject({
    title: 'The same tag twice',
    tags: ['sqlite', 'prisma'],
    publishedAt: '2024-01-01T02:00:00.000Z',
    author: 'adam',
  })
  expect(await describe(site, 'c-and-cpp')).toMatchObject({ tags: ['C', 'C++', 'C#'] })
  expect(await describe(site, 'odd-tags')).toMatchObject({
    tags: ['tcp/ip', 'node.js', 'foo (bar)', '数据库', 'X-4.0'],
  })
  expect(await describe(site, 'bare-tag')).toMatchObject({ tags: ['sqlite'] })
  expect(await describe(site, 'comma-text')).toMatchObject({
    tags: ['sqlite', 'prisma', 'walking'],
  })
  expect(await describe(site, 'empty-tags')).toMatchObject({ tags: [], category: '' })
  expect(await describe(site, 'several-categories')).toMatchObject({
    category: 'Databases',
    tags: ['sqlite', 'Notes', 'walking'],
  })
  expect(await describe(site, 'category-with-space')).toMatchObject({ category: 'Kitchen Garden' })
  expect(await describe(site, 'capital-keys')).toMatchObject({
    title: 'Capital keys',
    tags: ['sqlite'],
    category: 'Databases',
  })
  expect(await describe(site, 'zola')).toMatchObject({
    tags: ['rust', 'walking'],
    category: 'Databases',
  })
  expect(await describe(site, 'json')).toMatchObject({ title: 'In JSON', tags: ['sqlite'] })
  expect(await describe(site, 'crlf')).toMatchObject({ body: 'One line.\n\nAnother.\n' })
  expect(await describe(site, 'bom')).toMatchObject({ title: 'With a mark' })
  expect(await describe(site, 'about')).toMatchObject({ kind: 'page' })
  expect(await describe(site, 'author')).toMatchObject({ author: 'bob' })
  expect(await describe(site, 'unknown-author')).toMatchObject({ author: 'adam' })
  expect(await describe(site, 'moved-here')).toMatchObject({ excerpt: 'What it is about.' })
  expect(await describe(site, 'toc')).toMatchObject({ body: '[[toc]]\n\n## One\n\n## Two\n' })
})

test('keeps drafts of every spelling back', async () => {
  const site = await openSite()
  const path = copyFixtures('blog', {
    only: ['posts/draft-true.md', 'posts/draft-yes.md', 'posts/published-false.md', '_drafts'],
  })

  await importFolder(site, path)

  const drafts = await site.db.read.post.findMany({ orderBy: { slug: 'asc' } })
  expect(drafts.map(post => [post.slug, post.status, post.publishedAt?.toISOString()])).toEqual([
    ['draft-true', 'draft', undefined],
    ['draft-yes', 'draft', '2024-01-10T00:00:00.000Z'],
    ['kept-back', 'draft', undefined],
    ['published-false', 'draft', undefined],
  ])
  expect((await site.page('/posts/draft-yes')).status).toBe(404)
})

test('reads dates with a zone, without one, from the name and in words', async () => {
  const site = await openSite()
  await site.db.write(tx =>
    tx.setting.create({ data: { name: 'timeZone', value: 'Asia/Shanghai' } }),
  )
  const names = ['zoned', 'local', 'nanoseconds', '2024-11-2-one-digit-day', 'written-date']
  const only = [...names, 'no-header'].map(name => `posts/${name}.md`)
  const path = copyFixtures('blog', { only })
  utimesSync(join(path, 'posts/no-header.md'), 0, Date.UTC(2020, 4, 6) / 1000)

  const report = await importFolder(site, path)

  const dates = await site.db.read.post.findMany({
    where: { slug: { in: ['zoned', 'local', 'nanoseconds', 'one-digit-day', 'written-date'] } },
    select: { slug: true, publishedAt: true },
    orderBy: { slug: 'asc' },
  })
  expect(dates.map(({ slug, publishedAt }) => [slug, publishedAt?.toISOString()])).toEqual([
    ['local', '2024-07-01T04:00:00.000Z'],
    ['nanoseconds', '2024-02-01T10:00:00.123Z'],
    ['one-digit-day', '2024-11-01T16:00:00.000Z'],
    ['written-date', '2024-01-02T09:00:00.000Z'],
    ['zoned', '2013-08-28T02:23:11.000Z'],
  ])
  expect(await describe(site, 'no-header')).toMatchObject({
    title: 'No header',
    publishedAt: '2020-05-06T00:00:00.000Z',
  })
  expect(sayAll(report)).toContain(
    'posts/no-header.md: There is no date; that of the file was taken: 2020-05-06.',
  )
})

test('makes nothing old look new', async () => {
  const site = await openSite()

  await importFolder(site, copyFixtures('blog', { only: ['posts/zoned.md'] }))

  const post = await site.db.read.post.findUniqueOrThrow({ where: { slug: 'zoned' } })
  expect(post.createdAt).toEqual(post.publishedAt)
  expect(post.contentUpdatedAt).toEqual(post.publishedAt)
})

test('schedules what is dated in the future and shows it to nobody', async () => {
  const site = await openSite()

  const report = await importFolder(site, copyFixtures('blog', { only: ['posts/future.md'] }))

  expect((await site.page('/posts/future')).status).toBe(404)
  expect(sayAll(report)).toContain(
    'posts/future.md: The date is in the future: the post is scheduled.',
  )
})

test('says what it changed and what will not look as it did, with the line', async () => {
  const site = await openSite()

  const report = await importFolder(site, copyFixtures('blog'))

  expect(sayAll(report)).toEqual(
    expect.arrayContaining([
      'bundles/_index.md: This is the page of a whole section, not a post; it was left out.',
      'posts/comma-in-a-tag.md: A name has no comma: “Oslo, Norway” became “Oslo Norway”.',
      'posts/lost-letter.md:7: A letter here was lost before the import (�).',
      'posts/long-title.md: The title is longer than 300 characters and was cut.',
      'posts/shortcodes.md:9: This is a shortcode of another program; it stays in the text as it is.',
      'posts/raw-html.md:7: This HTML stays in the text, but readers do not see it: it is not safe.',
      'posts/unknown-author.md: Nobody here is called “Somebody Else”; the first admin is its author.',
    ]),
  )
  expect(
    sayAll(report).filter(line => line.startsWith('posts/several-categories.md')),
  ).toHaveLength(1)
  expect(sayAll(report).filter(line => line.startsWith('posts/duplicate-keys.md'))).toHaveLength(1)
})

test('S35: shows the imported posts without the scripts in them', async () => {
  const site = await openSite()

  await importFolder(site, copyFixtures('blog', { only: ['posts/raw-html.md'] }))

  const page = await site.page('/posts/raw-html')
  expect(page.status).toBe(200)
  expect(page.text).not.toContain('alert(1)')
  expect(page.$('b').text()).toBe('bold')
})

test('names each bad file with its line and reason, and takes in the rest', async () => {
  const site = await openSite()

  const report = await importFolder(site, copyFixtures('bad'))

  expect(report).toMatchObject({ files: 6, added: 1 })
  const said = report.problems.map(problem => [problem.file, problem.line, sayRemark(problem)])
  expect(said).toEqual([
    ['broken-yaml.md', expect.any(Number), expect.stringContaining('The header cannot be read')],
    ['impossible-date.md', 3, 'The date “2024-02-31” cannot be read.'],
    ['latin1.md', 6, 'This line is not UTF-8 text.'],
    ['no-date.md', 3, 'The date “next tuesday” cannot be read.'],
    ['script.md', 1, expect.stringContaining('js')],
  ])
  expect(await countPosts(site)).toBe(1)
})

test('changes nothing the second time', async () => {
  const site = await openSite()
  const path = copyFixtures('blog')
  await importFolder(site, path)
  const before = await readWhole(site)

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ added: 0, updated: 0, unchanged: 44, images: 0, redirects: 0 })
  expect(await readWhole(site)).toEqual(before)
})

test('writes nothing in a dry run, and reports the same', async () => {
  const site = await openSite()
  const path = copyFixtures('blog')
  cpSync(join(FIXTURES, 'bad'), join(path, 'bad'), { recursive: true })
  await addPost(site, { title: 'Zola', slug: 'zola' })
  const before = await readWhole(site)

  const tried = await importFolder(site, path, { dryRun: true })

  expect(await readWhole(site)).toEqual(before)
  const done = await importFolder(site, path)
  expect(tried).toEqual({ ...done, dryRun: true })
  expect(sayAll(done)).toContain(
    'posts/zola.md: The address “zola” is another post’s; this one has “zola-2”.',
  )
})

test('brings a changed file into its post and leaves the others as they are', async () => {
  const site = await openSite()
  const path = copyFixtures('blog', { only: ['posts/json.md', 'posts/zola.md'] })
  await importFolder(site, path)
  const file = join(path, 'posts/json.md')
  const changed = readFileSync(file, 'utf8').replace('"sqlite"', '"prisma"').replace('Words', 'New')
  writeFileSync(file, changed)

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ added: 0, updated: 1, unchanged: 1 })
  expect(await describe(site, 'json')).toMatchObject({ tags: ['prisma'], body: 'New.\n' })
  const post = await site.db.read.post.findUniqueOrThrow({
    where: { slug: 'json' },
    include: { revisions: true },
  })
  expect(post.version).toBe(2)
  expect(post.revisions).toHaveLength(2)
  expect(post.createdAt).toEqual(new Date('2024-01-14T08:00:00Z'))
})

test('knows a folder again under another name', async () => {
  const site = await openSite()
  const only = ['posts/json.md', 'bundles']
  await importFolder(site, copyFixtures('blog', { only }))

  const report = await importFolder(site, copyFixtures('blog', { only, as: 'renamed' }))

  expect(report).toMatchObject({ added: 0, unchanged: 2 })
  const again = await importFolder(site, copyFixtures('blog', { only, as: 'renamed' }))
  expect(again).toMatchObject({ added: 0, unchanged: 2 })
})

test('leaves a post in the trash alone', async () => {
  const site = await openSite()
  const path = writeFiles({ 'gone.md': dated('Gone', 'Words.') })
  await importFolder(site, path)
  await site.db.write(tx => tx.post.updateMany({ data: { deletedAt: site.now() } }))
  writeFileSync(join(path, 'gone.md'), dated('Gone', 'Other words.'))

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ updated: 0, unchanged: 1 })
  expect(sayAll(report)).toEqual(['gone.md: Its post is in the trash and was left as it is.'])
  expect(await describe(site, 'gone')).toMatchObject({ body: 'Words.\n' })
})

test('stores the images of a bundle and shows them from here', async () => {
  const site = await openSite()
  const path = copyFixtures('blog', { only: ['bundles'] })

  const report = await importFolder(site, path)

  const [media] = await site.db.read.media.findMany()
  expect(media).toMatchObject({ name: 'photo.jpg', type: 'image/jpeg', width: 32, height: 48 })
  expect((await describe(site, 'a-walk')).body).toBe(
    `At the top: ![the view](${media?.path ?? ''} "a view").\n\n` +
      `<img src="${media?.path ?? ''}" alt="again">\n\n` +
      '![there](<missing picture.png>)\n\n`![not](code.png)`\n\n' +
      '![elsewhere](https://example.org/x.png)\n',
  )
  expect(sayAll(report)).toContain(
    'bundles/2024-03-01-a-walk/index.md:8: The image “missing picture.png” is not in the folder; ' +
      'the text keeps its address.',
  )
  expect((await site.agent().get(media?.path ?? '')).status).toBe(200)
})

test('brings a changed image into its post', async () => {
  const site = await openSite()
  const path = copyFixtures('blog', { only: ['bundles', 'about.md'] })
  await importFolder(site, path)
  writeFileSync(join(path, 'bundles/2024-03-01-a-walk/photo.jpg'), await drawJpeg())

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ updated: 1, unchanged: 1, images: 1 })
})

test('says when an image is none, and keeps its address in the text', async () => {
  const site = await openSite()
  const path = writeFiles({
    'post.md': dated('A post', '![a](fake.png)'),
    'fake.png': '<script>alert(1)</script>',
  })

  const report = await importFolder(site, path)

  expect(report.images).toBe(0)
  expect(sayAll(report)).toEqual([
    'post.md:5: The image “fake.png” cannot be read as one; the text keeps its address.',
  ])
  expect(await describe(site, 'post')).toMatchObject({ body: '![a](fake.png)\n' })
})

test('S64: takes no image from outside the folder', async () => {
  const site = await openSite()
  const outside = writeFiles({ 'secret.png': await drawJpeg() })
  const path = writeFiles({
    'a/post.md': dated('A post', `![a](../../${outside.split('/').at(-2) ?? ''}/blog/secret.png)`),
    'a/linked.md': dated('Linked', '![a](linked.png)'),
  })
  symlinkSync(join(outside, 'secret.png'), join(path, 'a/linked.png'))

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ added: 2, images: 0 })
  expect(await site.db.read.media.count()).toBe(0)
})

test('S64: follows no link out of the folder, and passes over what is hidden', async () => {
  const site = await openSite()
  const outside = writeFiles({ 'outside.md': dated('Outside', 'Words.') })
  const path = writeFiles({
    'inside.md': dated('Inside', 'Words.'),
    '.hidden.md': dated('Hidden', 'Words.'),
    '.git/note.md': dated('In git', 'Words.'),
    'node_modules/x/README.md': dated('A package', 'Words.'),
    'notes.txt': 'Words.',
  })
  symlinkSync(join(outside, 'outside.md'), join(path, 'linked.md'))
  symlinkSync(outside, join(path, 'linked-folder'))
  symlinkSync(join(path, 'inside.md'), join(path, 'same.md'))
  symlinkSync(path, join(path, 'loop'))

  const report = await importFolder(site, path)

  expect(report).toMatchObject({ files: 2, added: 1 })
  expect(report.problems.map(problem => `${problem.file}: ${sayRemark(problem)}`)).toEqual([
    'linked.md: This is a link to something outside the folder; links are not followed.',
  ])
  expect(report.remarks.map(remark => remark.file)).toEqual(['linked-folder'])
  expect(await site.db.read.post.findMany({ select: { title: true } })).toEqual([
    { title: 'Inside' },
  ])
})

test('lets old addresses lead to the post, and none out of the site', async () => {
  const site = await openSite()

  await importFolder(site, copyFixtures('blog', { only: ['posts/aliases.md'] }))

  for (const old of ['/2019/01/old.html', '/old-name', '/old-name/', '/blog']) {
    const answer = await site.agent().get(old)
    expect([old, answer.status, answer.headers['location']]).toEqual([
      old,
      301,
      '/posts/moved-here',
    ])
  }
  const paths = await site.db.read.redirect.findMany({ select: { path: true } })
  expect(paths.some(({ path }) => path.includes('..') || path.includes('passwd'))).toBe(false)
})

test('keeps an old address with the post that has it', async () => {
  const site = await openSite()
  const path = writeFiles({
    'a.md': '---\ntitle: A\ndate: 2024-01-01\naliases: [/old]\n---\nWords.\n',
    'b.md': '---\ntitle: B\ndate: 2024-01-01\naliases: [/old]\n---\nWords.\n',
  })

  const report = await importFolder(site, path)

  expect(report.redirects).toBe(1)
  expect(sayAll(report)).toEqual(['b.md: The old address “/old” leads elsewhere already.'])
})

test('gives everything to the named author', async () => {
  const site = await openSite()
  const path = copyFixtures('blog', { only: ['posts/author.md', 'about.md'] })

  await importFolder(site, path, { author: 'alice' })

  expect(await site.db.read.post.count({ where: { authorId: site.people.alice.id } })).toBe(2)
})

test.each([
  ['a folder that is not there', 'test/fixtures/nowhere', {}, 'There is nothing at'],
  ['an author who is not here', FIXTURES, { author: 'nobody' }, 'username nobody'],
])('refuses %s', async (_name, path, options, sentence) => {
  const site = await openSite()

  const result = await importMarkdown(site.context, path, { dryRun: false, ...options })

  expect(result.ok ? '' : sayRemark(result)).toContain(sentence)
  expect(await countPosts(site)).toBe(0)
})

test('refuses to import into a site without an admin', async () => {
  const site = await openSite({ empty: true })

  const result = await importMarkdown(site.context, FIXTURES, { dryRun: false })

  expect(result.ok ? '' : sayRemark(result)).toContain('no admin')
})

test('S68: cuts or leaves out what is beyond the limits', async () => {
  const site = await openSite()
  const many = Array.from({ length: 600 }, (_each, number) => `tag ${number}`)
  const path = writeFiles({
    'many.md': `---\ntitle: Many\ndate: 2024-01-01\ntags: ${JSON.stringify(many)}\n---\nWords.\n`,
    'long-tag.md': `---\ntitle: Long\ndate: 2024-01-01\ntags: [${'x'.repeat(300)}]\n---\nWords.\n`,
    'long-body.md': dated('Too long', 'x'.repeat(1024 * 1024 + 1)),
    'long-header.md': `---\ntitle: ${'x'.repeat(70_000)}\n---\nWords.\n`,
    'year-zero.md': '---\ntitle: Zero\ndate: 0000-01-01\n---\n',
    'far.md': '---\ntitle: Far\ndate: 275761-01-01\n---\n',
    'traversal.md': '---\ntitle: T\ndate: 2024-01-01\nslug: ../../etc/passwd\n---\n',
    'new.md': dated('New', 'A reserved word.'),
    'nul.md': dated('Nul', 'a\0b'),
    'anchors.md': '---\na: &a [1]\nb: [*a, *a]\n---\n',
    'proto.md': '---\n__proto__: { polluted: yes }\ntitle: P\ndate: 2024-01-01\n---\n',
  })

  const report = await importFolder(site, path)

  expect(report.problems.map(({ file }) => file)).toEqual([
    'anchors.md',
    'far.md',
    'long-body.md',
    'long-header.md',
    'year-zero.md',
  ])
  expect((await describe(site, 'many')).tags).toHaveLength(500)
  expect((await describe(site, 'long-tag')).tags[0]).toHaveLength(200)
  expect((await describe(site, 'passwd')).title).toBe('T')
  expect((await describe(site, 'new-1')).title).toBe('New')
  expect((await describe(site, 'nul')).body).toBe('ab\n')
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('counts a folder of many files, and imports it again in a moment', async () => {
  const site = await openSite()
  const count = times(100, 300)
  const names = Array.from({ length: count }, (_each, number) => `post-${number}`)
  const path = writeFiles(
    Object.fromEntries(
      names.map((name, number) => [
        `${number % 12}/${name}.md`,
        `---\ntitle: ${name}\ndate: 2024-01-${(number % 28) + 1}\ntags: [t${number % 30}, all]\n---\nWords.\n`,
      ]),
    ),
  )
  const progress: number[] = []

  const report = await importFolder(site, path, { onProgress: done => progress.push(done) })

  expect(report).toMatchObject({ files: count, added: count, problems: [] })
  expect(progress.at(-1)).toBe(count)
  expect(progress).toEqual([...progress].sort((one, other) => one - other))
  expect(await site.db.read.tag.count()).toBe(31)
  expect(await importFolder(site, path)).toMatchObject({ added: 0, unchanged: count })
})

async function importFolder(
  { context }: Site,
  path: string,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  const result = await importMarkdown(context, path, { dryRun: false, ...options })
  if (!result.ok) throw new Error(sayRemark(result))
  return result.report
}

function copyFixtures(name: string, { only = [''], as = name } = {}): string {
  const path = join(openFolder(), as)
  for (const each of only) cpSync(join(FIXTURES, name, each), join(path, each), { recursive: true })
  return path
}

function writeFiles(files: Record<string, string | Buffer>): string {
  const path = join(openFolder(), 'blog')
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return path
}

function openFolder(): string {
  const folder = makeFolder('import')
  onTestFinished(folder.remove)
  return folder.path
}

function dated(title: string, body: string): string {
  return `---\ntitle: ${title}\ndate: 2024-01-01\n---\n${body}\n`
}

function drawJpeg(): Promise<Buffer> {
  const create = { width: 9, height: 9, channels: 3 as const, background: 'teal' }
  return sharp({ create }).jpeg().toBuffer()
}

function sayAll(report: ImportReport): string[] {
  return report.remarks.map(
    remark => `${[remark.file, remark.line].filter(Boolean).join(':')}: ${sayRemark(remark)}`,
  )
}

const countPosts = ({ db }: Site): Promise<number> => db.read.post.count()

async function describe({ db }: Site, slug: string) {
  const { tags, author, category, publishedAt, ...post } = await db.read.post.findUniqueOrThrow({
    where: { slug },
    include: {
      author: true,
      category: true,
      tags: { include: { tag: true }, orderBy: { position: 'asc' } },
    },
  })
  return {
    ...post,
    tags: tags.map(({ tag }) => tag.name),
    author: author.username,
    category: category?.name ?? '',
    publishedAt: publishedAt?.toISOString() ?? null,
  }
}

async function readWhole({ db: { read } }: Site) {
  return {
    posts: await read.post.findMany({ orderBy: { id: 'asc' } }),
    tags: await read.tag.findMany({ orderBy: { id: 'asc' } }),
    pairs: await read.blogTag.findMany({ orderBy: [{ postId: 'asc' }, { tagId: 'asc' }] }),
    categories: await read.category.findMany({ orderBy: { id: 'asc' } }),
    redirects: await read.redirect.findMany({ orderBy: { path: 'asc' } }),
    media: await read.media.findMany({ orderBy: { id: 'asc' } }),
    imports: await read.import.findMany({ orderBy: { source: 'asc' } }),
    revisions: await read.revision.count(),
  }
}
