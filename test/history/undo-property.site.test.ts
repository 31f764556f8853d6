import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { sendForm } from '../support/forms.ts'
import { openSite, type Agent, type Site } from '../support/site.ts'
import { readTables } from '../support/tables.ts'
import { times } from '../support/times.ts'
import { foretell, type State, type Step } from './vocabulary-model.ts'

const POSTS = [1, 2, 3]
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const names = fc.array(name, { maxLength: 4 })
const someNames = fc.array(name, { minLength: 1, maxLength: 3 })
const posts = fc.uniqueArray(fc.constantFrom(...POSTS), { minLength: 1 })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('save' as const),
      post: fc.constantFrom(...POSTS),
      names,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), from: name, to: name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), from: name, to: name }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), name }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('add-tags' as const, 'remove-tags' as const, 'set-tags' as const),
      posts,
      names: someNames,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), back: fc.nat(5) }) },
)

async function readState({ db }: Site): Promise<State> {
  const { joins, tags, tagAliases } = await readTables(db.read)
  const nameOf = (id: number) => tags.find(tag => tag.id === id)?.name ?? '?'
  const ordered = joins.toSorted((one, other) => one.position - other.position)
  const tagsOf = (post: number) =>
    ordered.filter(({ postId }) => postId === post).map(({ tagId }) => nameOf(tagId))
  return {
    posts: Object.fromEntries(POSTS.map(post => [post, tagsOf(post)])),
    tags: tags.map(tag => tag.name).sort(),
    aliases: Object.fromEntries(tagAliases.map(alias => [alias.key, nameOf(alias.tagId)])),
  }
}

async function clear({ db }: Site): Promise<void> {
  await db.write(async tx => {
    await tx.operation.deleteMany()
    await tx.tag.deleteMany()
  })
}

const idOfTag = async ({ db }: Site, tag: string) =>
  (await db.read.tag.findFirst({ where: { name: tag } }))?.id ?? 999_999

const lastOperation = async ({ db }: Site) =>
  (await db.read.operation.findFirst({ orderBy: { id: 'desc' } }))?.id ?? 0

async function perform(site: Site, edith: Agent, doing: Exclude<Step, { do: 'undo' }>) {
  const send = (path: string, fields: Record<string, string | string[]> = {}) =>
    sendForm(edith, path, fields)
  switch (doing.do) {
    case 'save': {
      const { version } = await site.db.read.post.findUniqueOrThrow({ where: { id: doing.post } })
      const sent = { version: String(version), tags: doing.names.join(', ') }
      return send(`/admin/posts/${doing.post}`, sent)
    }
    case 'rename':
      return send(`/admin/tags/${await idOfTag(site, doing.from)}`, { name: doing.to })
    case 'merge': {
      const [from, into] = [await idOfTag(site, doing.from), await idOfTag(site, doing.to)]
      return send('/admin/tags/merge', { from: String(from), into: String(into) })
    }
    case 'delete':
      return send(`/admin/tags/${await idOfTag(site, doing.name)}/delete`)
    case 'add-tags':
    case 'remove-tags':
    case 'set-tags': {
      const ids = doing.posts.map(String)
      return send('/admin/posts/bulk', { action: doing.do, tags: doing.names.join(','), ids })
    }
  }
}

async function readCounts(edith: Agent): Promise<Record<string, number>> {
  const answer = await edith.get('/admin/tags/suggestions?q=')
  const rows = answer.body as { name: string; count: number }[]
  return Object.fromEntries(rows.map(row => [row.name, row.count]))
}

function countTags({ posts: tagged }: State): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const tag of Object.values(tagged).flat()) counts[tag] = (counts[tag] ?? 0) + 1
  return counts
}

test(
  'whatever is done to tags in whatever order, the state is what a simple model says, and an undo is exact',
  { timeout: 1_200_000 },
  async () => {
    const site = await openSite()
    const edith = await site.signIn('edith')
    for (const post of POSTS) await addPost(site, { title: `Post ${post}` })

    const run = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async steps => {
      await clear(site)
      await followSteps(site, edith, steps)
    })

    await fc.assert(run, { numRuns: times(8, 300), endOnFailure: true })
  },
)

async function followSteps(site: Site, edith: Agent, steps: Step[]): Promise<void> {
  let state = await readState(site)
  const done: { operation: number; before: unknown; after: unknown }[] = []
  for (const doing of steps) {
    // Every row says when it was made.
    site.setNow(new Date(site.now().getTime() + 60_000))
    const before = await readTables(site.db.read)
    if (doing.do === 'undo') {
      const entry = done.at(-1 - doing.back)
      if (!entry) continue
      await checkUndo(site, edith, {
        ...entry,
        isLast: doing.back === 0,
        before,
        was: entry.before,
      })
      state = await readState(site)
    } else {
      const last = await lastOperation(site)
      const { status } = await perform(site, edith, doing)
      expect(status).toBeLessThan(500)
      state = foretell(state, doing)
      expect(await readState(site)).toEqual(state)
      const operation = await lastOperation(site)
      const after = await readTables(site.db.read)
      if (operation > last) done.push({ operation, before, after })
    }
    expect(await readCounts(edith)).toEqual(countTags(state))
  }
}

type Undoing = { operation: number; before: unknown; was: unknown; after: unknown; isLast: boolean }

/** An undo gives back what was, or refuses and changes nothing; its own undo gives back what is now. */
async function checkUndo(site: Site, edith: Agent, undoing: Undoing): Promise<void> {
  const { operation, before, was, after } = undoing
  const last = await lastOperation(site)
  const { status } = await sendForm(edith, `/admin/operations/${operation}/undo`)
  expect(status).toBe(303)
  const undone = await readTables(site.db.read)
  const undo = await lastOperation(site)
  if (undo === last) {
    expect(undone).toEqual(before)
    return
  }
  if (JSON.stringify(before) === JSON.stringify(after)) expect(undone).toEqual(was)
  await sendForm(edith, `/admin/operations/${undo}/undo`)
  expect(await readTables(site.db.read)).toEqual(before)
}
