import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'

const PLAN = { plan: '1' }

test('what is added to the plan changes nothing, and the navigation counts it', async () => {
  const { site, edith, js } = await openVocabulary()

  const staged = await merge(edith, js.id, 'JavaScript', PLAN)

  expect([staged.status, staged.headers['location']]).toEqual([303, '/admin/plan'])
  expect(await tagsOf(site)).toEqual({ Both: 'js, JavaScript', One: 'js', Other: 'JavaScript' })
  const { $ } = await site.page('/admin/tags', edith)
  expect($('nav a[href="/admin/plan"]').text()).toBe('Plan (1)')
})

test('the plan says what applying it then does, and undoing takes all of it back', async () => {
  const { site, edith, js, old } = await openVocabulary()
  await merge(edith, js.id, 'JavaScript', PLAN)
  await sendForm(edith, `/admin/tags/${old.id}/delete`, PLAN)

  const { $ } = await site.page('/admin/plan', edith)
  expect(sentences($)).toEqual([
    '“js” disappears; 2 posts get “JavaScript”',
    '“old” will be deleted; 1 post loses it',
  ])
  expect(totals($)).toMatchObject({ Tags: '3 → 1', 'Posts left with no tag': '1' })
  const before = await stateOf(site)
  const applied = await sendForm(edith, '/admin/plan/apply')

  expect(applied.headers['location']).toBe('/admin/history')
  expect(await tagsOf(site)).toEqual({ Both: 'JavaScript', One: 'JavaScript', Other: 'JavaScript' })
  expect(await site.db.read.tag.count()).toBe(1)
  expect(await site.db.read.stagedOperation.count()).toBe(0)

  const operation = await site.db.read.operation.findFirstOrThrow({ where: { kind: 'plan' } })
  await sendForm(edith, `/admin/operations/${operation.id}/undo`)
  expect(await stateOf(site)).toEqual(before)
})

test('a step that the one before makes impossible says so, blocks the plan, and moving it helps', async () => {
  const { site, edith, js } = await openVocabulary()
  await merge(edith, js.id, 'JavaScript', PLAN)
  await sendForm(edith, `/admin/tags/${js.id}`, { name: 'ecmascript', ...PLAN })

  const blocked = await site.page('/admin/plan', edith)
  expect(blocked.$('.plan-step .field-error').text()).toMatch(/Step 1 takes “js” away before/)
  expect(blocked.$('form[action="/admin/plan/apply"] button').attr('disabled')).toBeDefined()
  const before = await stateOf(site)
  await sendForm(edith, '/admin/plan/apply')
  expect(await stateOf(site)).toEqual(before)

  const second = blocked.$('button[name="earlier"]').attr('value') ?? ''
  await sendForm(edith, '/admin/plan', { earlier: second })

  const { $ } = await site.page('/admin/plan', edith)
  expect(sentences($)[0]).toBe('Rename “js” to “ecmascript”')
  expect($('.field-error').text()).toBe('')
  await sendForm(edith, '/admin/plan/apply')
  expect(await tagsOf(site)).toMatchObject({ One: 'JavaScript' })
})

test('the plan tells what changed since a step was staged, and not what its own steps change', async () => {
  const { site, edith, js } = await openVocabulary()
  await merge(edith, js.id, 'JavaScript', PLAN)
  const target = await findTag(site, 'JavaScript')
  await sendForm(edith, `/admin/tags/${target.id}`, { name: 'JS', slug: 'js2', ...PLAN })
  expect((await site.page('/admin/plan', edith)).$('.plan-news').text()).toBe('')

  await addPost(site, { title: 'New', tags: ['js'] })

  const { $ } = await site.page('/admin/plan', edith)
  expect($('.plan-news').text()).toBe('“js” had 2 posts when you planned this; it has 3 now.')
})

test('steps can be removed, and the plan emptied', async () => {
  const { site, edith, js, old } = await openVocabulary()
  await sendForm(edith, '/admin/tags/delete', { from: [String(js.id), String(old.id)], ...PLAN })
  await sendForm(edith, `/admin/tags/${js.id}/to-category`, PLAN)
  await sendForm(edith, `/admin/tags/${js.id}/aliases`, { name: 'ES', ...PLAN })

  const { $ } = await site.page('/admin/plan', edith)
  await sendForm(edith, '/admin/plan', { remove: $('button[name="remove"]').attr('value') ?? '' })
  expect(sentences((await site.page('/admin/plan', edith)).$)).toHaveLength(2)
  await sendForm(edith, '/admin/plan', { clear: '1' })

  expect(await site.db.read.stagedOperation.count()).toBe(0)
  expect((await site.page('/admin/plan', edith)).text).toContain('Your plan is empty')
})

test('tags for what a filter finds go into the plan from the list of posts', async () => {
  const { site, edith } = await openVocabulary()

  const path = '/admin/posts/bulk?tag=js'
  const fields = { all: '1', action: 'add-tags', tags: 'Web', ...PLAN }
  const staged = await sendForm(edith, path, fields)
  await addPost(site, { title: 'Too late', tags: ['js'] })

  expect(staged.headers['location']).toBe('/admin/plan')
  expect(sentences((await site.page('/admin/plan', edith)).$)).toEqual(['2 posts get the tags Web'])
  await sendForm(edith, '/admin/plan/apply')
  expect(await tagsOf(site)).toMatchObject({ One: 'js, Web', 'Too late': 'js' })
})

test('an author has no plan', async () => {
  const { site, js } = await openVocabulary()
  const alice = await site.signIn('alice')

  const answers = [
    await site.page('/admin/plan', alice),
    await sendForm(alice, '/admin/plan/apply'),
    await merge(alice, js.id, 'JavaScript', PLAN),
    await sendForm(alice, '/admin/posts/bulk', {
      all: '1',
      action: 'add-tags',
      tags: 'x',
      ...PLAN,
    }),
    await site.page(`/admin/tags/${js.id}/split`, alice),
  ]

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
  expect(await site.db.read.stagedOperation.count()).toBe(0)
})

async function openVocabulary() {
  const site = await openSite()
  await addPost(site, { title: 'Both', tags: ['js', 'JavaScript'] })
  await addPost(site, { title: 'One', tags: ['js'] })
  await addPost(site, { title: 'Other', tags: ['JavaScript'] })
  await addPost(site, { title: 'Old', tags: ['old'], status: 'draft' })
  const edith = await site.signIn('edith')
  return { site, edith, js: await findTag(site, 'js'), old: await findTag(site, 'old') }
}

const findTag = (site: Site, name: string) => site.db.read.tag.findFirstOrThrow({ where: { name } })

const merge = (agent: Agent, from: number, intoName: string, fields: Record<string, string> = {}) =>
  sendForm(agent, '/admin/tags/merge', { from: String(from), intoName, ...fields })

type Shown = Awaited<ReturnType<Site['page']>>['$']

const sentences = ($: Shown): string[] =>
  $('.plan-step h3')
    .toArray()
    .map(heading => $(heading).text())

const totals = ($: Shown): Record<string, string> =>
  Object.fromEntries(
    $('.plan-totals div')
      .toArray()
      .map(row => {
        const value = $(row).find('dd').clone()
        value.find('.unseen').remove()
        return [$(row).find('dt').text(), value.text().replace(/\s+/g, ' ').trim()]
      }),
  )

async function tagsOf({ db }: Site): Promise<Record<string, string>> {
  const posts = await db.read.post.findMany({
    where: { status: 'published' },
    select: { title: true, tags: { select: { tag: true }, orderBy: { position: 'asc' } } },
  })
  return Object.fromEntries(
    posts.map(({ title, tags }) => [title, tags.map(({ tag }) => tag.name).join(', ')]),
  )
}

async function stateOf({ db }: Site): Promise<unknown> {
  const tags = await db.read.tag.findMany({ orderBy: { id: 'asc' } })
  const aliases = await db.read.tagAlias.findMany({ select: { key: true, tagId: true } })
  const redirects = await db.read.redirect.findMany({ select: { path: true, tagId: true } })
  const joined = await db.read.blogTag.findMany({
    select: { postId: true, tagId: true, position: true },
    orderBy: [{ postId: 'asc' }, { tagId: 'asc' }],
  })
  return { tags, aliases, redirects, joined }
}
