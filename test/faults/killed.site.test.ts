import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sql, type Database } from '../../src/db/doors.ts'
import { moment } from '../../src/db/moment.ts'
import { indexPost, toSearchDocument } from '../../src/db/search-index.ts'
import {
  answers,
  prepareBlog,
  runBuilt,
  serveBuilt,
  startBuilt,
  type Environment,
  type Program,
} from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'
import { times } from '../support/times.ts'

const ROUNDS = times(2, 200)
const TAGS = 20
const DOCUMENTS = 32
const LONGEST_MS = 3_000

/** What was sent last, and what was answered last. */
type Progress = { sent: number; answered: number }

/**
 * In each round a re-edit (title, text, twenty tags, category, revision), a merge or its undo, an
 * import and a backup are under way, and all three processes are killed at one random moment.
 */
test(
  'R2, R16, R20: killed at any moment, nothing that was answered is lost and nothing is half there',
  { timeout: ROUNDS * 120_000 },
  async () => {
    const env = await prepareBlog()
    await withDatabase(env, prepare)
    let served = await serveBuilt(env)
    const agent = await signIn(served.url, PEOPLE.edith)
    const edits: Progress = { sent: 0, answered: 0 }
    const merges: Progress = { sent: 0, answered: 0 }
    await edit(agent, edits)

    for (let round = 1; round <= ROUNDS; round += 1) {
      const folder = writeDocuments(env, round)
      const backup = join(env['DATA_DIR'] ?? '', `backup-${round}.zip`)
      const others = [
        startBuilt(env, ['import', folder, '--author', 'edith']),
        startBuilt(env, ['backup', backup]),
      ]
      const work = [keepOn(() => edit(agent, edits)), keepOn(() => mergeOrUndo(agent, merges))]

      await chooseMoment({ url: served.url, round, backup })
      await kill(served, ...others)
      await Promise.all(work)

      served = await serveBuilt(env)
      await answers(served.url)
      await assertSound(env)
      await withDatabase(env, async db => {
        await assertEdit(db, edits)
        await assertMerge(db, merges)
        await assertImport(db)
      })
      await assertBackup(env, backup)
      if (round % 10 === 0 || round === ROUNDS) await importTheRest(env, folder, round)
    }
  },
)

async function kill(...programs: Program[]): Promise<void> {
  for (const program of programs) program.kill('SIGKILL')
  await Promise.all(programs.map(({ ended }) => ended))
}

// At times while something is in its midst that can be seen from outside, at times whenever.
async function chooseMoment(seen: { url: string; round: number; backup: string }): Promise<void> {
  const deadline = performance.now() + LONGEST_MS * (seen.round % 2 === 0 ? Math.random() : 1)
  while (performance.now() < deadline && !(await isInItsMidst(seen))) await pause(5)
  await pause(Math.random() * 50)
}

async function isInItsMidst({ url, round, backup }: Parameters<typeof chooseMoment>[0]) {
  if (round % 2 === 0) return false
  if (round % 4 === 1) return (await fetch(`${url}/tags/round-${round}`)).status === 200
  return readdirSync(join(backup, '..')).some(name => name.endsWith('.part'))
}

/** Goes on with something until the program is gone; an answer is one, or the connection breaks. */
async function keepOn(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await step()
    } catch (error) {
      if (error instanceof Error && 'code' in error) return
      throw error
    }
  }
}

// Tags of neighbouring edits overlap, so that rows stay, go and come.
const tagsOf = (edit: number): string[] =>
  Array.from({ length: TAGS }, (_, n) => `t${Math.floor((edit * TAGS) / 2) + n}`)

async function edit(agent: Agent, progress: Progress): Promise<void> {
  const version = progress.answered + 1
  progress.sent = version
  const answer = await agent
    .post('/admin/posts/1')
    .type('form')
    .send({
      ...{
        version,
        title: `Edit ${version}`,
        body: `The words of${'\n\nedit'.repeat(5)} e${version}e.`,
      },
      ...{ tags: tagsOf(version).join(','), category: `C${version}`, status: 'published' },
    })
  if (answer.status === 409) {
    // It was saved, and the answer was lost with the program that has been killed.
    progress.answered += 1
    return
  }
  expect([answer.status, answer.text]).toEqual([303, expect.anything()])
  progress.answered = version
}

async function assertEdit({ read }: Database, progress: Progress): Promise<void> {
  const post = await read.post.findUniqueOrThrow({
    where: { id: 1 },
    include: {
      category: true,
      tags: { include: { tag: true }, orderBy: { position: 'asc' } },
    },
  })
  const saved = post.version - 1
  expect([progress.answered, progress.sent]).toContain(saved)
  expect(post).toMatchObject({ title: `Edit ${saved}`, category: { name: `C${saved}` } })
  expect([post.body, post.html]).toEqual([
    expect.stringContaining(` e${saved}e.`),
    expect.stringContaining(` e${saved}e.`),
  ])
  expect(post.tags.map(({ tag }) => tag.name)).toEqual(tagsOf(saved))
  const revisions = await read.revision.findMany({
    where: { postId: 1, version: { gt: 1 } },
    orderBy: { number: 'asc' },
    select: { version: true, title: true },
  })
  const expected = Array.from({ length: saved }, (_, n) => ({
    version: n + 2,
    title: `Edit ${n + 1}`,
  }))
  expect(revisions).toEqual(expected)
}

const MERGED = ['ma', 'mb', 'mc', 'md', 'me']

/** Merges five tags of sixty posts into a sixth, next time takes it back. */
async function mergeOrUndo(agent: Agent, progress: Progress): Promise<void> {
  const step = progress.answered + 1
  progress.sent = step
  const isMerge = step % 2 === 1
  const answer = isMerge
    ? await agent
        .post('/admin/tags/merge')
        .type('form')
        .send({ from: MERGED.map((_, n) => n + 1), into: 6 })
    : await undoLast(agent)
  // Done already by the program that has been killed before it could answer.
  const isDone = [404, 409, 422].includes(answer.status)
  expect([answer.status, isDone]).toEqual([isDone ? answer.status : 303, isDone])
  progress.answered = step
}

async function undoLast(agent: Agent) {
  const { text } = await agent.get('/admin/history')
  const [, id = '0'] = /action="\/admin\/operations\/(\d+)\/undo"/.exec(text) ?? []
  return agent.post(`/admin/operations/${id}/undo`).type('form').send({})
}

async function assertMerge({ read }: Database, progress: Progress): Promise<void> {
  const rows = await read.blogTag.findMany({
    where: { post: { slug: { startsWith: 'merged-' } } },
    orderBy: [{ postId: 'asc' }, { tagId: 'asc' }],
    select: { postId: true, tagId: true },
  })
  const apart = rows.some(({ tagId }) => tagId !== 6)
  const names = (await read.tag.findMany({ where: { id: { lte: 6 } } })).length
  expect([names, rows.length]).toEqual(apart ? [6, 60 * 3] : [1, 60])
  const steps = [progress.answered, progress.sent].map(step => step % 2 === 0)
  expect(steps).toContain(apart)
  progress.answered = progress.sent - (apart === (progress.sent % 2 === 0) ? 0 : 1)
}

function writeDocuments(env: Environment, round: number): string {
  const folder = join(env['DATA_DIR'] ?? '', `documents-${round}`)
  mkdirSync(folder)
  for (let n = 1; n <= DOCUMENTS; n += 1) {
    const header = `title: Document ${round} ${n}\ntags: [imported, round ${round}, d${n}]\ndate: 2026-01-02`
    writeFileSync(join(folder, `${n}.md`), `---\n${header}\n---\nText ${n}.\n`)
  }
  return folder
}

async function assertImport({ read }: Database): Promise<void> {
  const posts = await read.post.count({ where: { title: { startsWith: 'Document ' } } })
  const joins = await read.blogTag.count({
    where: { post: { title: { startsWith: 'Document ' } } },
  })
  const known = await read.import.count()
  expect([posts % 16, joins, known]).toEqual([0, posts * 3, posts])
}

/** The same import again adds what is missing and no more; once more it changes nothing. */
async function importTheRest(env: Environment, folder: string, round: number): Promise<void> {
  const there = await withDatabase(env, ({ read }) =>
    read.post.count({ where: { title: { startsWith: `Document ${round} ` } } }),
  )
  // So long after the kill that nobody takes the import for one that is at work.
  await withDatabase(env, db =>
    db.write(tx => tx.importRun.updateMany({ data: { beatAt: new Date('2026-01-01') } })),
  )
  const again = await runBuilt(env, ['import', folder, '--author', 'edith', '--json'])
  expect(JSON.parse(again.stdout)).toMatchObject({
    ...{ added: DOCUMENTS - there, unchanged: there, updated: 0, problems: [] },
  })
  await assertSound(env)
}

// What bears the name of a backup is one, and what a killed one left is cleared away by a later one.
async function assertBackup(env: Environment, backup: string): Promise<void> {
  const folder = env['DATA_DIR'] ?? ''
  if (existsSync(backup)) {
    expect(await runBuilt(env, ['backup', 'verify', backup])).toMatchObject({ status: 0 })
    rmSync(backup)
  }
  const parts = readdirSync(folder).filter(name => name.endsWith('.part'))
  if (parts.length === 0) return
  const yesterday = new Date(Date.now() - 86_400_000)
  for (const part of parts) utimesSync(join(folder, part), yesterday, yesterday)
  expect(await runBuilt(env, ['backup', backup])).toMatchObject({ status: 0 })
  expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([])
  rmSync(backup)
}

async function prepare(db: Database): Promise<void> {
  const now = new Date('2026-01-01T00:00:00Z')
  await db.write(async tx => {
    const names = [...MERGED, 'merged']
    await tx.tag.createMany({
      data: names.map(name => ({
        ...{ name, key: name, slug: name, createdAt: now, curated: true },
      })),
    })
    const at = moment(tx.dialect, now)
    const insert = (slug: ReturnType<typeof sql>, count: number) => sql`
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      INSERT INTO posts (title, slug, status, author_id, created_at, content_updated_at,
        renderer_version, excerpt_html, body, html)
      SELECT 'A post', ${slug}, 'draft', 1, ${at}, ${at}, 2, '', '', '' FROM numbers ORDER BY n`
    await tx.execute(insert(sql`'edited'`, 1))
    await tx.execute(insert(sql`'merged-' || n`, 60))
    await tx.execute(sql`
      INSERT INTO blog_tag (post_id, tag_id, position, added_at)
      SELECT posts.id, tags.id, tags.id, ${at} FROM posts CROSS JOIN tags
      WHERE posts.id > 1 AND tags.id <= 5 AND (posts.id + tags.id) % 5 IN (0, 1, 3)`)
    for (let id = 1; id <= 61; id += 1) await indexPost(tx, id, toSearchDocument('A post', ''))
  })
}
