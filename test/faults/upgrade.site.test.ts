import { existsSync, rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { expect, inject, test, vi } from 'vitest'
import { migrateDatabase } from '../../src/db/migrate.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import {
  prepareBlog,
  runBuilt,
  serveBuilt,
  startBuilt,
  type Environment,
} from '../support/built.ts'
import { runScript, writeOldRows } from '../support/old-rows.ts'
import { PEOPLE } from '../support/people.ts'
import { listMigrationFolders, makeRelease, takeFirstMigrations } from '../support/release.ts'
import { openAgent, signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'
import { times } from '../support/times.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: 180_000 })

const { dialect } = inject('databases')
const MIGRATIONS = 'prisma/migrations'

/** A database as an earlier release left it: with its first migrations, and rows in it. */
async function prepareEarlier(count: number): Promise<Environment> {
  const env = await prepareBlog('empty')
  const url = env['DATABASE_URL'] ?? ''
  if (dialect === 'sqlite') rmSync(sqlitePath(url))
  else await runScript(url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  await migrateDatabase(url, takeFirstMigrations(dialect, count))
  await writeOldRows(url)
  return env
}

const countAll = (env: Environment) =>
  withDatabase(env, async ({ read }) => {
    const joins = await read.blogTag.findMany({ orderBy: [{ postId: 'asc' }, { tagId: 'asc' }] })
    const posts = await read.post.findMany({ orderBy: { id: 'asc' } })
    return {
      joins: joins.map(({ postId, tagId }) => [postId, tagId]),
      posts: posts.map(({ title, version, body }) => [title, version, body]),
      revisions: await read.revision.count(),
      aliases: await read.tagAlias.count(),
      redirects: await read.redirect.count(),
      settings: await read.setting.findMany(),
    }
  })

const OLD = {
  joins: [
    [1, 1],
    [1, 2],
    [2, 2],
  ],
  posts: [
    ['An old post', 2, 'High water.'],
    ['A draft', 1, 'Low.'],
  ],
  ...{ revisions: 3, aliases: 1, redirects: 2 },
  settings: [{ name: 'title', value: 'Old waters' }],
}

test.each(listMigrationFolders(dialect).map((_, at) => at + 1))(
  'R15: a database with the first %i migrations is taken over with all that is in it',
  { timeout: 120_000 },
  async count => {
    const env = await prepareEarlier(count)
    const isServed = count === 1 || times(0, 1) === 1
    if (!isServed) await migrateDatabase(env['DATABASE_URL'] ?? '', MIGRATIONS)
    else {
      const served = await serveBuilt(env)
      const agent = await signIn(served.url, { email: 'olga@example.com' })
      expect((await openAgent(served.url).get('/posts/before')).status).toBe(301)
      const page = await openAgent(served.url).get('/posts/an-old-post')
      expect(page.text).toMatch(/Old waters[\s\S]*High water/)
      expect((await agent.get('/admin/posts/1/revisions/1')).text).toContain('An older title')
    }

    expect(await countAll(env)).toEqual(OLD)
    await assertSound(env)
  },
)

// Takes a second or two, so that it can be killed in its midst.
const SLOW = {
  sqlite: `CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY, "n" INTEGER);
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 1500000)
    INSERT INTO "shelves" ("n") SELECT n FROM numbers;
    UPDATE "posts" SET "title" = "title" || '.';`,
  postgresql: `CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);
    SELECT pg_sleep(1.5);
    UPDATE "posts" SET "title" = "title" || '.';`,
}

test(
  'R15: an upgrade that is killed is begun anew, and done once',
  { timeout: times(120_000, 1_200_000) },
  async () => {
    const main = makeRelease(SLOW)
    for (let round = 0; round < times(1, 20); round += 1) {
      const env = await prepareEarlier(listMigrationFolders(dialect).length)
      const begun = startBuilt(env, ['migrate'], { main })
      await waitForBegin(env)
      await pause(Math.random() * 1_000)
      begun.kill('SIGKILL')
      await begun.ended

      expect(await runBuilt(env, ['migrate'], { main })).toMatchObject({ status: 0, stderr: '' })

      const titles = await withDatabase(env, ({ read }) =>
        read.post.findMany({ select: { title: true }, orderBy: { id: 'asc' } }),
      )
      expect(titles).toEqual([{ title: 'An old post.' }, { title: 'A draft.' }])
    }
  },
)

async function waitForBegin(env: Environment): Promise<void> {
  const url = env['DATABASE_URL'] ?? ''
  if (dialect === 'sqlite') {
    await until(() => existsSync(`${sqlitePath(url)}.migrating`))
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await until(async () => (await client.query(UNFINISHED)).rows.length > 0)
  await client.end()
}

const UNFINISHED = 'SELECT 1 FROM _prisma_migrations WHERE finished_at IS NULL'

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000 && !(await isSo()); tries += 1) await pause(10)
}

const ADDITIVE = `CREATE TABLE "shelves" ("id" INTEGER PRIMARY KEY);
  ALTER TABLE "posts" ADD COLUMN "shelf" TEXT;
  ALTER TABLE "tags" ADD COLUMN "colour" TEXT NOT NULL DEFAULT 'blue';
  ALTER TABLE "blog_tag" ADD COLUMN "weight" INTEGER NOT NULL DEFAULT 1;`

const save = (agent: Agent, version: number) =>
  agent
    .post('/admin/posts/1')
    .type('form')
    .send({
      ...{
        version,
        title: `Version ${version}`,
        body: `Text ${version}.`,
        tags: `one, t${version}`,
      },
    })

test('R15: an upgrade beside a running instance takes nothing from it: PostgreSQL goes on with both, a SQLite file is left to whom it belongs', async () => {
  const env = await prepareBlog()
  const old = await serveBuilt(env)
  const agent = await signIn(old.url, PEOPLE.edith)
  const first = { title: 'One', body: 'Text.', tags: 'one', status: 'published' }
  expect((await agent.post('/admin/posts').type('form').send(first)).status).toBe(303)
  const main = makeRelease({ sqlite: ADDITIVE, postgresql: ADDITIVE })

  let migrated: Awaited<ReturnType<typeof runBuilt>> | undefined
  const migrating = runBuilt(env, ['migrate'], { main }).then(run => (migrated = run))
  let version = 1
  for (; !migrated; version += 1) {
    expect((await save(agent, version)).status).toBe(303)
    await pause(100)
  }
  await migrating

  if (dialect === 'sqlite') {
    expect(migrated.status).toBe(1)
    expect(migrated.stderr).toMatch(
      /^blext: Another Blext has \S+ open, and this version must migrate it: stop the other one first\.\n$/,
    )
    old.kill('SIGTERM')
    await old.ended
    expect((await runBuilt(env, ['migrate'], { main })).status).toBe(0)
  } else {
    expect(migrated.status).toBe(0)
    await assertBoth(env, main, { agent, version })
  }
  const refused = await runBuilt({ ...env, PORT: '1' }, ['serve'])
  expect([refused.status, refused.stderr]).toEqual([
    1,
    'blext: The database has the migration 20990101000000_next, which this version of Blext does not know. Start the newer version that made it.\n',
  ])
})

async function assertBoth(
  env: Environment,
  main: string,
  { agent, version }: { agent: Agent; version: number },
): Promise<void> {
  const { PORT } = await prepareBlog()
  const young = await serveBuilt({ ...env, PORT: PORT ?? '' }, { main })
  const other = await signIn(young.url, PEOPLE.adam)
  expect((await save(other, version)).status).toBe(303)
  expect((await save(agent, version + 1)).status).toBe(303)
  for (const { text } of [await agent.get('/admin/posts'), await other.get('/admin/posts')]) {
    expect(text).toContain(`Version ${version + 1}`)
  }
  const stored = await withDatabase(env, ({ read }) =>
    read.blogTag.findMany({ where: { postId: 1 }, include: { tag: true } }),
  )
  expect(stored.map(({ tag }) => tag.name).sort()).toEqual(['one', `t${version + 1}`])
}
