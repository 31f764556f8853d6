import { expect, test } from 'vitest'
import { undoOperation } from '../../src/history/undo.ts'
import { applyPlan, stageRequest } from '../../src/workbench/plan/plan.ts'
import { performRequest, type VocabularyRequest } from '../../src/workbench/requests.ts'
import { listTerms } from '../../src/taxonomy/terms.ts'
import { tagVocabulary } from '../../src/taxonomy/vocabulary.ts'
import { findStoredPost } from '../../src/writing/post.ts'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Site } from '../support/site.ts'
import { times } from '../support/times.ts'
import { assertWholeVocabulary } from '../support/vocabulary.ts'

const ACTOR = { id: 4 }

/** What must hold after everything that happened at once. */
async function assertWhole(site: Site): Promise<void> {
  await assertWholeVocabulary(site.db.read)
  const window = { q: '', sort: 'name' as const, limit: 1_000, offset: 0 }
  const { terms } = await listTerms(site.db.read, tagVocabulary, window, site.now())
  for (const { id, name, posts } of terms) {
    const recount = await site.db.read.blogTag.count({ where: { tagId: id } })
    expect({ name, posts }).toEqual({ name, posts: recount })
  }
}

const tagId = async ({ db }: Site, name: string): Promise<number> =>
  (await db.read.tag.findFirstOrThrow({ where: { name } })).id

async function namesOf({ db }: Site, postId: number): Promise<string[]> {
  const rows = await db.read.blogTag.findMany({
    where: { postId },
    orderBy: { position: 'asc' },
    include: { tag: true },
  })
  return rows.map(({ tag }) => tag.name)
}

function perform({ db, now }: Site, request: VocabularyRequest) {
  return db.write(tx => performRequest(tx, request, { actor: ACTOR, now: now() }))
}

test('of two opposite merges at once one wins, the other is refused, and both names live', async () => {
  for (let round = 0; round < times(3, 30); round += 1) {
    const site = await openSite()
    await addPost(site, { title: 'P', tags: ['A'] })
    await addPost(site, { title: 'Q', tags: ['B'] })
    await addPost(site, { title: 'R', tags: ['A', 'B'] })
    const [a, b] = [await tagId(site, 'A'), await tagId(site, 'B')]
    const merge = (from: number, into: number) =>
      perform(site, { verb: 'merge', kind: 'tag', from: [from], into })

    const [one, other] = await Promise.all([merge(a, b), merge(b, a)])

    expect([one.ok, other.ok].sort()).toEqual([false, true])
    const refused = one.ok ? other : one
    expect(refused.ok ? '' : refused.faults.name).toContain('something else that exists')
    expect(await site.db.read.tag.count()).toBe(1)
    expect(await site.db.read.tagAlias.count()).toBe(1)
    const { name } = await site.db.read.tag.findFirstOrThrow()
    for (const post of [1, 2, 3]) expect(await namesOf(site, post)).toEqual([name])
    for (const path of ['/tags/a', '/tags/b']) {
      expect([200, 301]).toContain((await site.page(path)).status)
    }
    await assertWhole(site)
  }
})

test('an editor whose opposite merge comes too late is told so', async () => {
  const site = await openSite()
  await addPost(site, { tags: ['A', 'B'] })
  const [a, b] = [await tagId(site, 'A'), await tagId(site, 'B')]
  const [adam, edith] = [await site.signIn('adam'), await site.signIn('edith')]

  const answers = await Promise.all([
    sendForm(adam, '/admin/tags/merge', { from: String(a), into: String(b) }),
    sendForm(edith, '/admin/tags/merge', { from: String(b), into: String(a) }),
  ])

  expect(answers.map(({ status }) => status)).toEqual([303, 303])
  const pages = [await site.page('/admin/tags', adam), await site.page('/admin/tags', edith)]
  const told = pages.filter(({ text }) => text.includes('something else that exists'))
  expect(told).toHaveLength(1)
  await assertWhole(site)
})

test('11: a post that is saved with a tag while that is merged has the other one', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  for (let round = 0; round < times(8, 100); round += 1) {
    const [old, living] = [`old ${round}`, `living ${round}`]
    const post = await addPost(site, { title: `P ${round}`, tags: [old, 'x'] })
    await addPost(site, { title: `Q ${round}`, tags: [living] })
    const [from, into] = [await tagId(site, old), await tagId(site, living)]
    const pause = round % 4

    const [saved, merged] = await Promise.all([
      sendForm(alice, `/admin/posts/${post.id}`, {
        version: String(post.version),
        body: `Round ${round}`,
        tags: `${old}, y`,
      }),
      waitForTurns(pause * 40).then(() =>
        perform(site, { verb: 'merge', kind: 'tag', from: [from], into }),
      ),
    ])

    expect([saved.status, merged.ok]).toEqual([303, true])
    expect(await namesOf(site, post.id)).toEqual([living, 'y'])
    expect(await site.db.read.tag.count({ where: { name: old } })).toBe(0)
  }
  await assertWhole(site)
})

// Lets the other side get some way, without a clock.
async function waitForTurns(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

test('12: fifty posts that bring Rails and rails at once make one tag', async () => {
  const site = await openSite()
  const authors = [await site.signIn('alice'), await site.signIn('bob')]
  const spellings = ['Rails', 'rails', 'RAILS', ' Rails ', 'Ｒails']

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => {
      const agent = authors[n % 2]
      if (!agent) throw new Error('Nobody writes.')
      return sendForm(agent, '/admin/posts', {
        title: `Post ${n}`,
        body: 'x',
        status: 'published',
        tags: spellings[n % spellings.length] ?? '',
      })
    }),
  )

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
  expect(await site.db.read.tag.count()).toBe(1)
  expect(await site.db.read.blogTag.count()).toBe(50)
  await assertWhole(site)
})

test('a tag that is deleted while posts are saved with it leaves no row behind', async () => {
  const site = await openSite()
  const alice = await site.signIn('alice')
  const posts = []
  for (let n = 0; n < 5; n += 1) posts.push(await addPost(site, { title: `P ${n}`, tags: ['x'] }))
  const id = await tagId(site, 'x')

  const [deleted, ...answers] = await Promise.all([
    waitForTurns(60).then(() => perform(site, { verb: 'delete', kind: 'tag', ids: [id] })),
    ...posts.map(post =>
      sendForm(alice, `/admin/posts/${post.id}`, {
        version: String(post.version),
        tags: 'x, z',
      }),
    ),
  ])

  // Who saved first lost the tag; who saved later sees that it is gone, or brings it back.
  expect(deleted.ok).toBe(true)
  expect(answers.filter(({ status }) => ![303, 409].includes(status))).toEqual([])
  expect(await site.db.read.tag.count({ where: { id } })).toBe(0)
  expect(await site.db.read.blogTag.count({ where: { tagId: id } })).toBe(0)
  await assertWhole(site)
})

test('of two undos of one operation at once one wins', async () => {
  const site = await openSite()
  const post = await addPost(site, { tags: ['A', 'B'] })
  const [a, b] = [await tagId(site, 'A'), await tagId(site, 'B')]
  const merged = await perform(site, { verb: 'merge', kind: 'tag', from: [a], into: b })
  const operationId = merged.ok ? (merged.done?.operationId ?? 0) : 0

  const undos = await Promise.all(
    [1, 2].map(() => undoOperation(site.db, operationId, ACTOR, site.now())),
  )

  expect(undos.map(({ ok }) => ok).sort()).toEqual([false, true])
  const reasons = undos.map(undo => (undo.ok ? '' : undo.reason.text)).join('')
  expect(reasons).toContain('undone already')
  expect(await namesOf(site, post.id)).toEqual(['A', 'B'])
  expect(await site.db.read.operation.count({ where: { kind: 'undo' } })).toBe(1)
  await assertWhole(site)
})

test('of two applications of one plan at once one wins', async () => {
  const site = await openSite()
  const post = await addPost(site, { tags: ['A', 'B', 'C'] })
  const [a, b] = [await tagId(site, 'A'), await tagId(site, 'B')]
  await site.db.write(async tx => {
    const merge = { verb: 'merge' as const, kind: 'tag' as const, from: [a], into: b }
    await stageRequest(tx, ACTOR.id, merge, site.now())
    const input = { name: 'Bee' }
    const rename = { verb: 'change' as const, kind: 'tag' as const, id: b, input }
    await stageRequest(tx, ACTOR.id, rename, site.now())
  })

  const applied = await Promise.all([1, 2].map(() => applyPlan(site.db, ACTOR.id, site.now())))

  expect(applied.map(({ ok }) => ok).sort()).toEqual([false, true])
  expect(await namesOf(site, post.id)).toEqual(['Bee', 'C'])
  expect(await site.db.read.operation.count({ where: { kind: 'plan' } })).toBe(1)
  expect(await site.db.read.operation.count({ where: { kind: 'merge' } })).toBe(1)
  await assertWhole(site)
})

test('a post that is read while its tag and its category are merged and unmerged has both at every moment', async () => {
  const site = await openSite()
  const { id } = await addPost(site, { title: 'P', tags: ['A'], category: 'X' })
  await addPost(site, { title: 'Q', tags: ['B'], category: 'Y' })
  const [a, b] = [await tagId(site, 'A'), await tagId(site, 'B')]
  const [x, y] = (await site.db.read.category.findMany({ orderBy: { id: 'asc' } })).map(c => c.id)
  let isDone = false
  const seen = new Set<string>()
  const readAll = async () => {
    while (!isDone) {
      const post = await findStoredPost(site.db.read, id)
      seen.add(`${post?.tagNames.join()} in ${post?.category?.name}`)
    }
  }

  const readers = [readAll(), readAll(), readAll()]
  for (let round = 0; round < times(10, 100); round += 1) {
    await perform(site, { verb: 'merge', kind: 'tag', from: [a], into: b })
    await perform(site, { verb: 'merge', kind: 'category', from: [x ?? 0], into: y ?? 0 })
    const merges = await site.db.read.operation.findMany({
      where: { undone: null, undoOfId: null },
    })
    for (const merge of merges) await undoOperation(site.db, merge.id, ACTOR, site.now())
  }
  isDone = true
  await Promise.all(readers)

  const whole = ['A in X', 'A in Y', 'B in X', 'B in Y']
  expect([...seen].filter(state => !whole.includes(state))).toEqual([])
  expect(seen.size).toBeGreaterThan(1)
})
