import { expect, test } from 'vitest'
import { load } from 'cheerio'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'

const SENTENCE = '“js” disappears; 2 posts get “JavaScript”'

test('24: before a merge is done, the page says what disappears and how many posts get what', async () => {
  const { site, edith, js } = await openNames()
  const list = await site.page('/admin/tags?q=j', edith)
  const form = list.$('form[data-merge]')
  expect(form.find('[data-merge-button]').attr('formmethod')).toBe('get')
  const asked = `${form.attr('action')}?from=${js}&intoName=javascript`

  const { $, status } = await site.page(asked, edith)

  expect([status, $('h1').text()]).toEqual([200, SENTENCE])
  expect(await site.db.read.operation.count()).toBe(0)
  const confirmed = $('form[action="/admin/tags/merge"]')
  const fields = Object.fromEntries(
    confirmed
      .find('input')
      .toArray()
      .map(input => [$(input).attr('name') ?? '', $(input).attr('value') ?? '']),
  )
  await sendForm(edith, confirmed.attr('action') ?? '', fields)
  expect((await site.db.read.tag.findMany()).map(({ name }) => name)).toEqual(['JavaScript'])
})

test('24: the sentence of a category tells how many posts move, and a script may ask for it', async () => {
  const site = await openSite()
  await addPost(site, { category: 'Code' })
  await addPost(site, { category: 'Coding' })
  await addPost(site, { category: 'Programming' })
  const edith = await site.signIn('edith')
  const ids = (await site.db.read.category.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id)
  const address = `/admin/categories/merge?from=${ids[0]}&from=${ids[1]}&intoName=Programming`

  const answer = await edith.get(address).set('Accept', 'application/json')

  expect(answer.body).toEqual({
    sentence: '“Code”, “Coding” disappear; 2 posts move to “Programming”',
  })
})

test('24: where two are described, one chooses what remains of it before the merge', async () => {
  const { site, edith, js, javascript } = await openNames()
  for (const id of [js, javascript]) {
    await sendForm(edith, `/admin/tags/${id}`, { description: `About ${id}` })
  }

  const { $ } = await site.page(
    `/admin/tags/merge?from=${js}&into=${javascript}&descriptions=join`,
    edith,
  )

  expect($('select[name="descriptions"] option[selected]').attr('value')).toBe('join')
})

test('what cannot be merged is refused before anything is asked', async () => {
  const { site, edith, js } = await openNames()

  for (const query of ['', `from=${js}`, `from=${js}&intoName=nothing`, 'from=999&intoName=js']) {
    const { status } = await site.page(`/admin/tags/merge?${query}`, edith)
    const told = await site.page('/admin/tags', edith)

    expect(status).toBe(303)
    expect(told.$('.flash').text()).toContain('something else that exists to merge it into')
  }
})

test('25: after a merge nothing offers an action on the tag that is gone', async () => {
  const { site, edith, js, javascript } = await openNames()
  await sendForm(edith, `/admin/tags/${js}/delete`, { plan: '1' })

  const merged = await sendForm(edith, '/admin/tags/merge', {
    ...{ from: String(js), into: String(javascript) },
  })

  const pages = [
    ...[
      merged.headers['location'] ?? '',
      '/admin/tags',
      '/admin/tags?q=js',
      '/admin/tags/check-up',
    ],
    ...[`/admin/tags/${javascript}`, '/admin/posts', '/admin/posts?tag=js', '/admin/history'],
    '/admin/categories',
  ]
  for (const path of pages) {
    const page = await site.page(path, edith)
    expect([path, page.status]).toEqual([path, 200])
    expect([path, offersOf(page.text, js)]).toEqual([path, []])
  }
  const suggested = await edith.get('/admin/tags/suggestions?q=js')
  expect(suggested.body).toEqual([{ name: 'JavaScript', count: 2 }])
  const plan = await site.page('/admin/plan', edith)
  expect(plan.text).toContain('“js” is gone since you planned this.')
  expect(plan.$('form[action="/admin/plan/apply"] button[disabled]').length).toBe(1)
})

test('25: a page that was open during a merge can do nothing to the tag that is gone', async () => {
  const { site, edith, js, javascript } = await openNames()
  await sendForm(edith, '/admin/tags/merge', { from: String(js), into: String(javascript) })
  const operations = await site.db.read.operation.count()

  const gone = `/admin/tags/${js}`
  for (const path of ['', '/split', '/candidates']) {
    expect((await site.page(gone + path, edith)).status).toBe(404)
  }
  for (const verb of ['', '/delete', '/aliases', '/aliases/free', '/split', '/to-category']) {
    expect((await sendForm(edith, gone + verb, { name: 'x', into: 'x' })).status).toBe(404)
  }
  for (const verb of ['merge', 'delete']) {
    const sent = { from: String(js), into: String(javascript) }
    const { status } = await sendForm(edith, `/admin/tags/${verb}`, sent)
    expect(status).toBe(303)
  }
  expect(await site.db.read.operation.count()).toBe(operations)
})

test('what is gone before it is merged is said on the list', async () => {
  const { site, edith, js } = await openNames()
  const { id } = await site.db.read.tag.findFirstOrThrow({ where: { name: 'JavaScript' } })
  await sendForm(edith, `/admin/tags/${js}/delete`)

  const answer = await sendForm(edith, '/admin/tags/merge', { from: String(js), into: String(id) })

  expect([answer.status, answer.headers['location']]).toEqual([303, '/admin/tags'])
  expect((await site.page('/admin/tags', edith)).$('.flash').text()).toContain(
    'Choose what to merge',
  )
})

async function openNames() {
  const site = await openSite()
  await addPost(site, { title: 'One', tags: ['js'] })
  await addPost(site, { title: 'Both', tags: ['js', 'JavaScript'] })
  const edith = await site.signIn('edith')
  const [js, javascript] = [await idOf(site, 'js'), await idOf(site, 'JavaScript')]
  return { site, edith, js, javascript }
}

const idOf = async ({ db }: Site, name: string): Promise<number> =>
  (await db.read.tag.findFirstOrThrow({ where: { name } })).id

/** What of a page would act on a tag: forms and links with its id, fields that hold it. */
function offersOf(html: string, id: number): unknown[] {
  const $ = load(html)
  const own = new RegExp(`/admin/tags/${id}(?:/|$)`)
  return $('form, a, button, input[name="from"], input[name="ids"]')
    .toArray()
    .flatMap(element => {
      const { action, href, formaction, value, name } = element.attribs
      const addresses: (string | undefined)[] = [action, href, formaction].filter(
        address => address !== undefined && own.test(address),
      )
      return name === 'from' && value === String(id) ? [...addresses, value] : addresses
    })
}
