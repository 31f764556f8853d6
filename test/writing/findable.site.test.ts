import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { openSite } from '../support/site.ts'

test('a post keeps its picture, language, first address and wish to be left out, revisions too', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site, { title: 'Wort' })
  const given = {
    cover: '/media/2026/door.jpg',
    language: 'ar',
    canonicalUrl: 'https://first.example/wort',
    noindex: '1',
  }

  const saved = await alice
    .post(`/admin/posts/${id}`)
    .type('form')
    .send({ ...given, version: 1 })

  expect(saved.status).toBe(303)
  const { $ } = await site.page('/posts/wort')
  expect($('article.post').attr('lang')).toBe('ar')
  expect($('meta[property="og:image"]').attr('content')).toBe(
    'http://blog.example/media/2026/door.jpg',
  )
  expect($('meta[name=robots]').attr('content')).toBe('noindex')
  const editor = await site.page(`/admin/posts/${id}/edit`, alice)
  for (const [name, value] of Object.entries(given)) {
    expect(editor.$(`[name="${name}"]`).val(), name).toBe(value)
  }
  const revision = await site.db.read.revision.findFirstOrThrow({ orderBy: { number: 'desc' } })
  expect(JSON.parse(revision.more)).toMatchObject({ ...given, noindex: true })

  const next = { version: 2, title: 'Wörter', noindex: '', canonicalUrl: '' }
  await alice.post(`/admin/posts/${id}`).type('form').send(next)
  const stored = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  expect(stored).toMatchObject({ noindex: false, canonicalUrl: '', language: 'ar' })
})

test.each([
  ['language', 'klingon-is-no-language!'],
  ['canonicalUrl', 'javascript:alert(1)'],
  ['canonicalUrl', '/here'],
  ['cover', 'javascript:alert(1)'],
  ['cover', '//evil.example/x.png'],
])('refuses the %s %s, and says so at the field', async (name, value) => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { id } = await addPost(site)

  const answer = await alice
    .post(`/admin/posts/${id}`)
    .type('form')
    .send({ version: 1, [name]: value })

  expect(answer.status).toBe(422)
  expect(answer.text).toContain(`id="${name}-error"`)
})

test('the words that rendering adds are of the language of the post, else of the site', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const body = '> [!NOTE]\n> One.[^1]\n\n[^1]: Two.'
  const { id } = await addPost(site, { title: 'Own', body })
  await alice.post(`/admin/posts/${id}`).type('form').send({ version: 1, language: 'zh-Hant' })
  await site.db.write(tx => tx.setting.create({ data: { name: 'language', value: 'zh-CN' } }))
  await addPost(site, { title: 'Of the site', body })
  const german = await addPost(site, { title: 'German', body })
  await alice.post(`/admin/posts/${german.id}`).type('form').send({ version: 1, language: 'de' })

  const words = async (path: string) => {
    const { $ } = await site.page(path)
    return [$('.alert-title').text(), $('.footnotes h2').text()]
  }
  expect(await words('/posts/own')).toEqual(['说明', '脚注'])
  expect(await words('/posts/of-the-site')).toEqual(['说明', '脚注'])
  expect(await words('/posts/german')).toEqual(['Note', 'Footnotes'])
})
