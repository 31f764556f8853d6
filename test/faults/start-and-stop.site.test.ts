import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { Agent as KeptConnections, createServer, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, inject, onTestFinished, test, vi } from 'vitest'
import { sqlitePath } from '../../src/db/sqlite.ts'
import {
  answers,
  prepareBlog,
  runBuilt,
  serveBuilt,
  startBuilt,
  type Environment,
} from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { signIn } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'
import { times } from '../support/times.ts'

// Each start is a process of its own.
vi.setConfig({ testTimeout: times(180_000, 600_000) })

const { dialect } = inject('databases')

// What PostgreSQL has little to do with runs there with the full counts only.
const isWhole = dialect === 'sqlite' || times(0, 1) === 1

test('R13: told to stop under load, it finishes what it has accepted, on kept connections too, and ends with 0', async () => {
  const env = await prepareBlog('peopled', { LOG_LEVEL: 'info' })
  const served = await serveBuilt(env)
  const writer = await signIn(served.url, PEOPLE.edith)
  const first = await writer.post('/admin/posts').type('form').send({ title: 'One', body: 'x' })
  expect(first.status).toBe(303)
  const load = keepAsking(served.url)
  let version = 1
  const writing = (async () => {
    for (;;) {
      const fields = { version, title: `Title ${version}` }
      const answer = await writer
        .post('/admin/posts/1')
        .type('form')
        .send(fields)
        .catch(() => null)
      if (!answer) return
      expect(answer.status).toBe(303)
      version += 1
    }
  })()
  await load.answered(200)

  served.kill('SIGTERM')
  const told = performance.now()
  expect(await served.ended).toBe(0)
  expect(performance.now() - told).toBeLessThan(10_000)
  const results = await load.end()
  await writing

  expect(results.filter(result => result === 'cut')).toEqual([])
  expect(new Set(results)).toEqual(new Set([200, 'refused']))
  expect(served.said.stdout).toContain('"aborted":false')
  expect(served.said.stdout).not.toContain('"aborted":true')
  await withDatabase(env, async ({ read }) => {
    const { version: stored } = await read.post.findUniqueOrThrow({ where: { id: 1 } })
    expect(stored).toBe(version)
  })
  await assertSound(env)
})

type Result = number | 'refused' | 'cut'

/** Twenty readers who ask again and again on connections that they keep. */
function keepAsking(url: string) {
  const agent = new KeptConnections({ keepAlive: true, maxSockets: 20 })
  const results: Result[] = []
  let isOver = false
  let reached: () => void = () => undefined
  let wanted = Infinity
  const readers = Array.from({ length: 20 }, async () => {
    while (!isOver) {
      const result = await ask(url, agent)
      results.push(result)
      if (results.length >= wanted) reached()
      if (result === 'refused') return
    }
  })
  return {
    answered: (count: number) =>
      new Promise<void>(resolve => {
        wanted = count
        reached = resolve
      }),
    end: async () => {
      isOver = true
      await Promise.all(readers)
      agent.destroy()
      return results
    },
  }
}

// Before an answer begins a connection may be closed because it was idle, or not yet accepted; what
// the program had accepted and did not finish stands in its log.
function ask(url: string, agent: KeptConnections): Promise<Result> {
  return new Promise(resolve => {
    request(url, { agent }, answer => {
      answer.resume()
      answer.once('end', () => resolve(answer.complete ? (answer.statusCode ?? 0) : 'cut'))
      answer.once('error', () => resolve('cut'))
    })
      .once('error', () => resolve('refused'))
      .end()
  })
}

test.each((['SIGTERM', 'SIGINT'] as const).slice(0, times(dialect === 'sqlite' ? 1 : 0, 2)))(
  'R13: a second %s ends it at once, and all that was answered is there',
  async signal => {
    const env = await prepareBlog()
    const served = await serveBuilt(env)
    const agent = await signIn(served.url, PEOPLE.edith)
    const saved = await agent.post('/admin/posts').type('form').send({ title: 'Saved', body: 'x' })
    expect(saved.status).toBe(303)
    const slow = request(`${served.url}/login`, {
      method: 'POST',
      headers: { 'content-length': 9 },
    })
    slow.on('error', () => undefined).write('a')
    await answers(served.url)

    served.kill(signal)
    await waitUntilRefused(served.url)
    served.kill(signal)
    const told = performance.now()
    expect(await served.ended).toBeNull()
    expect(performance.now() - told).toBeLessThan(2_000)

    await withDatabase(env, async ({ read }) => expect(await read.post.count()).toBe(1))
    await assertSound(env)
  },
)

async function waitUntilRefused(url: string): Promise<void> {
  while (await fetch(`${url}/healthz`).catch(() => null)) await pause(10)
}

if (isWhole)
  test('R13: an import that is told to stop ends between two batches; the same again goes on from there', async () => {
    const env = await prepareBlog()
    const folder = join(env['DATA_DIR'] ?? '', 'documents')
    mkdirSync(folder)
    for (let n = 1; n <= 160; n += 1) {
      writeFileSync(
        join(folder, `${n}.md`),
        `---\ntitle: Document ${n}\ntags: [one, two]\n---\nText.\n`,
      )
    }
    const importing = startBuilt(env, ['import', folder, '--author', 'edith'])
    const count = () => withDatabase(env, ({ read }) => read.post.count())
    await withDatabase(env, async ({ read }) => {
      while ((await read.post.count()) === 0) await pause(20)
    })

    importing.kill('SIGTERM')
    expect(await importing.ended).toBe(1)
    expect(importing.said.stderr).toContain(
      'blext: It was stopped; the same import again goes on from there.\n',
    )
    const there = await count()
    expect([there % 16, there < 160]).toEqual([0, true])
    const rest = await runBuilt(env, ['import', folder, '--author', 'edith', '--json'])

    expect(rest).toMatchObject({ status: 0 })
    expect(await count()).toBe(160)
    await assertSound(env)
  })

const HUNDRED = times(2, 100)

if (isWhole)
  test(
    `R14: it starts again and again, however it ended`,
    { timeout: 30_000 + HUNDRED * 10_000 },
    async () => {
      const env = await prepareBlog()
      for (let round = 0; round < HUNDRED; round += 1) {
        const served = await serveBuilt(env)
        await answers(served.url)
        served.kill((['SIGTERM', 'SIGKILL', 'SIGINT'] as const)[round % 3] ?? 'SIGTERM')
        await served.ended
      }
      await assertSound(env)
    },
  )

/** What stops a start: one sentence on stderr, nothing else, and 1. */
async function assertOneSentence(env: Environment, sentence: RegExp): Promise<void> {
  const { status, stderr } = await runBuilt(env, ['serve'])
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^blext: [^\n]+\n$/)])
  expect(stderr).toMatch(sentence)
  expect(stderr).not.toMatch(/at .*:\d+/)
}

if (isWhole)
  test('R14: a port that is taken, and an address that is none of this machine, are one clear line', async () => {
    const env = await prepareBlog()
    const other = createServer()
    await new Promise<void>(resolve => other.listen(Number(env['PORT']), '127.0.0.1', resolve))
    onTestFinished(() => void other.close())

    await assertOneSentence(env, /Port \d+ is taken by another program\. Set PORT to a free one\./)
    await assertOneSentence({ ...env, HOST: '192.0.2.1' }, /no address 192\.0\.2\.1\. Set HOST/)
  })

test('R14: a database that is missing, damaged or out of reach is one clear line', async () => {
  const env = await prepareBlog('empty')
  const url = env['DATABASE_URL'] ?? ''
  if (dialect === 'postgresql') {
    const missing = url.replace(/[^/]+$/, 'nowhere')
    await assertOneSentence({ ...env, DATABASE_URL: missing }, /"nowhere" does not exist/)
    const closed = url.replace(/:\d+\//, ':1/')
    await assertOneSentence({ ...env, DATABASE_URL: closed }, /The database does not answer/)
    return
  }
  const path = sqlitePath(url)
  const damaged = join(env['DATA_DIR'] ?? '', 'damaged.db')
  const at = (file: string) => ({ ...env, DATABASE_URL: `file:${file}` })
  writeFileSync(damaged, 'This is no database. '.repeat(1000))
  await assertOneSentence(at(damaged), /damaged, or none of Blext.*blext restore/)
  copyFileSync(path, damaged)
  truncateSync(damaged, readFileSync(path).length / 2)
  await assertOneSentence(at(damaged), /damaged, or none of Blext.*blext restore/)
  await assertOneSentence(
    at(join(damaged, 'blext.db')),
    /may not be opened or written.*DATABASE_URL/,
  )
})

test('R14: a database that may only be read is one clear line', async () => {
  const env = await prepareBlog()
  if (dialect === 'postgresql') {
    const readOnly = `${env['DATABASE_URL']}?options=${encodeURIComponent('-c default_transaction_read_only=on')}`
    const served = await serveBuilt({ ...env, DATABASE_URL: readOnly })
    expect((await fetch(served.url)).status).toBe(200)
    return
  }
  const folder = join(env['DATA_DIR'] ?? '', 'read-only')
  const path = join(folder, 'blext.db')
  mkdirSync(folder)
  copyFileSync(sqlitePath(env['DATABASE_URL'] ?? ''), path)
  forbidWriting(folder, path)
  const place = { ...env, DATABASE_URL: `file:${path}`, DATA_DIR: folder }
  await assertOneSentence(place, /may not be opened or written.*DATABASE_URL/)
})

// Root may write to everything, but not where the system itself writes nothing.
function forbidWriting(folder: string, path: string): void {
  if (process.getuid?.() !== 0) {
    chmodSync(path, 0o444)
    chmodSync(folder, 0o555)
    onTestFinished(() => chmodSync(folder, 0o755))
    return
  }
  const mount = (...options: string[]) => spawnSync('mount', options).status
  expect(mount('--bind', folder, folder)).toBe(0)
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  expect(mount('-o', 'remount,ro,bind', folder)).toBe(0)
}
