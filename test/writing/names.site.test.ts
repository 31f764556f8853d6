import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

const listTags = ({ db }: Site) => db.read.tag.findMany({ orderBy: { id: 'asc' } })

async function listTagNames(site: Site): Promise<string[]> {
  return (await listTags(site)).map(({ name }) => name)
}

async function openSiteWithAuthor() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const write = (tags: string) =>
    sendForm(alice, '/admin/posts', { title: 'T', body: 'My text', tags, status: 'published' })
  return { site, alice, write }
}

test('one tag typed in three ways is stored once, as it was written first', async () => {
  const { site, write } = await openSiteWithAuthor()

  await write('a, A, a ')

  expect(await listTagNames(site)).toEqual(['a'])
  expect(await site.db.read.blogTag.count()).toBe(1)
})

test('a post has 300 tags in their order, and 500, but not 501', async () => {
  const { site, alice, write } = await openSiteWithAuthor()
  const many = (count: number) => Array.from({ length: count }, (_, at) => `tag ${at}`).join(', ')

  const answers = [await write(many(300)), await write(many(501))]
  const edited = await sendForm(alice, '/admin/posts/1', { version: '1', tags: many(500) })
  const form = await site.page('/admin/posts/1/edit', alice)

  expect(answers.map(({ status }) => status)).toEqual([303, 422])
  expect(answers[1]?.$('.field-error, #tags-error').text()).toContain('500 tags')
  expect(answers[1]?.$('[name=body]').val()).toContain('My text')
  expect(edited.status).toBe(303)
  expect(form.$('[name=tags]').val()).toBe(many(500))
})

test('a tag has 200 characters, but not 201', async () => {
  const { site, write } = await openSiteWithAuthor()
  const [long, tooLong] = ['𝒳'.repeat(200), 'x'.repeat(201)]

  const answers = [await write(long), await write(tooLong)]

  expect(answers.map(({ status }) => status)).toEqual([303, 422])
  expect(answers[1]?.text).toContain('200 characters')
  expect(answers[1]?.$('[name=tags]').val()).toBe(tooLong)
  expect(await listTagNames(site)).toEqual([long])
})

test('names that look alike to a computer are different tags with stable addresses of their own', async () => {
  const { site, write } = await openSiteWithAuthor()
  const names = [
    ...['C', 'C++', 'C#', '.NET', '日本語', '🦀', 'İstanbul', 'Istanbul', '2026', 'new', 'edit'],
    ...['feed', 'merge', '<b>', "o'clock", 'a/b', '100%', 'ру́сский', '👩‍💻'],
  ]

  const answer = await write(names.join(', '))

  const tags = await listTags(site)
  expect(answer.status).toBe(303)
  expect(tags.map(({ name }) => name)).toEqual(names.map(name => name.normalize('NFC')))
  expect(new Set(tags.map(({ slug }) => slug)).size).toBe(names.length)
  for (const { name, slug } of tags) {
    const page = await site.page(`/tags/${encodeURIComponent(slug)}`)
    expect([page.status, page.$('h1').text().includes(name)], name).toEqual([200, true])
  }
})

test('ß and ss are one name, and so are two forms of one letter', async () => {
  const { site, write } = await openSiteWithAuthor()

  await write('Straße, STRASSE, strasse, caf\u00e9, cafe\u0301, CAFÉ, ﬁn, fin')

  expect(await listTagNames(site)).toEqual(['Straße', 'café', 'ﬁn'])
})

test('what shows nothing is no tag', async () => {
  const { site, write } = await openSiteWithAuthor()

  const answer = await write(' , \u200b,\ufeff ,, \u0000,')

  expect(answer.status).toBe(303)
  expect(await listTagNames(site)).toEqual([])
})

test('tags and category that a post was the last to have go; those of others stay', async () => {
  const { site, alice } = await openSiteWithAuthor()
  const { id } = await addPost(site, { tags: ['mine', 'shared', 'drafted'], category: 'Mine' })
  await addPost(site, { tags: ['shared'] })
  await addPost(site, { tags: ['drafted'], status: 'draft' })

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', tags: 'new', category: 'Other' })

  const categories = await site.db.read.category.findMany()
  expect((await listTagNames(site)).sort()).toEqual(['drafted', 'new', 'shared'])
  expect(categories.map(({ name }) => name)).toEqual(['Other'])
})

test('unused tags that somebody cared for stay', async () => {
  const { site, alice } = await openSiteWithAuthor()
  const edith = await site.signIn('edith')
  await sendForm(edith, '/admin/tags', { name: 'made in the admin' })
  const names = ['made in the admin', 'described', 'renamed', 'child', 'parent', 'plain']
  const { id } = await addPost(site, { tags: names })
  const idOf = async (name: string) =>
    (await site.db.read.tag.findFirstOrThrow({ where: { name } })).id
  const change = async (name: string, fields: Record<string, string>) =>
    sendForm(edith, `/admin/tags/${await idOf(name)}`, fields)
  await change('described', { description: 'What it is.' })
  await change('renamed', { name: 'renamed since' })
  await change('child', { parent: 'parent' })

  const { status } = await sendForm(alice, `/admin/posts/${id}`, { version: '1', tags: '' })

  expect(status).toBe(303)
  expect((await listTagNames(site)).sort()).toEqual(
    ['child', 'described', 'made in the admin', 'parent', 'renamed since'].sort(),
  )
})

test('a tag of a post in the trash stays, and goes when the post is removed for good', async () => {
  const { site, alice } = await openSiteWithAuthor()
  const adam = await site.signIn('adam')
  const { id } = await addPost(site, { tags: ['a'], category: 'C' })
  const other = await addPost(site, { tags: ['a'], category: 'C' })
  await sendForm(alice, `/admin/posts/${id}/delete`)
  await sendForm(alice, `/admin/posts/${other.id}`, { version: '1', tags: '', category: '' })

  const before = await listTagNames(site)
  await sendForm(adam, `/admin/posts/${id}/purge`)

  expect(before).toEqual(['a'])
  expect([await listTagNames(site), await site.db.read.category.count()]).toEqual([[], 0])
})
