import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { readFields, sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Page, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'

type Sent = Record<string, string>

async function openEditedSite() {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const edith = await site.signIn('edith')
  const { id } = await addPost(site, { title: 'Old title', body: 'Old text', tags: ['old'] })
  const save = (who: Agent, sent: Sent) => sendForm(who, `/admin/posts/${id}`, sent)
  return { site, alice, edith, id, save }
}

async function readState({ db }: Site, id: number) {
  const post = await db.read.post.findUniqueOrThrow({
    where: { id },
    include: { tags: { include: { tag: true }, orderBy: { position: 'asc' } } },
  })
  const revisions = await db.read.revision.count({ where: { postId: id, version: { gt: 0 } } })
  const names = post.tags.map(({ tag }) => tag.name)
  return { title: post.title, body: post.body, tags: names, version: post.version, revisions }
}

// What Ghost 6.65 was measured with: two people load version 1 and save one after the other.
const pairs: [string, Sent, Sent][] = [
  ['title, then title', { title: 'A' }, { title: 'B' }],
  ['text, then text', { body: 'A' }, { body: 'B' }],
  ['title, then tags', { title: 'A' }, { tags: 'b' }],
  ['title, then title and tags', { title: 'A' }, { title: 'B', tags: 'b' }],
  ['tags, then tags', { tags: 'a' }, { tags: 'b' }],
  ['tags, then title', { tags: 'a' }, { title: 'B' }],
  ['tags, then pinned', { tags: 'a' }, { pinned: '1' }],
]

test.each(pairs)(
  'of two people, the second gets 409 and overwrites nothing: %s',
  async (_, a, b) => {
    const { site, alice, edith, id, save } = await openEditedSite()

    const first = await save(alice, { version: '1', ...a })
    const kept = await readState(site, id)
    const second = await save(edith, { version: '1', ...b })

    expect([first.status, second.status]).toEqual([303, 409])
    expect(await readState(site, id)).toEqual(kept)
  },
)

test('two edits of tags within the same second do not overwrite each other', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', title: 'Saved this second' })

  const first = await save(alice, { version: '2', tags: 'a' })
  const second = await save(edith, { version: '2', tags: 'b' })

  expect([first.status, second.status]).toEqual([303, 409])
  expect((await readState(site, id)).tags).toEqual(['a'])
})

test('ten simultaneous edits of only the tags: one is saved, nine lose nothing', async () => {
  const { site, alice, id, save } = await openEditedSite()
  const names = Array.from({ length: 10 }, (_, at) => `tag ${at}`)

  const answers = await Promise.all(names.map(tags => save(alice, { version: '1', tags })))

  const saved = answers.filter(({ status }) => status === 303)
  const refused = answers.flatMap(({ status, $ }, at) =>
    status === 409 ? [[names[at], String($('#tags').val())] as const] : [],
  )
  const { tags, version } = await readState(site, id)
  expect([saved.length, refused.length, version]).toEqual([1, 9, 2])
  expect(tags).toEqual([names[answers.findIndex(({ status }) => status === 303)]])
  for (const [mine, held] of refused) expect(held.split(', ')).toContain(mine)
})

test(
  'eight clients that re-tag one post at once never leave a mixture',
  { timeout: 300_000 },
  async () => {
    const { site, alice, edith, id } = await openEditedSite()
    const rounds = times(20, 100)
    let savedRounds = 0

    for (let round = 0; round < rounds; round += 1) {
      const { version } = await readState(site, id)
      const sets = Array.from({ length: 8 }, (_, at) =>
        [1, 2, 3].map(n => `r${round} c${at} t${n}`),
      )
      const answers = await Promise.all(
        sets.map((tags, at) =>
          sendForm(at % 2 === 0 ? alice : edith, `/admin/posts/${id}`, {
            version: String(version),
            tags: tags.join(', '),
          }),
        ),
      )
      const winners = sets.filter((_, at) => answers[at]?.status === 303)
      const { tags } = await readState(site, id)
      expect(winners).toEqual([tags])
      savedRounds += 1
    }

    expect(savedRounds).toBe(rounds)
    expect(await site.db.read.tag.count()).toBe(3)
  },
)

test('ten posts that get the same new tag at once share one', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const spellings = ['Rails', 'rails', 'RAILS', ' rails ', 'Rails']

  const answers = await Promise.all(
    [...spellings, ...spellings].map((tags, at) =>
      sendForm(alice, '/admin/posts', { title: `Post ${at}`, body: 'x', tags, status: 'draft' }),
    ),
  )

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
  expect(await site.db.read.tag.count()).toBe(1)
  expect(await site.db.read.blogTag.count()).toBe(10)
})

test('R4: the page of a conflict holds both texts and merges the tags as sets', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', tags: 'old, kept' })
  await save(alice, {
    version: '2',
    title: 'Title of alice',
    body: 'Text of alice',
    tags: 'kept, hers',
  })
  const before = await readState(site, id)

  const mine = { title: 'Title of edith', body: 'Text of edith', tags: 'old, kept, mine' }
  const page = await save(edith, { version: '2', ...mine })

  expect(page.status).toBe(409)
  expect(readFields(page, 'form.conflict')).toMatchObject({
    ...{ version: '3', title: 'Title of edith', body: 'Text of edith', tags: 'kept, hers, mine' },
  })
  expect(page.$('#theirs-title').text()).toBe('Title of alice')
  expect(readSide(page, 'yours')).toBe('Text of edith')
  expect(readSide(page, 'theirs')).toBe('Text of alice')
  expect(page.$('.clash-side.is-base .merged-text').text()).toBe('Old text')
  expect(page.$('h1').text()).toBe('Two versions of this post')
  expect(await readState(site, id)).toEqual(before)
})

test('the form of a conflict can be sent again as it is and is saved', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', body: 'Text of alice', tags: 'old, hers' })
  const conflict = await save(edith, { version: '1', title: 'Title of edith', tags: 'mine' })

  const again = await save(edith, { ...readFields(conflict, 'form.conflict'), status: 'published' })

  expect(again.status).toBe(303)
  expect(await readState(site, id)).toEqual({
    ...{ title: 'Title of edith', body: 'Text of alice', tags: ['hers', 'mine'] },
    ...{ version: 3, revisions: 3 },
  })
})

test('a conflict that could be merged wholly is a conflict all the same', async () => {
  const { alice, edith, save } = await openEditedSite()
  await save(alice, { version: '1', title: 'Title of alice' })

  const page = await save(edith, { version: '1', body: 'Text of edith' })

  const { title, body } = readFields(page, 'form.conflict')
  expect(page.status).toBe(409)
  expect([title, body]).toEqual(['Title of alice', 'Text of edith'])
})

test('a merge remembers what a tag was called when the form was opened', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  const tag = await site.db.read.tag.findFirstOrThrow()
  await sendForm(edith, `/admin/tags/${tag.id}`, { name: 'renamed' })
  await save(alice, { version: '1', title: 'Title of alice' })

  const page: Page = await save(edith, { version: '1', tags: 'mine' })

  expect(page.status).toBe(409)
  expect(readFields(page, 'form.conflict')['tags']).toBe('mine')
  expect((await readState(site, id)).tags).toEqual(['renamed'])
})

test('two edits of one paragraph are merged by words, and one press of Update saves them', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', body: 'The boat left the quay at dawn.' })
  await save(alice, { version: '2', body: 'The ship left the quay at dawn.\n\nMore of alice.' })

  const page = await save(edith, { version: '2', body: 'The boat left the quay at noon.' })

  expect(page.status).toBe(409)
  expect(page.$('.conflict-state').text()).toContain('Both versions are merged.')
  const again = await save(edith, { ...readFields(page, 'form.conflict'), status: 'published' })
  expect(again.status).toBe(303)
  expect((await readState(site, id)).body).toBe('The ship left the quay at noon.\n\nMore of alice.')
})

test('what could not be saved is kept once as a revision, and the page leads to it', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', body: 'Text of alice' })

  await save(edith, { version: '1', body: 'Text of edith' })
  const page = await save(edith, { version: '1', body: 'Text of edith' })

  const url = page.$('.page-head a').attr('href') ?? ''
  const kept = await site.db.read.revision.findMany({ where: { postId: id, version: 0 } })
  expect(kept.map(({ body, editorId }) => [body, editorId])).toEqual([['Text of edith', 3]])
  expect(url).toBe(`/admin/posts/${id}/revisions/${kept[0]?.number}`)
  const revision = await site.page(url, edith)
  expect(revision.status).toBe(200)
  expect(revision.text).toContain('Text of edith')
})

const decisions: [string, Sent, Partial<{ title: string; body: string }>][] = [
  ['nothing', {}, { title: 'Title of edith', body: 'Text of edith' }],
  [
    'theirs',
    { 'decision-0': 'theirs', 'decision-title': 'theirs' },
    { title: 'Title of alice', body: 'Text of alice' },
  ],
  ['both', { 'decision-0': 'both' }, { body: 'Text of edith\n\nText of alice' }],
  ['by hand', { 'decision-0': 'hand', 'hand-0': 'Text of\r\nboth' }, { body: 'Text of\nboth' }],
  ['a text by hand that nobody chose', { 'hand-0': 'Text of both' }, { body: 'Text of both' }],
  [
    'theirs, after a text by hand',
    { 'decision-0': 'theirs', 'hand-0': 'Text of both' },
    { body: 'Text of alice' },
  ],
  [
    'a title that was typed, though theirs was chosen',
    { 'decision-title': 'theirs', title: 'Typed' },
    { title: 'Typed' },
  ],
]

test.each(decisions)(
  'without a script, the server puts in what was chosen: %s',
  async (_, sent, saved) => {
    const { site, alice, edith, id, save } = await openEditedSite()
    await save(alice, { version: '1', title: 'Title of alice', body: 'Text of alice' })
    const page = await save(edith, { version: '1', title: 'Title of edith', body: 'Text of edith' })

    const answer = await save(edith, { ...readFields(page, 'form.conflict'), ...sent })

    expect(answer.status).toBe(303)
    expect(await readState(site, id)).toMatchObject(saved)
  },
)

test('a whole text that was edited by hand takes in what was chosen elsewhere', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  const [base, hers, mine] = ['dawn', 'noon', 'night'].map(
    time => `At ${time} we left.\n\nThe sea was calm.`,
  )
  await save(alice, { version: '1', body: base ?? '' })
  await save(alice, { version: '2', body: hers ?? '' })
  const page = await save(edith, { version: '2', body: mine ?? '' })

  const fields = readFields(page, 'form.conflict')
  const body = `${fields['body']}\n\nWe slept.`
  await save(edith, { ...fields, body, 'decision-0': 'theirs' })

  expect((await readState(site, id)).body).toBe(
    'At noon we left.\n\nThe sea was calm.\n\nWe slept.',
  )
})

test('a third save meanwhile is merged again, and what was decided stays decided', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  await save(alice, { version: '1', body: 'Text of alice' })
  const page = await save(edith, { version: '1', body: 'Text of edith' })
  await save(alice, { version: '2', body: 'Text of alice\n\nOne more.' })

  const again = await save(edith, { ...readFields(page, 'form.conflict'), 'decision-0': 'both' })

  expect(again.status).toBe(409)
  await save(edith, readFields(again, 'form.conflict'))
  const { body } = await readState(site, id)
  for (const words of ['Text of edith', 'Text of alice', 'One more.']) expect(body).toContain(words)
})

test('a decision about what another post has kept is not taken', async () => {
  const { site, alice, edith, id, save } = await openEditedSite()
  const other = await addPost(site, { title: 'Other', body: 'x' })
  await save(alice, { version: '1', body: 'Text of alice' })
  const page = await save(edith, { version: '1', body: 'Text of edith' })
  const conflict = readFields(page, 'form.conflict')
  const fields = { ...conflict, 'decision-0': 'theirs', version: '1', slug: '' }

  const answer = await sendForm(edith, `/admin/posts/${other.id}`, fields)

  expect(answer.status).toBe(303)
  expect((await readState(site, other.id)).body).toBe('Text of edith')
  expect((await readState(site, id)).body).toBe('Text of alice')
})

// A side of the first conflict as that side wrote it.
function readSide({ $ }: Page, side: 'yours' | 'theirs'): string {
  const pane = $(`#clash-0-${side}`).clone()
  pane.find('del').remove()
  return pane.text()
}
