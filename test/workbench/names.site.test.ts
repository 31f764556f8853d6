import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

test('a name added to a tag leads to it, and freed it is its own again', async () => {
  const { site, edith, tag, path } = await openTag()

  await sendForm(edith, `${path}/aliases`, { name: 'JS' })
  const aliased = await addPost(site, { title: 'Typed the other name', tags: ['js'] })
  expect(aliased.tagNames).toEqual(['JavaScript'])
  const page = await site.page(path, edith)
  expect(page.$('.aliases li > span').text()).toBe('JS')

  await sendForm(edith, `${path}/aliases/free`, { name: 'JS' })
  const free = await addPost(site, { title: 'Typed it again', tags: ['js'] })
  expect(free.tagNames).toEqual(['js'])
  expect(await site.db.read.tagAlias.count({ where: { tagId: tag.id } })).toBe(0)
})

test('a tag turned into a category and back leaves its posts as they were', async () => {
  const { site, edith, path } = await openTag()

  await sendForm(edith, `${path}/to-category`)
  expect((await findPost(site)).category?.name).toBe('JavaScript')
  const category = await site.db.read.category.findFirstOrThrow()
  await sendForm(edith, `/admin/categories/${category.id}/to-tag`)

  const post = await findPost(site)
  expect(post.category).toBeNull()
  expect(post.tags.map(({ tag }) => tag.name)).toEqual(['JavaScript'])
})

test('the page of a tag tells what happened to it, by whom, and how many posts had it', async () => {
  const { site, path } = await openTag()
  site.setNow('2026-04-10T12:00:00Z')
  await addPost(site, { title: 'In April', tags: ['JavaScript'] })
  const js = await addPost(site, { title: 'Of the other', tags: ['js'] })
  const { id } = await site.db.read.tag.findFirstOrThrow({ where: { name: 'js' } })
  site.setNow('2026-05-10T12:00:00Z')
  const edith = await site.signIn('edith')
  await sendForm(edith, '/admin/tags/merge', { from: String(id), intoName: 'JavaScript' })

  const { $ } = await site.page(path, edith)

  expect($('.story li').first().text()).toMatch(/“js” merged into “JavaScript”, 1 post.*Edith/s)
  const bars = $('.sizes rect title').toArray()
  expect(bars.map(bar => $(bar).text())).toEqual(['Mar 2026: 1', 'Apr 2026: 2', 'May 2026: 3'])
  expect($('.name-posts').text()).toContain(js.title)
})

test('both descriptions are kept when asked for, else the one of the tag that stays', async () => {
  const { site, edith, tag } = await openTag()
  await sendForm(edith, `/admin/tags/${tag.id}`, { description: 'A language.' })
  await sendForm(edith, '/admin/tags', { name: 'js', description: 'Short.' })
  await sendForm(edith, '/admin/tags', { name: 'ecma', description: 'The standard.' })
  const find = (name: string) => site.db.read.tag.findFirstOrThrow({ where: { name } })
  const into = { intoName: 'JavaScript' }

  await sendForm(edith, '/admin/tags/merge', { from: String((await find('js')).id), ...into })
  expect((await find('JavaScript')).description).toBe('A language.')
  const joined = { from: String((await find('ecma')).id), ...into, descriptions: 'join' }
  await sendForm(edith, '/admin/tags/merge', joined)

  expect((await find('JavaScript')).description).toBe('A language.\n\nThe standard.')
})

test('of several merged tags the first that was made gives its description, however often it was changed', async () => {
  const { site, edith } = await openTag()
  for (const name of ['ecma', 'js']) {
    await sendForm(edith, '/admin/tags', { name, description: `Of ${name}.` })
  }
  const merged = await site.db.read.tag.findMany({ where: { name: { in: ['ecma', 'js'] } } })
  const first = merged.find(({ name }) => name === 'ecma')
  // PostgreSQL stores a changed row behind the others.
  await sendForm(edith, `/admin/tags/${first?.id}`, { description: 'The standard.' })

  const from = merged.map(({ id }) => String(id))
  await sendForm(edith, '/admin/tags/merge', { from, intoName: 'JavaScript' })

  const kept = await site.db.read.tag.findFirstOrThrow({ where: { name: 'JavaScript' } })
  expect(kept.description).toBe('The standard.')
})

test('a revision says what its tags are called now', async () => {
  const { site, edith, path, post } = await openTag()
  await sendForm(edith, path, { name: 'ECMAScript' })

  const { text } = await site.page(`/admin/posts/${post.id}/revisions/1`, edith)

  expect(text).toContain('JavaScript (now ECMAScript)')
})

async function openTag() {
  const site = await openSite()
  const post = await addPost(site, { title: 'One', tags: ['JavaScript'] })
  const edith = await site.signIn('edith')
  const tag = await site.db.read.tag.findFirstOrThrow()
  return { site, edith, tag, post, path: `/admin/tags/${tag.id}` }
}

const findPost = ({ db }: Site) =>
  db.read.post.findFirstOrThrow({
    where: { title: 'One' },
    select: { category: true, tags: { select: { tag: true } } },
  })
