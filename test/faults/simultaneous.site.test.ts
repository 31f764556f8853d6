import { expect, test, vi } from 'vitest'
import { prepareBlog, serveBuilt, type Environment } from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { openAgent, signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'
import { times } from '../support/times.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: times(180_000, 600_000) })

const WRITERS = 100
const ROUNDS = times(1, 50)

const post = (agent: Agent, path: string, fields: object) =>
  agent.post(path).type('form').send(fields)

async function open() {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const [edith, adam] = [
    await signIn(served.url, PEOPLE.edith),
    await signIn(served.url, PEOPLE.adam),
  ]
  const inTurn = (n: number): Agent => (n % 2 === 0 ? edith : adam)
  return { env, served, edith, adam, inTurn }
}

const add = async (agent: Agent, fields: object = {}): Promise<number> => {
  const answer = await post(agent, '/admin/posts', {
    ...{ title: 'A post', body: 'Text.', tags: 'first', status: 'published' },
    ...fields,
  })
  expect(answer.status).toBe(303)
  return Number(/posts\/(\d+)\//.exec(answer.headers['location'] ?? '')?.[1])
}

// A random set of tags out of few, with some that are new to all.
const chooseTags = (round: number): string[] =>
  ['a', 'b', 'c', 'd', 'e', 'f', `new ${round}`, `newer ${round}`].filter(() => Math.random() < 0.5)

const readPost = (env: Environment, id: number) =>
  withDatabase(env, async ({ read }) => {
    const found = await read.post.findUniqueOrThrow({
      where: { id },
      include: { tags: { include: { tag: true }, orderBy: { position: 'asc' } } },
    })
    const revisions = await read.revision.count({ where: { postId: id, version: { gt: 0 } } })
    const { title, version, status, deletedAt } = found
    return {
      title,
      version,
      status,
      deletedAt,
      revisions,
      tags: found.tags.map(row => row.tag.name),
    }
  })

test(
  'R3: of a hundred edits of one version one is saved and the others are told; a hundred posts that share their tags are all saved',
  { timeout: 60_000 + ROUNDS * 60_000 },
  async () => {
    const { env, edith, inTurn } = await open()
    const id = await add(edith)
    const sentTags = new Map<string, string[]>()
    let version = 1

    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: WRITERS }, async (_, n) => {
          const title = `Round ${round} writer ${n}`
          const tags = chooseTags(round)
          sentTags.set(title, tags)
          const fields = { version, title, body: `Words of ${n}.`, tags: tags.join(',') }
          const { status, text } = await post(inTurn(n), `/admin/posts/${id}`, fields)
          // A busy machine may not have rendered it in time, and then it did not even come to that.
          return text.includes('takes too long to render') ? 409 : status
        }),
      )
      version += 1

      expect(answers.filter(status => status === 303)).toHaveLength(1)
      expect(answers.filter(status => status === 409)).toHaveLength(WRITERS - 1)
      const stored = await readPost(env, id)
      expect(stored).toMatchObject({ version, revisions: version })
      expect(stored.tags).toEqual(sentTags.get(stored.title))
    }

    const ids: number[] = []
    for (let n = 0; n < times(30, WRITERS); n += 1)
      ids.push(await add(inTurn(n), { title: `${n}` }))
    const saves = Math.max(1, ROUNDS / 10)

    for (let round = 1; round <= saves; round += 1) {
      const answers = await Promise.all(
        ids.map(async (id, n) => {
          const tags = chooseTags(round)
          if (n % 2) tags.reverse()
          const fields = { version: round, title: `${n} of ${round}`, tags: tags.join(',') }
          const { status } = await post(inTurn(n), `/admin/posts/${id}`, fields)
          return { status, id, tags }
        }),
      )
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 303))
      for (const { id, tags } of answers.slice(0, 10)) {
        expect(await readPost(env, id)).toMatchObject({ version: round + 1, tags })
      }
    }
    await assertSound(env)
  },
)

test('R5: an edit that meets a deletion, a publishing, a merge or itself ends in one whole state', async () => {
  const { env, served, edith, adam } = await open()

  for (let round = 0; round < times(3, 30); round += 1) {
    const deleted = await add(edith, { title: 'Deleted' })
    const raced = await Promise.all([
      post(edith, `/admin/posts/${deleted}`, { version: 1, title: 'Edited', tags: 'x,y' }),
      post(adam, `/admin/posts/${deleted}/delete`, {}),
    ])
    expect(raced.map(({ status }) => [303, 404, 409].includes(status))).toEqual([true, true])

    const draft = await add(edith, { title: 'A draft', status: 'draft' })
    const publish = { version: 1, title: 'A draft', body: 'Text.', status: 'published' }
    const twice = await Promise.all([
      post(edith, `/admin/posts/${draft}`, publish),
      post(edith, `/admin/posts/${draft}`, publish),
    ])
    expect(twice.map(({ status }) => status)).toEqual([303, 303])
    expect(await readPost(env, draft)).toMatchObject({
      version: 2,
      revisions: 2,
      status: 'published',
    })

    const merged = await add(edith, { title: 'Merged', tags: `from ${round}, into ${round}` })
    const [from, into] = await withDatabase(env, ({ read }) =>
      read.tag.findMany({ where: { name: { endsWith: ` ${round}` } }, orderBy: { name: 'asc' } }),
    )
    const both = await Promise.all([
      post(adam, '/admin/tags/merge', { from: from?.id, into: into?.id }),
      post(edith, `/admin/posts/${merged}`, { version: 1, tags: `from ${round}, other` }),
    ])
    expect(both.map(({ status }) => [303, 409, 422].includes(status))).toEqual([true, true])
    expect(both.filter(({ status }) => status === 303)).not.toHaveLength(0)
  }
  expect((await openAgent(served.url).get('/')).status).toBe(200)
  await assertSound(env)
})

test('R5: an edit that meets the deletion of its category, or an import of its address, ends in one whole state', async () => {
  const { env, edith, adam } = await open()

  for (let round = 0; round < times(1, 30); round += 1) {
    const category = `Category ${round}`
    const filed = await add(edith, { title: `Filed ${round}`, category })
    const { id } = await withDatabase(env, ({ read }) =>
      read.category.findFirstOrThrow({ where: { name: category } }),
    )
    const raced = await Promise.all([
      post(adam, `/admin/categories/${id}/delete`, {}),
      post(edith, `/admin/posts/${filed}`, { version: 1, title: 'Edited', category }),
    ])
    expect(raced.map(({ status }) => [303, 404, 409, 422].includes(status))).toEqual([true, true])
    expect(await readCategory(env, filed)).toSatisfy(
      (name: string | null) => name === null || name === category,
    )

    const slug = `shared-${round}`
    const text = `---\ntitle: Imported ${round}\nslug: ${slug}\ndate: 2024-01-02\n---\nImported.\n`
    const upload = await adam.post('/admin/import').attach('file', Buffer.from(text), `${slug}.md`)
    const run = upload.headers['location'] ?? ''
    await untilPlanned(adam, run)
    const both = await Promise.all([
      post(adam, `${run}/apply`, {}),
      post(edith, '/admin/posts', { title: 'Own', body: 'Own.', slug, status: 'published' }),
    ])
    expect(both.map(({ status }) => [303, 422].includes(status))).toEqual([true, true])
    await untilImported(env, round + 1)
    const slugs = await withDatabase(env, ({ read }) =>
      read.post.findMany({ where: { slug: { startsWith: slug } }, select: { slug: true } }),
    )
    expect(new Set(slugs.map(each => each.slug)).size).toBe(slugs.length)
    expect(slugs.map(each => each.slug)).toContain(slug)
  }
  await assertSound(env)
})

const readCategory = (env: Environment, id: number): Promise<string | null> =>
  withDatabase(env, async ({ read }) => {
    const found = await read.post.findUniqueOrThrow({ where: { id }, include: { category: true } })
    return found.category?.name ?? null
  })

const untilPlanned = (agent: Agent, run: string) =>
  vi.waitFor(async () => expect((await agent.get(run)).text).toContain(`${run}/apply`), WAIT)

const untilImported = (env: Environment, count: number) =>
  vi.waitFor(async () => {
    const done = await withDatabase(env, ({ read }) =>
      read.importRun.count({ where: { state: 'done' } }),
    )
    expect(done).toBe(count)
  }, WAIT)

const WAIT = { timeout: 60_000, interval: 100 }
