import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { addPost } from '../../support/builders.ts'
import { readFields, sendForm } from '../../support/forms.ts'
import { openSite, type Agent, type Site } from '../../support/site.ts'
import { times } from '../../support/times.ts'

type Sent = Record<string, string | number>
type Answer = { state: number; note: string; newer: { state: number; fields: Sent } }

/** As the script of the page saves: JSON there and back. */
async function save(who: Agent, path: string, sent: Sent) {
  const answer = await who
    .post(path)
    .set('Accept', 'application/json')
    .send({ writer: 'tab-a', sequence: 1, state: 0, version: 1, ...sent })
  return { status: answer.status, ...(answer.body as Answer) }
}

async function openLivePost() {
  const site = await openSite()
  const [alice, edith] = [await site.signIn('alice'), await site.signIn('edith')]
  const { id } = await addPost(site, { title: 'Tide', body: 'What readers see', tags: ['sea'] })
  const path = `/admin/posts/${id}/draft`
  const keep = (sent: Sent, who = alice) => save(who, path, sent)
  const edit = `/admin/posts/${id}/edit`
  const open = async (who = alice) => readFields(await site.page(edit, who), 'form.writing')
  return { site, alice, edith, id, path, keep, edit, open }
}

const readDrafts = ({ db }: Site) => db.read.draft.findMany({ orderBy: { id: 'asc' } })

const bodyOf = (fields: string): string => (JSON.parse(fields) as { body: string }).body

test('case 20 · autosaves 1, 2, 3 that arrive as 1, 3, 2 end as 3', async () => {
  const { keep, open } = await openLivePost()

  const first = await keep({ sequence: 1, body: 'one' })
  const third = await keep({ sequence: 3, state: first.state, body: 'three' })
  const second = await keep({ sequence: 2, state: first.state, body: 'two' })

  expect([first.status, third.status, second.status]).toEqual([200, 200, 200])
  expect(second.state).toBe(third.state)
  expect((await open())['body']).toBe('three')
})

test('case 20 · twenty saves at once, in any order, end with the highest', async () => {
  const { site, keep } = await openLivePost()

  for (let round = 0; round < times(3, 20); round += 1) {
    const writer = `tab-${round}`
    const { state = 0 } = (await readDrafts(site)).at(-1) ?? {}
    const sequences = Array.from({ length: 20 }, (_, at) => ((at * 7 + round) % 20) + 1)
    const answers = await Promise.all(
      sequences.map(sequence => keep({ writer, sequence, state, body: `${round}.${sequence}` })),
    )

    const drafts = await readDrafts(site)
    expect(drafts.map(({ fields }) => bodyOf(fields))).toEqual([`${round}.20`])
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  }
})

test('case 21 · a tab’s own autosaves never raise a conflict with it, not even when answers are lost', async () => {
  const { keep } = await openLivePost()

  const answers = []
  for (const sequence of [1, 2, 3, 4]) {
    answers.push(await keep({ sequence, state: 0, body: `text ${sequence}` }))
  }

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
})

test('another tab that began from an older state overwrites nothing and gets the newer text', async () => {
  const { keep, open } = await openLivePost()
  const began = await keep({ writer: 'tab-a', body: 'a 1' })
  const taken = await keep({ writer: 'tab-b', state: began.state, body: 'b 1' })

  const older = await keep({ writer: 'tab-a', sequence: 2, state: began.state, body: 'a 2' })

  expect([taken.status, older.status]).toEqual([200, 409])
  expect(older.newer).toMatchObject({ state: taken.state, fields: { body: 'b 1', title: 'Tide' } })
  expect((await open())['body']).toBe('b 1')
})

test('who has seen the newer text may write over it, and what was written over is kept aside', async () => {
  const { site, alice, keep, open } = await openLivePost()
  await keep({ writer: 'tab-b', body: 'b 1' })

  const over = await keep({ writer: 'tab-a', state: 1, over: '1', body: 'a 1' })

  expect(over.status).toBe(200)
  expect((await open())['body']).toBe('a 1')
  const page = await site.page('/admin/drafts', alice)
  const restore = page.$('form[action*="/restore"]').attr('action') ?? ''
  await sendForm(alice, restore)
  expect((await open())['body']).toBe('b 1')
})

test('what was discarded in one window does not come back from another unseen', async () => {
  const { alice, id, keep, open } = await openLivePost()
  const { state } = await keep({ body: 'private' })
  await sendForm(alice, `/admin/posts/${id}/draft/discard`)

  const late = await keep({ sequence: 2, state, body: 'private, later' })

  expect([late.status, late.newer.state]).toEqual([409, 0])
  expect((await open())['body']).toBe('What readers see')
})

test('readers see the old text until Update; then the copy is gone in the same transaction', async () => {
  const { site, alice, id, keep, edit, open } = await openLivePost()
  const before = await site.db.contentVersion()
  await keep({ title: 'High tide', body: 'New text', tags: 'sea, moon' })

  const page = await site.page(edit, alice)
  expect(page.$('[data-copy]').text()).toContain('Unpublished changes of March 4 at 05:06')
  expect(page.$('[data-copy] a').text()).toBe('See what readers see')
  expect(page.$('[data-copy] button').text()).toBe('Discard')
  expect((await site.page('/posts/tide')).text).toContain('What readers see')
  expect((await site.page('/')).text).not.toContain('High tide')
  expect((await site.page('/search?q=New')).$('article, .post-card')).toHaveLength(0)
  expect(await site.db.contentVersion()).toBe(before)
  expect(await site.db.read.revision.count({ where: { postId: id } })).toBe(1)

  const saved = await sendForm(alice, `/admin/posts/${id}`, {
    ...(await open()),
    status: 'published',
  })

  expect(saved.status).toBe(303)
  expect(await readDrafts(site)).toEqual([])
  expect((await site.page('/posts/tide')).text).toContain('New text')
})

test('the form holds the version that the copy began with, so that a stale Update is merged', async () => {
  const { site, alice, edith, id, edit, keep, open } = await openLivePost()
  await keep({ body: 'Text of alice' })
  await sendForm(edith, `/admin/posts/${id}`, { version: '1', title: 'Title of edith' })

  const form = await open()
  const page = await site.page(edit, alice)
  const update = await sendForm(alice, `/admin/posts/${id}`, { ...form, status: 'published' })

  expect(form).toMatchObject({ version: '1', body: 'Text of alice', title: 'Tide' })
  expect(page.$('[data-overtaken]').text()).toContain('Edith saved this on')
  expect(update.status).toBe(409)
  expect(bodyOf((await readDrafts(site))[0]?.fields ?? '{}')).toBe('Text of alice')
})

test('an Update takes only the copy that it has seen: newer text of another tab stays', async () => {
  const { site, alice, id, keep, open } = await openLivePost()
  const form = await open()
  await keep({ writer: 'tab-b', body: 'Newer, of tab b' })

  const sent = { ...form, body: 'Of tab a', writer: 'tab-a', status: 'published' }
  await sendForm(alice, `/admin/posts/${id}`, sent)

  expect((await site.page('/posts/tide')).text).toContain('Of tab a')
  expect(await open()).toMatchObject({ body: 'Newer, of tab b', version: '1' })
})

test('editing tags in the list leaves the copy; a whole form that knows of no copy discards it', async () => {
  const { site, alice, id, keep } = await openLivePost()
  await keep({ body: 'Private' })

  await sendForm(alice, `/admin/posts/${id}`, { version: '1', tags: 'moon' })
  expect(await readDrafts(site)).toMatchObject([{ discardedAt: null }])
  await sendForm(alice, `/admin/posts/${id}`, { version: '2', body: 'Of a script' })

  expect(await readDrafts(site)).toMatchObject([{ discardedAt: site.now() }])
})

test('an Update that changes nothing takes the copy away, too', async () => {
  const { site, alice, id, keep, open } = await openLivePost()
  const form = await open()
  const { state } = await keep({ body: 'Private' })

  const sent = { ...form, state: String(state), status: 'published' }
  const { status } = await sendForm(alice, `/admin/posts/${id}`, sent)

  expect([status, await readDrafts(site)]).toEqual([303, []])
})

test('a copy is one person’s: others get the stored text, and another author nothing', async () => {
  const { site, edith, path, keep, open } = await openLivePost()
  const bob = await site.signIn('bob')
  await keep({ body: 'Private of alice' })

  expect((await open(edith))['body']).toBe('What readers see')
  expect((await save(bob, path, { body: 'x' })).status).toBe(404)
  expect((await bob.get(path)).status).toBe(404)
  expect((await sendForm(bob, `${path}/discard`)).status).toBe(404)
  expect((await keep({ body: 'Private of edith' }, edith)).status).toBe(200)
  expect((await open())['body']).toBe('Private of alice')
})

test('what is typed back to what is stored is no change', async () => {
  const { site, alice, keep } = await openLivePost()
  const { state } = await keep({ body: 'Private' })

  const back = await keep({
    sequence: 2,
    state,
    body: 'What readers see',
    tags: 'sea',
    title: 'Tide',
  })

  expect(back.note).toBe('')
  expect((await site.page('/admin/posts', alice)).text).not.toContain('has unpublished changes')
})

test('the list says which posts have unpublished changes, to who made them', async () => {
  const { site, alice, edith, keep } = await openLivePost()
  await keep({ body: 'Private' })

  expect((await site.page('/admin/posts', alice)).$('.row').text()).toContain(
    'has unpublished changes',
  )
  expect((await site.page('/admin/posts', edith)).text).not.toContain('has unpublished changes')
})

test('discarding can be undone from the message and, later, from the list of what was discarded', async () => {
  const { site, alice, id, edit, keep, open } = await openLivePost()
  await keep({ body: 'Private' })

  const discarded = await sendForm(alice, `/admin/posts/${id}/draft/discard`)
  expect([discarded.status, discarded.headers['location']]).toEqual([303, edit])
  expect((await open())['body']).toBe('What readers see')
  const list = await site.page('/admin/drafts', alice)
  const undo =
    list.$('.flash form').attr('action') ?? list.$('form[action$="/restore"]').attr('action')
  await sendForm(alice, undo ?? '')
  expect((await open())['body']).toBe('Private')

  await sendForm(alice, `/admin/posts/${id}/draft/discard`)
  const page = await site.page(edit, alice)
  expect(page.$('.flash').text()).toContain('Your changes were discarded.')
  await sendForm(alice, page.$('.flash form').attr('action') ?? '')
  expect((await open())['body']).toBe('Private')
})

test('what is discarded is kept for thirty days, and then removed', async () => {
  const { site, alice, id, keep } = await openLivePost()
  await keep({ body: 'Private' })
  await sendForm(alice, `/admin/posts/${id}/draft/discard`)

  site.setNow('2026-04-02T00:00:00Z')
  await keep({ writer: 'tab-b', body: 'Again' }, await site.signIn('alice'))
  expect(await readDrafts(site)).toHaveLength(2)
  site.setNow('2026-04-04T00:00:00Z')
  await keep({ writer: 'tab-c', body: 'Once more' }, await site.signIn('alice'))

  expect(await readDrafts(site)).toMatchObject([{ writer: 'tab-b' }])
})

test('nobody restores what another person discarded', async () => {
  const { site, alice, edith, id, keep } = await openLivePost()
  await keep({ body: 'Private' })
  await sendForm(alice, `/admin/posts/${id}/draft/discard`)
  const [draft] = await readDrafts(site)

  expect((await sendForm(edith, `/admin/drafts/${draft?.id}/restore`)).status).toBe(404)
})

const tooMuch: [string, Sent, string][] = [
  ['title', { title: 'x'.repeat(301) }, 'A title has at most 300 characters.'],
  ['body', { body: 'x'.repeat(1024 * 1024 + 1) }, 'A text has at most 1 MiB.'],
  [
    'tags',
    { tags: Array.from({ length: 501 }, (_, at) => `t${at}`).join() },
    'A post has at most 500 tags.',
  ],
]

test.each(tooMuch)('the limits of posts hold for copies: %s', async (field, sent, message) => {
  const { site, alice, path } = await openLivePost()

  const answer = await alice.post(path).set('Accept', 'application/json').send(sent)

  expect([answer.status, answer.body]).toEqual([422, { errors: { [field]: message } }])
  expect(await readDrafts(site)).toEqual([])
})

test('a save for the page of another person, who was signed in before, is refused', async () => {
  const { site, keep } = await openLivePost()

  const answer = await keep({ person: site.people.edith.id, body: 'Of edith' })

  expect([answer.status, await readDrafts(site)]).toEqual([403, []])
})

test('a script that is signed out gets 401 in JSON', async () => {
  const { site, path } = await openLivePost()

  const answer = await site.agent().post(path).set('Accept', 'application/json').send({ body: 'x' })

  expect([answer.status, answer.type]).toEqual([401, 'application/problem+json'])
})

test('without a script, “Keep for later” keeps the form and comes back to it', async () => {
  const { site, alice, edit, path, open } = await openLivePost()
  const form = await open()

  const kept = await sendForm(alice, path, { ...form, body: 'Typed\r\nby hand' })

  expect([kept.status, kept.headers['location']]).toEqual([303, edit])
  expect((await site.page(edit, alice)).$('.flash').text()).toContain('Kept for you alone.')
  expect((await open())['body']).toBe('Typed\nby hand')
})

test('without a script, newer text of another window is shown beside what was sent', async () => {
  const { alice, path, open, keep } = await openLivePost()
  const form = await open()
  await keep({ writer: 'tab-b', body: 'Newer' })

  const refused = await sendForm(alice, path, { ...form, body: 'Mine' })
  expect(refused.status).toBe(409)
  const again = readFields(refused, 'form.writing')
  expect(again['body']).toBe('Mine')
  expect(refused.$('.journal-newer pre').text()).toContain('Newer')
  const kept = await sendForm(alice, path, again)

  expect(kept.status).toBe(303)
  expect((await open())['body']).toBe('Mine')
})

test('a new writing is kept without a title and makes no post until it is saved', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const { writing = '' } = readFields(await site.page('/admin/posts/new', alice), 'form.writing')

  await save(alice, '/admin/posts/draft', { writing, version: 0, body: 'First words of it' })

  expect(await site.db.read.post.count()).toBe(0)
  const list = await site.page('/admin/posts', alice)
  const link = list.$('.writings a')
  expect(link.text()).toBe('Continue: “First words of it”')
  const form = readFields(await site.page(link.attr('href') ?? '', alice), 'form.writing')
  expect(form).toMatchObject({ writing, body: 'First words of it' })
  const saved = await sendForm(alice, '/admin/posts', { ...form, title: 'Titled', status: 'draft' })
  expect(saved.status).toBe(303)
  expect((await site.page('/admin/posts', alice)).$('.writings')).toHaveLength(0)
  const again = await site.page(link.attr('href') ?? '', alice)
  expect(again.headers['location']).toBe(saved.headers['location'])
})

test('one writing sent twice, or ten times at once, is one post', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const sent = { writing: randomUUID(), title: 'Once', body: 'x', status: 'published', state: '0' }

  const answers = await Promise.all(
    Array.from({ length: 10 }, () => sendForm(alice, '/admin/posts', sent)),
  )
  const changed = await sendForm(alice, '/admin/posts', { ...sent, body: 'changed' })

  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303))
  expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1)
  expect(changed.status).toBe(303)
  expect(await site.db.read.post.findMany()).toMatchObject([{ body: 'changed', version: 2 }])
})

test('another person’s writing is 404, kept or saved', async () => {
  const site = await openSite()
  const [alice, bob] = [await site.signIn('alice'), await site.signIn('bob')]
  const writing = randomUUID()
  await save(alice, '/admin/posts/draft', { writing, body: 'Of alice' })

  expect((await save(bob, '/admin/posts/draft', { writing, body: 'x' })).status).toBe(404)
  expect(
    (await sendForm(bob, '/admin/posts', { writing, title: 'x', status: 'draft' })).status,
  ).toBe(404)
  expect((await site.page(`/admin/posts/new?writing=${writing}`, bob)).status).toBe(404)
  expect((await sendForm(bob, '/admin/posts/draft/discard', { writing })).status).toBe(404)
  expect(await site.db.read.post.count()).toBe(0)
})

test('newer text of another tab becomes the private copy of the new post', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const writing = randomUUID()
  await save(alice, '/admin/posts/draft', { writing, writer: 'tab-b', body: 'Newer' })

  const sent = { writing, writer: 'tab-a', state: '0', title: 'T', body: 'Older', status: 'draft' }
  const { headers } = await sendForm(alice, '/admin/posts', sent)

  const page = await site.page(headers['location'] ?? '', alice)
  expect(readFields(page, 'form.writing')).toMatchObject({ body: 'Newer', version: '1' })
})

test('a discarded writing comes back, even after a post was made of what was typed since', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const writing = randomUUID()
  await save(alice, '/admin/posts/draft', { writing, body: 'Discarded' })
  await sendForm(alice, '/admin/posts/draft/discard', { writing })
  const [draft] = await readDrafts(site)
  await sendForm(alice, '/admin/posts', { writing, title: 'T', body: 'Since', status: 'draft' })

  const back = await sendForm(alice, `/admin/drafts/${draft?.id}/restore`)

  expect(back.headers['location']).toBe('/admin/posts/1/edit')
  const page = await site.page('/admin/posts/1/edit', alice)
  expect(readFields(page, 'form.writing')['body']).toBe('Discarded')
})
