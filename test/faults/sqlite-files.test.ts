import { copyFileSync, existsSync, rmSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { prepareBlog, serveBuilt, type Environment } from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: 180_000 })

const pathOf = (env: Environment): string => sqlitePath(env['DATABASE_URL'] ?? '')

const add = async (agent: Agent, title: string): Promise<void> => {
  const { status } = await agent.post('/admin/posts').type('form').send({ title, body: 'x' })
  expect(status).toBe(303)
}

const countPosts = (env: Environment) => withDatabase(env, ({ read }) => read.post.count())

test('R9: the log beside the file may be left over, with its index or without, and the file alone is the whole blog', async () => {
  const env = await prepareBlog()
  const path = pathOf(env)
  for (const missing of ['none', '-shm']) {
    const killed = await serveBuilt(env)
    await add(await signIn(killed.url, PEOPLE.edith), `Before, ${missing}`)
    killed.kill('SIGKILL')
    await killed.ended
    expect(existsSync(`${path}-wal`)).toBe(true)
    rmSync(`${path}${missing}`, { force: true })
  }
  const served = await serveBuilt(env)
  await add(await signIn(served.url, PEOPLE.edith), 'After')
  served.kill('SIGTERM')
  expect(await served.ended).toBe(0)

  expect(existsSync(`${path}-wal`)).toBe(false)
  const moved = { ...env, DATABASE_URL: `file:${path}.moved` }
  copyFileSync(path, pathOf(moved))
  expect(await countPosts(moved)).toBe(3)
  await assertSound(moved)
})

test('R9: a long reader and another writer delay twenty writers, and none of them hears of it', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const agent = await signIn(served.url, PEOPLE.edith)
  const reader = new SQLite(pathOf(env), { readonly: true })
  reader.exec('BEGIN')
  expect(reader.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(0)
  const other = new SQLite(pathOf(env))
  other.exec('BEGIN IMMEDIATE')
  setTimeout(() => other.exec('COMMIT').close(), 1_500)

  const saves = Array.from({ length: 20 }, (_, n) => add(agent, `Post ${n}`))
  const reads = Array.from({ length: 20 }, () => fetch(served.url))
  expect((await Promise.all(reads)).map(({ status }) => status)).toEqual(reads.map(() => 200))
  await Promise.all(saves)

  expect(reader.prepare('SELECT count(*) FROM posts').pluck().get()).toBe(0)
  reader.exec('COMMIT').close()
  expect(await countPosts(env)).toBe(20)
  await assertSound(env)
})
