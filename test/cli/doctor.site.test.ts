import { Readable, Writable } from 'node:stream'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Refusal, UsageError } from '../../src/cli/command.ts'
import { doctorCommand } from '../../src/cli/doctor.ts'
import { damage, loseRules } from '../operations/damage.ts'
import { addPost } from '../support/builders.ts'
import { openSite, type Site } from '../support/site.ts'

const ROW = `INSERT INTO blog_tag (post_id, tag_id, position, added_at)
  VALUES (1, 1, 5, '2026-01-01T00:00:00.000+00:00')`
const TAG = `INSERT INTO tags (name, "key", slug, created_at)
  VALUES ('River', 'River', 'river-2', '2026-01-01T00:00:00.000+00:00')`

async function openDamagedSite(): Promise<Site> {
  const site = await openSite()
  await addPost(site, { title: 'A walk', tags: ['river'] })
  await loseRules(site, ['blog_tag'])
  await damage(site, [ROW, TAG])
  return site
}

test('tells what is wrong and changes nothing', async () => {
  const site = await openDamagedSite()

  const { status, stdout } = await run(site, [])

  expect(status).toBe(0)
  expect(stdout).toContain('A post has the same tag more than once. (1)\n    blog_tag: post_id 1')
  expect(stdout).toContain('  → The first of each stays.')
  expect(stdout).toContain('blext doctor --repair mends this.')
  expect(await site.db.read.blogTag.count()).toBe(2)
})

test('repairs, names the report and the copy, and finds nothing afterwards', async () => {
  const site = await openDamagedSite()

  const repaired = await run(site, ['--repair', '--json'])
  const again = await run(site, [])

  const { report, backup, left, operations } = JSON.parse(repaired.stdout) as Record<string, string>
  expect(left).toEqual([])
  expect(operations).toHaveLength(1)
  expect(JSON.parse(readFileSync(String(report), 'utf8'))).toMatchObject({ state: 'done' })
  expect(existsSync(String(backup))).toBe(site.dialect === 'sqlite')
  expect(again.stdout).toBe('Nothing is wrong.\n')
  expect((await run(site, ['--repair'])).stdout).toBe('Nothing is wrong, so nothing was done.\n')
})

test('takes a repair back by its report, once, and lists what the rules refuse', async () => {
  const site = await openDamagedSite()
  const { report } = JSON.parse((await run(site, ['--repair', '--json'])).stdout) as {
    report: string
  }

  const undone = await run(site, ['--undo', report])
  const twice = await run(site, ['--undo', report])

  expect(undone.stdout).toContain('Taken back: 1.\nNot taken back:\n  blog_tag')
  expect(await site.db.read.tag.count()).toBe(2)
  expect(twice).toMatchObject({ status: 1, failure: expect.stringContaining('already') as unknown })
})

test('prints one JSON value and nothing else with --json', async () => {
  const site = await openDamagedSite()

  const { stdout, stderr } = await run(site, ['--json'])

  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ code: 'join-rows-twice', count: 1 }),
    ]) as unknown,
  })
})

test('refuses a report that does not exist, and what makes no sense', async () => {
  const site = await openSite()

  expect(await run(site, ['--undo', 'nothing.json'])).toMatchObject({ status: 1 })
  await expect(run(site, ['--undo', 'x.json', '--repair'])).rejects.toThrow(UsageError)
})

type Run = { status: number; stdout: string; stderr: string; failure: string }

async function run({ context }: Site, args: string[]): Promise<Run> {
  const written = { stdout: '', stderr: '' }
  const collect = (name: 'stdout' | 'stderr') =>
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        written[name] += chunk.toString()
        done()
      },
    })
  const { config } = context
  const streams = { stdin: Readable.from([]), stdout: collect('stdout'), stderr: collect('stderr') }
  try {
    const status = await doctorCommand.run(args, { config, ...streams, isTerminal: false })
    return { status, ...written, failure: '' }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { status: 1, ...written, failure: error.message }
  }
}
