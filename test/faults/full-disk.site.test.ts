import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { load } from 'cheerio'
import pg from 'pg'
import sharp from 'sharp'
import { expect, inject, test, vi } from 'vitest'
import { addToken, scopes } from '../../src/accounts/tokens/tokens.ts'
import { sqlitePath } from '../../src/db/sqlite.ts'
import { prepareBlog, runBuilt, serveBuilt, type Environment } from '../support/built.ts'
import { PEOPLE } from '../support/people.ts'
import { limitFiles, openSmallDisk, type SmallDisk } from '../support/small-disk.ts'
import { openAgent, signIn, type Agent } from '../support/site.ts'
import { assertSound, withDatabase } from '../support/sound.ts'

// A busy machine takes its time for each process.
vi.setConfig({ testTimeout: 180_000 })

const { dialect } = inject('databases')
const POST = { title: 'A walk', body: 'The first words.', tags: 'river, walk', status: 'published' }
const NEXT = { ...POST, body: 'Words <b>&amp;</b> that were typed for an hour.', version: '1' }

/** A blog whose files, and with SQLite its database, are on a disk that can be full. */
async function prepareOnDisk(): Promise<{ env: Environment; disk: SmallDisk }> {
  const disk = openSmallDisk()
  const env = await prepareBlog('peopled', { LOG_LEVEL: 'info' })
  if (dialect === 'postgresql') return { env: { ...env, DATA_DIR: disk.path }, disk }
  const path = join(disk.path, 'blext.db')
  copyFileSync(sqlitePath(env['DATABASE_URL'] ?? ''), path)
  return { env: { ...env, DATABASE_URL: `file:${path}`, DATA_DIR: disk.path }, disk }
}

const post = (agent: Agent, path: string, fields: object) =>
  agent.post(path).type('form').send(fields)

// As if ten minutes had gone by since each person was last seen: the next request would note it.
const ageSessions = (env: Environment) =>
  withDatabase(env, db =>
    db.write(async tx => {
      const rows = await tx.session.findMany()
      for (const { id, expiresAt } of rows) {
        const earlier = new Date(expiresAt.getTime() - 3_600_000)
        await tx.session.update({ where: { id }, data: { expiresAt: earlier } })
      }
    }),
  )

const addScript = (env: Environment): Promise<string> =>
  withDatabase(env, db => {
    const token = { name: 'A script', scopes: [...scopes], expiresAt: null }
    return db.record(tx => addToken(tx, PEOPLE.adam.id, token, new Date()))
  })

async function assertReading(agent: Agent, url: string, token: string): Promise<void> {
  const script = await openAgent(url).get('/api/v1/posts').set('Authorization', `Bearer ${token}`)
  expect(script.status).toBe(200)
  for (const path of ['/', '/posts/a-walk', '/tags/river', '/feed.xml', '/search?q=words']) {
    const answer = await openAgent(url).get(path)
    expect([path, answer.status]).toEqual([path, 200])
  }
  for (const path of ['/admin/posts', '/admin/posts/1/edit', '/account', '/']) {
    const answer = await agent.get(path)
    expect([path, answer.status]).toEqual([path, 200])
    expect(answer.text).toMatch(/<\/html>\s*$/)
  }
}

/** Nothing can be saved; the answer says so and holds what was sent. */
async function assertRefused(agent: Agent): Promise<void> {
  const answer = await post(agent, '/admin/posts/1', NEXT)
  const $ = load(answer.text)
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
  expect($('h1').text()).toBe('Nothing can be saved just now')
  const form = $('form[action="/admin/posts/1"]')
  expect(form.find('[name=body]').val()).toBe(NEXT.body)
  expect(form.find('[name=title]').val()).toBe(NEXT.title)
  expect(form.find('[name=version]').val()).toBe('1')
  const draft = await agent
    .post('/admin/posts/1/draft')
    .accept('json')
    .send({ body: 'x', version: 1, sequence: 1 })
  expect([draft.status, draft.type]).toEqual([503, 'application/problem+json'])
}

test('R6: on a full disk people go on reading, lose nothing that they send, and go on writing when there is room', async () => {
  const { env, disk } = await prepareOnDisk()
  const log = join(disk.path, 'log')
  const served = await serveBuilt(env, { stdout: openSync(log, 'a') })
  const agent = await signIn(served.url, PEOPLE.adam)
  expect((await post(agent, '/admin/posts', POST)).status).toBe(303)
  await ageSessions(env)
  const token = await addScript(env)
  const image = await sharp({
    create: {
      width: 800,
      height: 600,
      channels: 3,
      background: 'teal',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer()

  disk.fill(served.pid)
  await assertReading(agent, served.url, token)
  if (dialect === 'sqlite') {
    await assertRefused(agent)
    const entered = await post(openAgent(served.url), '/login', {
      email: PEOPLE.bob.email,
      password: 'x',
    })
    expect(entered.status).toBe(503)
  }
  const upload = await agent
    .post('/admin/media')
    .accept('json')
    .attach('file', image, { filename: 'a.png', contentType: 'image/png' })
  expect([upload.status, upload.headers['retry-after']]).toEqual([503, '5'])
  await assertReading(agent, served.url, token)
  if (disk.isReal) await assertCommandsRefused(env, image)

  disk.free(served.pid)
  const sizeThen = readFileSync(log).length
  expect((await post(agent, '/admin/posts/1', NEXT)).status).toBe(303)
  const again = await agent
    .post('/admin/media')
    .accept('json')
    .attach('file', image, { filename: 'a.png', contentType: 'image/png' })
  expect(again.status).toBe(201)
  await assertReading(agent, served.url, token)
  served.kill('SIGTERM')
  expect(await served.ended).toBe(0)
  expect(readFileSync(log).length).toBeGreaterThan(sizeThen)
  await assertSound(env)
})

/** One sentence, and nothing that would be taken for a backup or for an import that was done. */
async function assertCommandsRefused(env: Environment, image: Buffer): Promise<void> {
  const folder = join((await prepareBlog())['DATA_DIR'] ?? '', 'documents')
  mkdirSync(folder)
  for (let n = 1; n < 200; n += 1) {
    writeFileSync(
      join(folder, `${n}.md`),
      `# Post ${n}\n\n![A](a${n}.png)\n\n${'text '.repeat(500)}`,
    )
  }
  writeFileSync(join(folder, 'a1.png'), image)
  const backup = join(env['DATA_DIR'] ?? '', 'backup.zip')

  for (const args of [['backup', backup], ...(dialect === 'sqlite' ? [['import', folder]] : [])]) {
    const run = await runBuilt(env, args)
    expect([args[0], run.status]).toEqual([args[0], 1])
    expect(run.stderr).toMatch(/^blext: [^\n]+\n$/)
  }
  expect(existsSync(backup)).toBe(false)
  const left = readdirSync(env['DATA_DIR'] ?? '', { recursive: true, encoding: 'utf8' })
  expect(left.filter(name => name.endsWith('.part'))).toEqual([])
}

test('R7: where the database takes no writes, reading goes on and saving says so, until it does again', async () => {
  const env = await prepareBlog()
  const served = await serveBuilt(env)
  const agent = await signIn(served.url, PEOPLE.adam)
  expect((await post(agent, '/admin/posts', POST)).status).toBe(303)
  await ageSessions(env)
  const token = await addScript(env)

  await setReadOnly(env, served.pid, true)
  await assertReading(agent, served.url, token)
  await assertRefused(agent)
  await assertReading(agent, served.url, token)

  await setReadOnly(env, served.pid, false)
  expect((await post(agent, '/admin/posts/1', NEXT)).status).toBe(303)
  expect((await openAgent(served.url).get('/posts/a-walk')).text).toContain('typed for an hour')
  await assertSound(env)
})

// SQLite: the process may write to no file. PostgreSQL: the database takes only readers, as a standby.
async function setReadOnly(env: Environment, pid: number, isOn: boolean): Promise<void> {
  if (dialect === 'sqlite') {
    limitFiles(pid, isOn ? 0 : undefined)
    return
  }
  const url = new URL(env['DATABASE_URL'] ?? '')
  const name = url.pathname.slice(1)
  url.pathname = '/postgres'
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = ${isOn}`)
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    name,
  ])
  await client.end()
}
