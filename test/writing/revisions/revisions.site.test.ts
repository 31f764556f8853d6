import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Page } from '../../support/site.ts'

const START = Date.parse('2026-03-04T05:00:00.000Z')

async function openRevisedSite() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const edith = await site.signIn('edith')
  const at = (minutes: number) => site.setNow(new Date(START + minutes * 60_000))
  at(0)
  const { id } = await addPost(site, {
    title: 'Tides',
    body: 'One.',
    tags: ['sea'],
    status: 'draft',
  })
  const base = `/admin/posts/${id}`
  let version = 1
  const save = async (who: Agent, sent: Record<string, string>) => {
    const answer = await sendForm(who, base, { version: String(version), ...sent })
    expect(answer.status).toBe(303)
    version += 1
  }
  return { site, alice, edith, id, base, at, save }
}

const listShown = ({ $ }: Page): [title: string, others: number][] =>
  $('ol.rows > li')
    .toArray()
    .map(row => [$(row).find('h2').text(), $(row).find('.revision-others li').length])

test('saves of one person within ten minutes are one in the list, and all are kept', async () => {
  const { site, alice, id, base, at, save } = await openRevisedSite()
  for (const minutes of [4, 9, 12]) {
    at(minutes)
    await save(alice, { body: `After ${minutes}.`, title: `After ${minutes}` })
  }

  const page = await site.page(`${base}/revisions`, alice)

  expect(listShown(page)).toEqual([
    ['After 12', 0],
    ['After 9', 2],
  ])
  expect(await site.db.read.revision.count({ where: { postId: id } })).toBe(4)
})

const borders: [string, (of: Awaited<ReturnType<typeof openRevisedSite>>) => Promise<unknown>][] = [
  ['another person', ({ edith, save }) => save(edith, { body: 'Two.', title: 'Two' })],
  ['a publishing', ({ alice, save }) => save(alice, { status: 'published', title: 'Two' })],
  [
    'a name',
    ({ alice, base, save }) =>
      sendForm(alice, `${base}/revisions/1/name`, { name: 'First' }).then(() =>
        save(alice, { title: 'Two' }),
      ),
  ],
]

test.each(borders)('what stood before %s is never folded away', async (border, change) => {
  const revised = await openRevisedSite()
  await change(revised)
  await revised.save(revised.alice, { title: 'Three' })

  const shown = listShown(await revised.site.page(`${revised.base}/revisions`, revised.alice))

  expect(shown.length).toBeGreaterThan(1)
  expect(shown.map(([title]) => title)).toContain(border === 'a name' ? 'First' : 'Tides')
})

test('unpublishing stands apart from what was saved before and after', async () => {
  const { site, alice, base, save } = await openRevisedSite()
  await save(alice, { status: 'published' })
  await save(alice, { status: 'draft', title: 'Hidden' })

  const page = await site.page(`${base}/revisions`, alice)

  expect(listShown(page)).toHaveLength(3)
})

test('a revision shows what changed since the one before: text, tags, title, status', async () => {
  const { site, alice, base, save } = await openRevisedSite()
  await save(alice, { title: 'Tide', body: 'One and more.', tags: 'moon', status: 'published' })

  const page = await site.page(`${base}/revisions/2`, alice)

  const [deleted, inserted] = ['del', 'ins'].map(tag =>
    page
      .$(`main ${tag}`)
      .toArray()
      .map(each => page.$(each).text().trim()),
  )
  expect(deleted).toEqual(['Tides', 'sea', 'Draft'])
  expect(inserted).toEqual(expect.arrayContaining(['Tide', 'moon', 'Published', 'and more']))
})

test('a revision is compared with any other and with now, the older one first', async () => {
  const { site, alice, base, save } = await openRevisedSite()
  await save(alice, { body: 'Two.' })
  await save(alice, { body: 'Three.' })
  const wordsOf = async (query: string) => {
    const { $ } = await site.page(`${base}/revisions/1${query}`, alice)
    return [$('.passages del').text(), $('.passages ins').text()]
  }

  expect(await wordsOf('?with=2')).toEqual(['One.', 'Two.'])
  expect(await wordsOf('?with=now')).toEqual(['One.', 'Three.'])
  expect(await wordsOf('?with=nonsense')).toEqual(['', ''])
  const later = await site.page(`${base}/revisions/3?with=1`, alice)
  expect([later.$('.passages del').text(), later.$('.passages ins').text()]).toEqual([
    'One.',
    'Three.',
  ])
})

test('the rendered page shows the difference without running anything', async () => {
  const { site, alice, base, save } = await openRevisedSite()
  await save(alice, { body: 'One **bold** <script>alert(1)</script><img src=x onerror=alert(1)>' })

  const { $ } = await site.page(`${base}/revisions/2?view=rendered`, alice)

  expect($('.difference-rendered ins').text()).toContain('bold')
  expect($('.difference-rendered script, .difference-rendered [onerror]').length).toBe(0)
})

test('a name is given, shown, and taken away again', async () => {
  const { site, alice, base } = await openRevisedSite()

  await sendForm(alice, `${base}/revisions/1/name`, { name: ' Before  the storm ' })
  const named = await site.page(`${base}/revisions/1`, alice)
  await sendForm(alice, `${base}/revisions/1/name`, { name: '' })
  const unnamed = await site.page(`${base}/revisions/1`, alice)

  expect(named.$('h1').text()).toBe('Before the storm')
  expect(unnamed.$('h1').text()).not.toContain('storm')
})

test('one paragraph comes back as a save of its own, and the rest stays', async () => {
  const { site, alice, id, base, save } = await openRevisedSite()
  await save(alice, { body: 'The first one.\n\nThe second one.\n\nThe third one.' })
  await save(alice, { body: 'The first one.\n\nThe second is new.\n\nThe third is new.' })
  const page = await site.page(`${base}/revisions/2?with=now`, alice)
  const buttons = page
    .$('button[name=paragraph]')
    .toArray()
    .map(each => page.$(each).attr('value'))

  const answer = await sendForm(alice, `${base}/revisions/2/restore-paragraph`, { paragraph: '1' })

  expect(buttons).toEqual(['1', '2'])
  expect(answer.status).toBe(303)
  const post = await site.db.read.post.findUniqueOrThrow({ where: { id } })
  expect(post.body).toBe('The first one.\n\nThe second one.\n\nThe third is new.')
  expect(await site.db.read.revision.count({ where: { postId: id } })).toBe(4)
  const gone = await sendForm(alice, `${base}/revisions/2/restore-paragraph`, { paragraph: '9' })
  expect(gone.headers['location']).toBe(`${base}/revisions/2`)
  expect(await site.db.read.revision.count({ where: { postId: id } })).toBe(4)
})

test('a restored revision brings its tags back under their present names', async () => {
  const { site, alice, edith, id, base, save } = await openRevisedSite()
  const tag = await site.db.read.tag.findFirstOrThrow()
  await sendForm(edith, `/admin/tags/${tag.id}`, { name: 'ocean' })
  await save(alice, { tags: 'other', body: 'Two.' })

  await sendForm(alice, `${base}/revisions/1/restore`)

  const post = await site.db.read.post.findUniqueOrThrow({
    where: { id },
    include: { tags: { include: { tag: true } } },
  })
  expect([post.body, post.tags.map(({ tag: { name } }) => name)]).toEqual(['One.', ['ocean']])
})

test('the list says since when some words are there, and until when they were', async () => {
  const { site, alice, base, at, save } = await openRevisedSite()
  at(60)
  await save(alice, { body: 'One.\n\nThe 100% _moon_ came.' })
  at(120)
  await save(alice, { body: 'One.' })
  const find = async (words: string) => {
    const { $ } = await site.page(`${base}/revisions?q=${encodeURIComponent(words)}`, alice)
    return $('.revision-found a')
      .toArray()
      .map(each => $(each).attr('href'))
  }

  expect(await find('100% _moon_')).toEqual([`${base}/revisions/2`, `${base}/revisions/2?with=now`])
  expect(await find('One.')).toEqual([`${base}/revisions/1`])
  expect(await find('never')).toEqual([])
})

test('what was sent and never saved is in the list, and is not what is there now', async () => {
  const { site, alice, edith, base, save } = await openRevisedSite()
  await save(alice, { body: 'Two.' })
  await sendForm(edith, base, { version: '1', title: 'Mine', body: 'Other.' })

  const { $ } = await site.page(`${base}/revisions`, alice)

  const [unsaved] = $('ol.rows > li').toArray()
  expect($(unsaved).text()).toContain('Never saved')
  expect($(unsaved).text()).not.toContain('Now')
  const page = await site.page(`${base}/revisions/3`, alice)
  expect(page.$('.passages del').text()).toBe('One.')
})
