import { hashPassword } from '../src/accounts/password.ts'
import { readConfig } from '../src/config.ts'
import { closeContext, openContext, type Context } from '../src/context.ts'
import { sql, type Database } from '../src/db/doors.ts'
import { undoOperation } from '../src/history/undo.ts'
import { clearPlan } from '../src/workbench/plan/order.ts'
import { previewPlan, stageRequest } from '../src/workbench/plan/plan.ts'
import { performRequest, type VocabularyRequest } from '../src/workbench/requests.ts'
import { startProgram } from './program.ts'

export type VocabularyResult = {
  name: string
  /** How long it took, the median of the rounds. */
  ms: number
  /** How long the processor worked for it, on a busy machine the fairer number; null for pages, which another process makes. */
  cpuMs: number | null
  /** How many posts it touched, or how many bytes were sent. */
  size: string
}

const ROUNDS = 3
const MERGED_TAGS = 50
const SHARE_OF_POSTS = 0.2
const ACTOR = { id: 1 }
const EMAIL = 'author-1@example.com'
const PASSWORD = 'only for this run, and on this machine'

/** Merges, previews, undoes, redoes, renames and deletes in a generated blog, and opens the workbench. */
export async function measureVocabulary(
  environment: Record<string, string>,
): Promise<VocabularyResult[]> {
  const context = await openContext(readConfig(environment))
  const merge = await chooseMerge(context.db)
  const results = [
    ...(await measureMerge(context, merge)),
    ...(await measureRename(context, merge.biggest)),
    ...(await measureDelete(context, merge.biggest)),
  ]
  const passwordHash = await hashPassword(PASSWORD)
  await context.db.write(tx => tx.user.update({ where: { id: ACTOR.id }, data: { passwordHash } }))
  await closeContext(context)
  return [...results, ...(await measurePages(environment))]
}

type Chosen = { request: VocabularyRequest; posts: number; biggest: number }

// Neighbours in the order of use that together have a fifth of the posts, into the most used tag.
async function chooseMerge(db: Database): Promise<Chosen> {
  const tags = await db.read.query<{ id: number; posts: number | bigint }>(sql`
    SELECT tag_id AS id, count(*) AS posts FROM blog_tag GROUP BY tag_id ORDER BY posts DESC, id`)
  const wanted = (await db.read.post.count()) * SHARE_OF_POSTS
  let from = tags.slice(-MERGED_TAGS)
  for (let first = 1; first + MERGED_TAGS < tags.length; first += 1) {
    const window = tags.slice(first, first + MERGED_TAGS)
    if (window.reduce((sum, { posts }) => sum + Number(posts), 0) > wanted * 1.1) continue
    from = window
    break
  }
  const posts = from.reduce((sum, tag) => sum + Number(tag.posts), 0)
  const into = tags[0]?.id ?? 0
  const ids = from.map(({ id }) => id)
  const request: VocabularyRequest = { verb: 'merge', kind: 'tag', from: ids, into }
  return { request, posts, biggest: into }
}

async function measureMerge(
  { db, now }: Context,
  { request, posts }: Chosen,
): Promise<VocabularyResult[]> {
  await db.write(tx => stageRequest(tx, ACTOR.id, request, now()))
  const size = `${posts} rows`
  const preview = await measure('preview', size, () => previewPlan(db, ACTOR.id, now()))
  await db.write(tx => clearPlan(tx, ACTOR.id))

  let last = 0
  const undoLast = async () => {
    const undone = await undoOperation(db, last, ACTOR, now())
    if (!undone.ok) throw new Error(`An undo was refused: ${undone.reason.text}`)
    last = undone.operationId
  }
  const merge = async () => {
    last = await perform(db, request, now())
  }
  const steps = [
    { name: 'merge', step: merge },
    { name: 'undo', step: undoLast },
    { name: 'redo', step: undoLast },
    { name: 'undo of the redo', step: undoLast },
  ]
  return [preview, ...(await measureCycle(steps, size))]
}

async function measureRename({ db, now }: Context, id: number): Promise<VocabularyResult[]> {
  const rename = (name: string) => () =>
    perform(db, { verb: 'change', kind: 'tag', id, input: { name } }, now())
  const { name } = await db.read.tag.findUniqueOrThrow({ where: { id } })
  const [result] = await measureCycle(
    [
      { name: 'rename', step: rename(`${name} renamed`) },
      { name: 'rename back', step: rename(name) },
    ],
    '1 tag',
  )
  return result ? [result] : []
}

async function measureDelete({ db, now }: Context, id: number): Promise<VocabularyResult[]> {
  const posts = await db.read.blogTag.count({ where: { tagId: id } })
  let last = 0
  const remove = async () => {
    last = await perform(db, { verb: 'delete', kind: 'tag', ids: [id] }, now())
  }
  const restore = async () => {
    await undoOperation(db, last, ACTOR, now())
  }
  const steps = [
    { name: 'delete', step: remove },
    { name: 'undo of the delete', step: restore },
  ]
  return measureCycle(steps, `${posts} rows`)
}

async function perform(db: Database, request: VocabularyRequest, now: Date): Promise<number> {
  const performed = await db.write(tx => performRequest(tx, request, { actor: ACTOR, now }))
  if (!performed.ok || !performed.done) throw new Error(`A ${request.verb} was refused.`)
  return performed.done.operationId
}

type Step = { name: string; step: () => Promise<unknown> }

// Each round does all steps, so that every step finds what it needs.
async function measureCycle(steps: Step[], size: string): Promise<VocabularyResult[]> {
  const times = steps.map(() => [] as Spent[])
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, { step }] of steps.entries()) times[index]?.push(await spend(step))
  }
  return steps.map(({ name }, index) => ({ name, size, ...middleOf(times[index] ?? []) }))
}

async function measure(
  name: string,
  size: string,
  step: () => Promise<unknown>,
): Promise<VocabularyResult> {
  const times: Spent[] = []
  for (let round = 0; round < ROUNDS; round += 1) times.push(await spend(step))
  return { name, size, ...middleOf(times) }
}

type Spent = { ms: number; cpuMs: number }

async function spend(step: () => Promise<unknown>): Promise<Spent> {
  const [started, cpu] = [performance.now(), process.cpuUsage()]
  await step()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - started, cpuMs: (user + system) / 1000 }
}

function middleOf(times: Spent[]): Spent {
  const middle = (key: keyof Spent) =>
    times.map(time => time[key]).sort((a, b) => a - b)[times.length >> 1] ?? 0
  return { ms: middle('ms'), cpuMs: middle('cpuMs') }
}

const PAGES = [
  { name: 'workbench', path: '/admin/tags' },
  { name: 'by use', path: '/admin/tags?sort=posts' },
  { name: 'by least use', path: '/admin/tags?sort=unused' },
  { name: 'filtered', path: '/admin/tags?q=an' },
]

async function measurePages(environment: Record<string, string>): Promise<VocabularyResult[]> {
  const program = await startProgram(
    () => ['dist/main.js', 'serve'],
    port => ({ ...environment, PORT: String(port) }),
  )
  try {
    return await measureEach(program.url)
  } finally {
    await program.stop()
  }
}

async function measureEach(url: string): Promise<VocabularyResult[]> {
  const headers = { cookie: await signIn(url) }
  const results: VocabularyResult[] = []
  for (const { name, path } of PAGES) {
    const answer = await fetch(url + path, { headers })
    if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}.`)
    const size = `${((await answer.arrayBuffer()).byteLength / 1024).toFixed(0)} KB`
    const measured = await measure(name, size, async () => {
      await (await fetch(url + path, { headers })).arrayBuffer()
    })
    results.push({ ...measured, cpuMs: null })
  }
  return results
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ email: EMAIL, password: PASSWORD }),
  })
  if (answer.status !== 303) throw new Error(`Signing in answers ${answer.status}.`)
  return answer.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}
