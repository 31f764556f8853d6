import { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { importCommand } from '../../src/cli/import.ts'
import { Refusal, UsageError } from '../../src/cli/command.ts'
import { openSite, type Site } from '../support/site.ts'

const GOOD = 'test/fixtures/import/blog/bundles'
const BAD = 'test/fixtures/import/bad'

test('imports a folder and says how much', async () => {
  const site = await openSite()

  const run = await runImport(site, [GOOD])

  expect(run).toMatchObject({ status: 0, failure: '' })
  expect(run.stdout).toContain('1 added, 0 updated, 0 unchanged; images stored: 1')
  expect(await site.db.read.post.count()).toBe(1)
})

test('says in one sentence that some files stayed out, names them, and takes in the others', async () => {
  const site = await openSite()

  const run = await runImport(site, [BAD])

  expect(run).toMatchObject({ status: 1, failure: '5 of 6 files were not imported.' })
  expect(run.stdout).toContain('Not imported:\n')
  expect(run.stdout).toContain('  latin1.md:6: This line is not UTF-8 text.\n')
  expect(await site.db.read.post.count()).toBe(1)
})

test('writes nothing with --dry-run', async () => {
  const site = await openSite()

  const run = await runImport(site, ['--dry-run', GOOD])

  expect(run.stdout).toContain('A dry run, nothing was written: 1 added')
  expect(await site.db.read.post.count()).toBe(0)
  expect(await site.db.read.media.count()).toBe(0)
})

test('prints one JSON value and nothing else with --json', async () => {
  const site = await openSite()

  const run = await runImport(site, [BAD, '--json', '--author', 'alice'], { isTerminal: true })

  expect(run.stderr).toBe('')
  expect(JSON.parse(run.stdout)).toMatchObject({
    dryRun: false,
    files: 6,
    added: 1,
    problems: expect.arrayContaining([
      expect.objectContaining({ file: 'impossible-date.md', line: 3 }),
    ]) as unknown,
  })
})

test('draws a bar where a person watches', async () => {
  const site = await openSite()

  const run = await runImport(site, [GOOD], { isTerminal: true })

  expect(run.stderr).toMatch(/^\r█{30} 1\/1\n$/)
})

test.each([
  [[], UsageError],
  [[GOOD, BAD], UsageError],
  [[GOOD, '--format', 'papyrus'], UsageError],
  [['test/fixtures/nowhere'], Refusal],
  [[GOOD, '--author', 'nobody'], Refusal],
])('refuses the arguments %j', async (args, kind) => {
  const site = await openSite()

  await expect(runImport(site, args, { isStrict: true })).rejects.toBeInstanceOf(kind)
  expect(await site.db.read.post.count()).toBe(0)
})

type Run = { status: number; stdout: string; stderr: string; failure: string }

async function runImport(
  { context: { config } }: Site,
  args: string[],
  { isTerminal = false, isStrict = false } = {},
): Promise<Run> {
  const stdout = openSink()
  const stderr = openSink()
  const streams = { stdin: Readable.from([]), stdout: stdout.stream, stderr: stderr.stream }
  const io = { config: { ...config, logLevel: 'silent' }, ...streams, isTerminal }
  const run = importCommand.run(args, io).then(status => ({ status, failure: '' }))
  const ended = isStrict
    ? await run
    : await run.catch((error: unknown) => ({ status: 1, failure: (error as Error).message }))
  return { ...ended, stdout: stdout.text(), stderr: stderr.text() }
}

function openSink(): { stream: Writable; text: () => string } {
  let text = ''
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString()
      done()
    },
  })
  return { stream, text: () => text }
}
