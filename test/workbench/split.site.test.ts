import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

test('the posts that a search finds move to another tag, and stay what they were otherwise', async () => {
  const { site, edith, path } = await openTag()

  const found = await site.page(`${path}?q=typescript`, edith)
  expect(titles(found.$)).toEqual(['Types', 'Also types'])
  await sendForm(edith, `${path}?q=typescript`, { into: 'TypeScript', all: '1' })

  expect(await tagsOf(site)).toEqual({
    Types: 'first, TypeScript, last',
    'Also types': 'TypeScript',
    Plain: 'js',
  })
})

test('without a script each post has a list of targets, and ticked ones go where the field says', async () => {
  const { site, edith, path, ids } = await openTag()

  const { $ } = await site.page(`${path}?targets=TypeScript,Node`, edith)
  const choices = $(`select[name="move.${ids.Plain}"] option`).toArray()
  expect(choices.map(option => $(option).attr('value'))).toEqual(['', 'TypeScript', 'Node'])
  await sendForm(edith, path, {
    [`move.${ids.Plain}`]: 'Node',
    [`move.${ids.Types}`]: '',
    ids: [String(ids.Also), String(ids.Plain)],
    into: 'TypeScript',
  })

  expect(await tagsOf(site)).toEqual({
    Types: 'first, js, last',
    'Also types': 'TypeScript',
    Plain: 'Node',
  })
})

test('a split can wait in the plan, and be undone', async () => {
  const { site, edith, path, ids } = await openTag()
  const before = await tagsOf(site)

  await sendForm(edith, path, { ids: String(ids.Plain), into: 'Node', plan: '1' })

  expect(await tagsOf(site)).toEqual(before)
  const plan = await site.page('/admin/plan', edith)
  expect(plan.$('.plan-step h3').text()).toBe('“js” is split: 1 post moves to “Node”')
  await sendForm(edith, '/admin/plan/apply')
  expect(await tagsOf(site)).toMatchObject({ Plain: 'Node' })
  const { id } = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'plan' } })
  await sendForm(edith, `/admin/operations/${id}/undo`)
  expect(await tagsOf(site)).toEqual(before)
})

test.each([
  ['nothing chosen', { into: 'Node' }, 'Choose at least one post'],
  ['no target', { ids: 'first', into: ' ' }, 'Say which tag'],
  ['itself', { ids: 'first', into: 'JS' }, 'the tag itself'],
  ['a comma', { ids: 'first', into: 'a, b' }, 'no comma'],
])(
  'a split is not done when %s is given, and the form keeps it',
  async (_case, fields, message) => {
    const { site, edith, path, ids } = await openTag()
    const before = await tagsOf(site)
    const sent = { ...fields, ...('ids' in fields ? { ids: String(ids.Plain) } : {}) }

    const { status, $ } = await sendForm(edith, path, sent)

    expect(status).toBe(422)
    expect($('.mistakes').text()).toContain(message)
    expect($('#into').val()).toBe(fields.into.trim())
    expect($('input[name="ids"]:checked').length).toBe('ids' in fields ? 1 : 0)
    expect(await tagsOf(site)).toEqual(before)
  },
)

test('a category is split in the same way: by search, by hand, in the plan, and undone exactly', async () => {
  const site = await openSite()
  const sea = await addPost(site, { title: 'Sea', body: 'Waves.', category: 'Notes' })
  await addPost(site, { title: 'Land', body: 'Stones.', category: 'Notes' })
  await addPost(site, { title: 'Other waves', body: 'Waves.', category: 'Else' })
  const edith = await site.signIn('edith')
  const { id } = await site.db.read.category.findFirstOrThrow({ where: { name: 'Notes' } })
  const path = `/admin/categories/${id}/split`
  const categories = async () => {
    const posts = await site.db.read.post.findMany({
      select: { title: true, category: { select: { name: true } } },
    })
    return Object.fromEntries(posts.map(post => [post.title, post.category?.name]))
  }
  const before = await categories()

  const own = await site.page(`/admin/categories/${id}`, edith)
  expect(own.$(`a[href="${path}"]`).text()).toBe('Split “Notes”')
  expect(titles((await site.page(`${path}?q=waves`, edith)).$)).toEqual(['Sea'])
  const itself = await sendForm(edith, path, { ids: String(sea.id), into: 'NOTES' })
  expect([itself.status, itself.$('.mistakes').text()]).toEqual([
    422,
    expect.stringContaining('That is the category itself'),
  ])
  await sendForm(edith, `${path}?q=waves`, { into: 'Water', all: '1', plan: '1' })
  expect(await categories()).toEqual(before)
  await sendForm(edith, '/admin/plan/apply')

  expect(await categories()).toEqual({ ...before, Sea: 'Water' })
  const { id: plan } = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'plan' } })
  await sendForm(edith, `/admin/operations/${plan}/undo`)
  expect(await categories()).toEqual(before)
  expect(await site.db.read.category.count()).toBe(2)
})

async function openTag() {
  const site = await openSite()
  const types = await addPost(site, {
    ...{ title: 'Types', body: 'On TypeScript.', tags: ['first', 'js', 'last'] },
    publishedAt: '2026-03-03T00:00:00Z',
  })
  const also = await addPost(site, {
    ...{ title: 'Also types', body: 'More TypeScript.', tags: ['js', 'TypeScript'] },
    publishedAt: '2026-03-02T00:00:00Z',
  })
  const plain = await addPost(site, { title: 'Plain', tags: ['js'] })
  const edith = await site.signIn('edith')
  const { id } = await site.db.read.tag.findFirstOrThrow({ where: { name: 'js' } })
  const ids = { Types: types.id, Also: also.id, Plain: plain.id }
  return { site, edith, ids, path: `/admin/tags/${id}/split` }
}

const titles = ($: Awaited<ReturnType<Site['page']>>['$']): string[] =>
  $('.is-split h2')
    .toArray()
    .map(heading => $(heading).text())

async function tagsOf({ db }: Site): Promise<Record<string, string>> {
  const posts = await db.read.post.findMany({
    select: { title: true, tags: { select: { tag: true }, orderBy: { position: 'asc' } } },
  })
  return Object.fromEntries(
    posts.map(({ title, tags }) => [title, tags.map(({ tag }) => tag.name).join(', ')]),
  )
}
