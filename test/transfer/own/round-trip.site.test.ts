import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exportMarkdown } from '../../../src/transfer/export/markdown/export.ts'
import { openTarget, writeTo } from '../../../src/transfer/export/target.ts'
import { importMarkdown } from '../../../src/transfer/markdown/import.ts'
import { addPerson, addPost } from '../../support/builders.ts'
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

async function fill(site: Site): Promise<void> {
  for (const [title, body] of Object.entries(NASTY)) {
    const { id } = await addPost(site, { title, body: body === '' ? 'x' : body })
    await site.db.write(tx => tx.post.update({ where: { id }, data: { body } }))
  }
  const titles = [
    'yes',
    'null',
    '3.10',
    'a: b',
    '"quoted"',
    "it's #1",
    '  ',
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
  for (const title of titles.filter(text => text.trim() !== '')) {
    await addPost(site, {
      title,
      tags: ['C++', '3.10', 'yes', 'null', "it's", '"q"', 'a:b', '# x', '海', 'C#', 'c'],
      category: 'Nature & more',
    })
  }
  for (const slug of ['con', 'aux', 'README', 'nul', 'index'])
    await addPost(site, { title: slug, slug })
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
