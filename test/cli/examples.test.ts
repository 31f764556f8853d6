import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import type { Command } from '../../src/cli/command.ts'
import { commands, runCommandLine } from '../../src/cli/run.ts'
import { programVersion } from '../../src/operations/version.ts'
import { copyPrepared } from '../support/databases.ts'
import { times } from '../support/times.ts'

vi.setConfig({ testTimeout: 120_000 })

const PASSWORD = 'a long enough password'

/** They go on until they are told to stop. */
const SERVING = ['serve', 'demo']

/** What their first argument is, a path, lies in a folder of the test. */
const WITH_PATH = ['import', 'export', 'backup', 'backup verify', 'restore']

async function run(args: string[], databaseUrl = '', folder = '') {
  const said = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof said) =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said[name] += chunk.toString()
        done()
      },
    })
  const env = { DATABASE_URL: databaseUrl, DATA_DIR: folder, SESSION_SECRET: 'x'.repeat(32) }
  const status = await runCommandLine(
    args,
    { ...env, LOG_LEVEL: 'silent' },
    {
      ...{ stdin: Readable.from([PASSWORD]), stdout: sink('stdout'), stderr: sink('stderr') },
      isTerminal: false,
    },
  )
  return { status, ...said }
}

// As a shell takes a line apart: words, and quotes around what holds spaces.
function argumentsOf(line: string, { name }: Command, folder: string): string[] {
  const typed = line.slice(line.indexOf(`blext ${name}`) + 'blext '.length).replace(/<.*/, '')
  const words = [...typed.matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted ?? plain,
  )
  const first = name.split(' ').length
  return words.map((word, at) => {
    if (WITH_PATH.includes(name) && at === first) return join(folder, word)
    return word.replace('file:./', `file:${folder}/examples/`)
  })
}

test('each command teaches with two to four examples, as help COMMAND and as COMMAND --help', async () => {
  for (const command of commands) {
    const { name, examples } = command
    const [helped, asked] = [
      await run(['help', ...name.split(' ')]),
      await run([...name.split(' '), '--help']),
    ]

    expect([name, helped.status, helped.stdout]).toEqual([name, 0, asked.stdout])
    expect(examples.length, name).toBeGreaterThanOrEqual(2)
    expect(examples.length, name).toBeLessThanOrEqual(4)
    for (const { line, does } of examples) {
      expect(line).toMatch(new RegExp(`\\bblext ${name}( |$)`))
      expect(helped.stdout).toContain(`${line}\n      ${does}\n`)
    }
  }
})

test.each(commands.filter(({ name }) => !SERVING.includes(name)))(
  'the examples of $name can be typed as they are',
  async command => {
    const copy = await copyPrepared('empty')
    const examples = [...command.examples].reverse().slice(0, times(1, 4))

    for (const { line } of examples) {
      const args = argumentsOf(line, command, copy.folder)
      const { status, stderr } = await run(args, copy.databaseUrl, copy.folder)
      expect({ line, wrong: status === 2 ? stderr : '' }).toEqual({ line, wrong: '' })
    }
    await copy.remove()
  },
)

test('the examples name only options that the usage names', () => {
  for (const { usage, examples } of commands) {
    for (const { line } of examples) {
      const options = line.match(/--[\w-]+/g) ?? []
      expect(options.filter(option => !usage.includes(option))).toEqual([])
    }
  }
})

test('--version says which Blext this is', async () => {
  expect(await run(['--version'])).toEqual({
    status: 0,
    stdout: `${programVersion()}\n`,
    stderr: '',
  })
})

test('a dry run of the commands for people changes nothing and says so', async () => {
  const { databaseUrl, folder, remove } = await copyPrepared('peopled')
  const add = [
    'user',
    'add',
    '--username',
    'nina',
    '--email',
    'nina@example.com',
    '--password-stdin',
  ]
  const listed = async () => (await run(['user', 'list', '--json'], databaseUrl, folder)).stdout
  const before = await listed()

  const added = await run([...add, '--dry-run', '--json'], databaseUrl, folder)
  const disabled = await run(['user', 'disable', 'bob', '--dry-run'], databaseUrl, folder)
  const unknown = await run(['user', 'disable', 'nobody', '--dry-run'], databaseUrl, folder)
  const password = ['user', 'password', 'bob', '--password-stdin', '--dry-run', '--json']
  const changed = await run(password, databaseUrl, folder)
  const rendered = await run(['rerender', '--all', '--dry-run', '--json'], databaseUrl, folder)
  const migrated = await run(['migrate', '--json'], databaseUrl, folder)
  const pending = await run(['migrate', '--dry-run', '--json'], databaseUrl, folder)

  expect(JSON.parse(added.stdout)).toEqual({
    ...{ dryRun: true, username: 'nina', email: 'nina@example.com', role: 'author' },
  })
  expect(disabled.stdout).toMatch(/^A dry run, nothing was written\./)
  expect([added, disabled, unknown, changed].map(({ status }) => status)).toEqual([0, 0, 1, 0])
  expect(JSON.parse(rendered.stdout)).toEqual({ dryRun: true, posts: 0 })
  expect(JSON.parse(migrated.stdout)).toEqual({ applied: [], backup: null })
  expect(JSON.parse(pending.stdout)).toEqual({ dryRun: true, pending: [] })
  expect(await listed()).toBe(before)
  await remove()
})

test('a dry run of migrate names what is missing, and makes no database', async () => {
  const { databaseUrl, folder, remove } = await copyPrepared('empty')
  const path = join(folder, 'none', 'blext.db')

  const none = await run(['migrate', '--dry-run'], `file:${path}`, folder)
  const upToDate = await run(['migrate', '--dry-run'], databaseUrl, folder)

  expect(none.stdout).toMatch(/^A dry run, nothing was written: would be applied: \d+/)
  expect(existsSync(path)).toBe(false)
  expect(upToDate.stdout).toBe('A dry run, nothing was written: the database is up to date.\n')
  await remove()
})
