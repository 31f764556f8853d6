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
  const revisions = await db.read.revision.count({ where: { postId: id } })
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

test('the page of a conflict holds both texts and merges the tags as sets', async () => {
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
  expect(page.$('#theirs-title').val()).toBe('Title of alice')
  expect(page.$('#theirs-body').text()).toContain('Text of alice')
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
