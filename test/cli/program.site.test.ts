import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { copyPrepared } from '../support/databases.ts'
import { findFreePort } from '../support/postgresql.ts'

// Each run is a program of its own, which has to be loaded first.
vi.setConfig({ testTimeout: 180_000 })

type Environment = Record<string, string>

test('shows its commands, and refuses what is none of them with 2', async () => {
  const env = await prepare('empty')

  const help = await run(env, ['--help'])
  const unknown = await run(env, ['publish', 'everything'])
  const wrong = await run(env, ['user', 'add', '--role', 'owner'])

  expect(help.status).toBe(0)
  expect(help.stdout).toMatch(/blext serve[\s\S]*blext migrate[\s\S]*blext user add/)
  expect([unknown.status, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toBe(
    'blext: there is no command “publish everything”. See blext --help.\n',
  )
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toMatch(/^blext: --role is .*\nUsage: blext user add .*\n$/)
})

test('people are added, listed, given a password and disabled', async () => {
  const env = await prepare('empty')
  const nina = ['--username', 'nina', '--email', 'nina@example.com', '--role', 'admin']

  const short = await run(env, ['user', 'add', ...nina, '--password-stdin'], 'short\n')
  const added = await run(env, ['user', 'add', ...nina, '--password-stdin'], 'tide and lamp\n')
  const again = await run(env, ['user', 'add', ...nina, '--password-stdin'], 'tide and lamp\n')
  const changed = await run(env, ['user', 'password', 'nina', '--password-stdin'], 'rope and tide')
  const nobody = await run(env, ['user', 'disable', 'nobody'])
  const disabled = await run(env, ['user', 'disable', 'nina'])
  const listed = await run(env, ['user', 'list', '--json'])

  expect([short.status, short.stderr]).toEqual([
    1,
    'blext: A password has at least 12 characters.\n',
  ])
  expect([added.status, added.stdout]).toEqual([0, 'Added nina (admin).\n'])
  expect([again.status, again.stderr.split('\n').length]).toEqual([1, 2])
  expect([changed.status, nobody.status, disabled.status]).toEqual([0, 1, 0])
  expect(JSON.parse(listed.stdout)).toEqual([
    { username: 'nina', email: 'nina@example.com', role: 'admin', disabled: true },
  ])
})

test('S77: a bad environment stops it, with every bad variable named', async () => {
  const env = await prepare('empty')

  const { status, stderr } = await run({ ...env, PORT: 'x', BASE_URL: 'y' }, ['serve'])

  expect(status).toBe(1)
  expect(stderr).toMatch(/^blext: The environment needs attention\.\nPORT: .*\nBASE_URL: .*\n$/)
})

test('reliability 14 · a port that is taken is one clear line', async () => {
  const env = await prepare('peopled')
  const other = createServer()
  await new Promise<void>(resolve => other.listen(Number(env['PORT']), '127.0.0.1', resolve))
  onTestFinished(() => void other.close())

  const { status, stderr } = await run(env, ['serve'])

  expect(status).toBe(1)
  expect(stderr).toBe(
    `blext: Port ${env['PORT']} is taken by another program. Set PORT to a free one.\n`,
  )
})

test('reliability 14 · a damaged database is one clear line', async () => {
  const env = await prepare('empty')
  const path = join(String(env['DATA_DIR']), 'damaged.db')
  mkdirSync(String(env['DATA_DIR']), { recursive: true })
  writeFileSync(path, 'This is no database. '.repeat(1000))

  const { status, stderr } = await run({ ...env, DATABASE_URL: `file:${path}` }, ['serve'])

  expect(status).toBe(1)
  expect(stderr).toMatch(/^blext: [^\n]+\n$/)
  expect(stderr).not.toMatch(/at .*:\d+/)
})

test('reliability 13 · told to stop under load, it finishes what it accepted and exits with 0', async () => {
  const env = await prepare('empty')
  const server = start({ ...env, LOG_LEVEL: 'info' }, ['serve'])
  const url = `http://127.0.0.1:${env['PORT']}`
  const printed = await server.says(/\/setup\?token=\S+/)
  expect((await fetch(`${url}${printed}`)).status).toBe(200)
  const results: (number | 'refused' | 'cut')[] = []
  let stopping = false

  const load = Array.from({ length: 20 }, async () => {
    for (;;) {
      const result = await ask(url)
      results.push(result)
      if (stopping && typeof result !== 'number') return
      if (results.length === 100) {
        stopping = true
        server.kill('SIGTERM')
      }
    }
  })
  const status = await server.ended
  await Promise.all(load)

  expect(status).toBe(0)
  expect(results.filter(result => result === 'cut')).toEqual([])
  expect(new Set(results)).toEqual(new Set([200, 'refused']))
  expect(server.said.stdout).toContain('"aborted":false')
  expect(server.said.stdout).not.toContain('"aborted":true')
})

async function prepare(which: 'empty' | 'peopled'): Promise<Environment> {
  const copy = await copyPrepared(which)
  onTestFinished(() => copy.remove())
  return {
    DATABASE_URL: copy.databaseUrl,
    DATA_DIR: copy.folder,
    SESSION_SECRET: 'a secret that only the tests know',
    PORT: String(await findFreePort()),
    LOG_LEVEL: 'silent',
  }
}

function start(env: Environment, args: string[], input = '') {
  const program = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  })
  onTestFinished(() => void program.kill('SIGKILL'))
  const said = { stdout: '', stderr: '' }
  program.stderr.on('data', chunk => (said.stderr += String(chunk)))
  program.stdout.on('data', chunk => (said.stdout += String(chunk)))
  program.stdin.end(input)
  const ended = new Promise<number | null>(resolve => program.once('close', resolve))
  return {
    said,
    ended,
    kill: (signal: NodeJS.Signals) => program.kill(signal),
    says: (pattern: RegExp) =>
      new Promise<string>(resolve => {
        program.stdout.on('data', () => {
          const found = pattern.exec(said.stdout)
          if (found) resolve(found[0])
        })
      }),
  }
}

async function run(env: Environment, args: string[], input = '') {
  const { ended, said } = start(env, args, input)
  return { status: await ended, ...said }
}

// Before an answer begins a connection may be closed because it was idle, or not yet accepted; what
// the program had accepted and did not finish stands in its log.
async function ask(url: string): Promise<number | 'refused' | 'cut'> {
  const answer = await fetch(url).catch(() => null)
  if (!answer) return 'refused'
  return answer.text().then(
    () => answer.status,
    () => 'cut',
  )
}
