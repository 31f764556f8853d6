import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { exportMarkdown } from '../../../src/transfer/export/markdown/export.ts'
import { openTarget, writeTo } from '../../../src/transfer/export/target.ts'
import { importMarkdown } from '../../../src/transfer/markdown/import.ts'
import { cleanSvg } from '../../../src/media/svg.ts'
import { storeImage } from '../../../src/media/store.ts'
import { PostForm } from '../../../src/writing/form.ts'
import { findStoredPost } from '../../../src/writing/post.ts'
import { editPost } from '../../../src/writing/service.ts'
import { addPerson, addPost, findSignedIn } from '../../support/builders.ts'
import { makeFolder } from '../../support/folder.ts'
import { openSite, type Site } from '../../support/site.ts'

type Options = { withTrash?: boolean; replace?: boolean }

function openPlace(): string {
  const folder = makeFolder('export')
  onTestFinished(() => folder.remove())
  return join(folder.path, 'blog')
}

async function exportTo(
  site: Site,
  path: string,
  { withTrash = false, replace = false }: Options = {},
) {
  const target = await openTarget({ path, replace, now: site.now() })
  return writeTo(target, () => exportMarkdown(site.context, target, { withTrash }))
}

async function importFrom(site: Site, path: string, options = {}) {
  const result = await importMarkdown(site.context, path, { dryRun: false, ...options })
  if (!result.ok) throw new Error(result.text)
  return result.report
}

function readFiles(folder: string, below = ''): Map<string, string> {
  const files = new Map<string, string>()
  for (const name of readdirSync(join(folder, below)).sort()) {
    const path = join(below, name)
    if (statSync(join(folder, path)).isDirectory()) {
      for (const [file, content] of readFiles(folder, path)) files.set(file, content)
    } else files.set(path, readFileSync(join(folder, path)).toString('latin1'))
  }
  return files
}

const NASTY: Record<string, string> = {
  'no final newline': 'one line',
  'trailing spaces': 'a hard  \nbreak  \n\n\n',
  'empty lines first': '\n\n  indented\n',
  'a header of its own': '---\ntitle: not mine\ndraft: true\n---\ntext\n',
  'a line of dashes': '---\n\nafter it\n',
  'toml and json': '+++\ntitle = "x"\n+++\n{"a": 1}\n',
  'carriage returns': 'one\r\ntwo\rthree\r\n',
  'composed and not': 'é e\u0301 \u00f1 n\u0303 ﬁ ½\n',
  'unseen signs': 'a\u200bb\ufeffc\u00add\u2028e\u0085f\u202eg\n',
  'emoji and scripts': '👩‍💻🏴‍☠️ 海の ไทย עברית العربية\n',
  'shortcodes of others':
    '{{< figure src="x.jpg" >}} {% highlight js %}x{% endhighlight %} [toc]\n',
  'a picture of nowhere': '![x](./photo.jpg) ![y](/media/00000000000000000000000000000000.png)\n',
  html: '<script>alert(1)</script>\n<!-- more -->\n<p>&amp;</p>\n',
  empty: '',
}

const TITLES = [
  'yes',
  'null',
  '3.10',
  'a: b',
  '"quoted"',
  "it's #1",
  '- dash',
  '[x]',
  '{y}',
  '%TAG',
  '`tick`',
  'e\u0301',
  'C:\\x',
  '2024-01-02',
  '👍',
  '~',
  '|',
  '=',
  '<b>',
]
const SLUGS = ['con', 'aux', 'readme', 'nul', 'index']

// As they are stored, past everything that would make them nicer.
async function addRows(
  site: Site,
  rows: { title: string; slug: string; body: string }[],
): Promise<void> {
  const { id } = await addPost(site, { title: 'Like', slug: 'like' })
  const like = await site.db.read.post.findUniqueOrThrow({ where: { id }, omit: { id: true } })
  await site.db.write(async tx => {
    await tx.post.createMany({ data: rows.map(row => ({ ...like, ...row })) })
  })
}

async function fill(site: Site): Promise<void> {
  await addRows(site, [
    ...Object.entries(NASTY).map(([title, body], at) => ({ title, body, slug: `body-${at}` })),
    ...TITLES.map((title, at) => ({ title, body: 'x', slug: `title-${at}` })),
    ...SLUGS.map(slug => ({ title: slug, body: 'x', slug })),
  ])
  await addPost(site, {
    title: 'Tagged',
    tags: ['C++', '3.10', 'yes', 'null', "it's", '"q"', 'a:b', '# x', '海', 'C#', 'c'],
    category: 'Nature & more',
  })
  const twin = await addPost(site, { title: 'Twin', slug: 'twin' })
  const other = await addPost(site, { title: 'Twin in capitals', slug: 'twin-2', status: 'draft' })
  await site.db.write(async tx => {
    await tx.post.update({ where: { id: other.id }, data: { slug: 'TWIN' } })
    await tx.redirect.create({
      data: { path: '/2016/a: b%41?x', postId: twin.id, createdAt: site.now() },
    })
    await tx.redirect.create({
      data: { path: '/old twin', postId: twin.id, createdAt: site.now() },
    })
    await tx.forward.create({
      data: { path: '/gone away', target: 'https://example.org/x?y=1#z', createdAt: site.now() },
    })
  })
  await addPost(site, {
    title: 'About',
    kind: 'page',
    slug: 'about',
    excerpt: 'A: "page"\nwith two lines',
  })
  await addPost(site, {
    title: 'Pinned',
    pinned: true,
    author: 'bob',
    publishedAt: '2019-06-07T08:09:10.123Z',
  })
  await addPost(site, { title: 'Later', publishedAt: '2030-01-01T00:00:00Z' })
  await addPost(site, { title: '2024-05-06-a-draft', slug: '2024-05-06-a-draft', status: 'draft' })
  for (const [part, title] of ['Third', 'First', 'Second'].entries()) {
    const { id } = await addPost(site, { title, series: 'A: series' })
    await site.db.write(tx =>
      tx.seriesPost.update({ where: { postId: id }, data: { position: part * 3 + 2 } }),
    )
  }
  const gone = await addPost(site, { title: 'In the trash' })
  await site.db.write(async tx => {
    await tx.post.update({ where: { id: gone.id }, data: { deletedAt: site.now() } })
    await tx.post.updateMany({
      where: { title: 'Pinned' },
      data: {
        noindex: true,
        language: 'zh-CN',
        canonicalUrl: 'https://example.org/first',
        cover: 'https://example.org/c.png',
      },
    })
    const parent = await tx.tag.create({
      data: {
        name: 'Languages',
        key: 'languages',
        slug: 'tongues',
        description: 'Of *programs*',
        curated: true,
        createdAt: site.now(),
      },
    })
    await tx.tag.updateMany({ where: { name: 'C++' }, data: { parentId: parent.id, slug: 'cpp' } })
    await tx.tagAlias.create({
      data: {
        name: 'cee plus plus',
        key: 'cee plus plus',
        tagId: parent.id,
        createdAt: site.now(),
      },
    })
    await tx.redirect.create({
      data: { path: '/tags/languages', tagId: parent.id, createdAt: site.now() },
    })
    await tx.category.updateMany({ data: { position: 3, description: 'green' } })
    await tx.user.updateMany({
      where: { username: 'bob' },
      data: { bio: 'Writes, too', about: '# Bob\n\nHello', displayName: 'Bob B.' },
    })
    await tx.setting.create({ data: { name: 'timeZone', value: 'Asia/Kolkata' } })
    await tx.setting.create({ data: { name: 'title', value: 'A “blog”' } })
  })
}

test('export, import into an empty blog, export: the same files, byte for byte', async () => {
  const site = await openSite()
  await fill(site)
  const first = openPlace()
  await exportTo(site, first, { withTrash: true })
  const other = await openSite({ empty: true })
  await addPerson(other, { username: 'root', role: 'admin' })

  const report = await importFrom(other, first)
  const second = openPlace()
  await exportTo(other, second, { withTrash: true })

  expect(report.problems).toEqual([])
  const [before, after] = [readFiles(first), readFiles(second)]
  for (const [file, content] of before)
    expect({ file, content: after.get(file) }).toEqual({ file, content })
  expect([...after.keys()]).toEqual([...before.keys()])
})

/** A blog with three posts, exported into a folder that somebody may now edit. */
async function openExported() {
  const site = await openSite()
  const river = await addPost(site, {
    title: 'River',
    body: 'One.\n\nTwo.\n\nThree.\n',
    tags: ['a', 'b'],
  })
  const hill = await addPost(site, { title: 'Hill', body: 'High.' })
  await addPost(site, { title: 'Lake', body: 'Deep.' })
  const path = openPlace()
  await exportTo(site, path)
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(path, file), 'utf8')
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
    writeFileSync(join(path, file), text.replace(from, to))
  }
  const editHere = async (id: number, body: string) => {
    const stored = await findStoredPost(site.db.read, id)
    const input = PostForm.parse({ body })
    const alice = await findSignedIn(site, 'alice')
    await editPost(site.context, alice, {
      id,
      version: stored?.version ?? 0,
      input,
      timeZone: 'UTC',
    })
  }
  return { site, path, river, hill, edit, editHere }
}

test('a folder that nobody edited changes nothing, though posts were edited here', async () => {
  const { site, path, river, editHere } = await openExported()
  await editHere(river.id, 'All new.')

  const report = await importFrom(site, path)

  expect(report).toMatchObject({ added: 0, updated: 0, unchanged: 3, missing: 0 })
  expect((await findStoredPost(site.db.read, river.id))?.body).toBe('All new.')
})

test('edited, new and re-tagged files are recognised, wherever they are now, and told before', async () => {
  const { site, path, river, hill, edit } = await openExported()
  edit('posts/river.md', 'tags: [a, b]', 'tags: [b, c]')
  edit('posts/hill.md', 'High.', 'Higher.')
  renameSync(join(path, 'posts/hill.md'), join(path, 'a new name.md'))
  writeFileSync(join(path, 'posts/new.md'), '---\ntitle: New\ndate: 2026-01-01\n---\nText')

  const plan = await importFrom(site, path, { dryRun: true })
  const report = await importFrom(site, path)
  const again = await importFrom(site, path)

  expect(plan).toMatchObject({ added: 1, updated: 2, unchanged: 1, missing: 0 })
  expect(report).toMatchObject({ added: 1, updated: 2, unchanged: 1, problems: [] })
  expect(again).toMatchObject({ added: 0, updated: 0, unchanged: 4 })
  const stored = await findStoredPost(site.db.read, river.id)
  expect(stored).toMatchObject({
    tagNames: ['b', 'c'],
    body: river.body,
    contentUpdatedAt: river.contentUpdatedAt,
  })
  expect((await findStoredPost(site.db.read, hill.id))?.body).toBe('Higher.')
  expect(await site.db.read.post.count()).toBe(4)
})

test('what was edited in the file and here, too, is merged; where both meet, nothing is lost', async () => {
  const { site, path, river, hill, edit, editHere } = await openExported()
  edit('posts/river.md', 'One.', 'One, in the file.')
  await editHere(river.id, 'One.\n\nTwo.\n\nThree, here.\n')
  edit('posts/hill.md', 'High.', 'In the file.')
  await editHere(hill.id, 'Here.')

  const report = await importFrom(site, path)

  expect(report).toMatchObject({ updated: 1, unchanged: 1 })
  expect(report.problems).toMatchObject([{ file: 'posts/hill.md' }])
  const merged = 'One, in the file.\n\nTwo.\n\nThree, here.\n'
  expect((await findStoredPost(site.db.read, river.id))?.body).toBe(merged)
  expect((await findStoredPost(site.db.read, hill.id))?.body).toBe('Here.')
  const kept = await site.db.read.revision.findFirst({ where: { postId: hill.id, version: 0 } })
  expect(kept?.body).toBe('In the file.')
})

test('the post of a file that is gone stays, and goes into the trash only when that is said', async () => {
  const { site, path, hill } = await openExported()
  const since = await addPost(site, { title: 'Since the export' })
  rmSync(join(path, 'posts/hill.md'))

  const told = await importFrom(site, path)
  const planned = await importFrom(site, path, { dryRun: true, deleteMissing: true })
  const before = await findStoredPost(site.db.read, hill.id)
  const done = await importFrom(site, path, { deleteMissing: true })

  expect(told).toMatchObject({ missing: 1, removed: 0 })
  expect(planned).toMatchObject({ missing: 1, removed: 0 })
  expect(before?.deletedAt).toBeNull()
  expect(done).toMatchObject({ missing: 1, removed: 1 })
  expect((await findStoredPost(site.db.read, hill.id))?.deletedAt).not.toBeNull()
  expect((await findStoredPost(site.db.read, since.id))?.deletedAt).toBeNull()
})

test('the id of another blog names no post here, and a copied file no second one', async () => {
  const { path } = await openExported()
  const other = await openSite()
  const own = await addPost(other, { title: 'Mine', body: 'Mine.' })
  await exportTo(other, openPlace())
  cpSync(join(path, 'posts/river.md'), join(path, 'posts/zcopy.md'))

  const report = await importFrom(other, path)

  expect(report).toMatchObject({ added: 3, updated: 0 })
  expect(report.problems).toMatchObject([{ file: 'posts/zcopy.md' }])
  expect((await findStoredPost(other.db.read, own.id))?.body).toBe('Mine.')
})

test('uploads come back with their bytes, addresses and words; what claims to be one is made harmless', async () => {
  const site = await openSite()
  const png = await sharp({ create: { width: 40, height: 30, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const stored = await storeImage(site.context, png, 'red.png')
  const url = stored.ok ? stored.url : ''
  await site.db.write(tx => tx.media.updateMany({ data: { alt: 'Red' } }))
  await addPost(site, { title: 'Pictures', body: `![Red](${url})` })
  const svg = '/media/0123456789abcdef0123456789abcdef.svg'
  const clean = cleanSvg(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>',
  )
  await site.context.storage.put(basename(svg), clean ?? '', 'image/svg+xml')
  await site.db.write(tx =>
    tx.media.create({
      data: {
        path: svg,
        hash: '0'.repeat(64),
        name: 'a.svg',
        type: 'image/svg+xml',
        bytes: 1,
        width: 9,
        height: 9,
        createdAt: site.now(),
      },
    }),
  )
  const [first, second] = [openPlace(), openPlace()]
  await exportTo(site, first)
  const other = await openSite({ empty: true })
  await addPerson(other, { username: 'root', role: 'admin' })

  const report = await importFrom(other, first)
  await exportTo(other, second)

  expect(report.images).toBe(2)
  expect(readFiles(second)).toEqual(readFiles(first))
  const third = await openSite()
  writeFileSync(
    join(first, svg),
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script><path d="M0 0h9v9z"/></svg>',
  )
  writeFileSync(join(first, url), '<script>alert(1)</script>')
  const hostile = await importFrom(third, first)
  expect(hostile.remarks).toMatchObject([{ file: url.slice(1) }])
  expect(
    await text((await third.context.storage.open(basename(svg))) ?? Readable.from([])),
  ).not.toContain('script')
  expect(await third.context.storage.size(basename(url))).toBeNull()
})
