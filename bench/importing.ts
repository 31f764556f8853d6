import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, createZipf, makeVocabulary, writeBody } from './words.ts'

const FILES_A_FOLDER = 500
const TAGS_A_POST = 4
const SAMPLE_MS = 50

type Ran = { seconds: number; peakMb: number; output: string }

/** How fast so many Markdown files come in, come again unchanged, and are taken back; with the most memory that each took. */
export async function measureImport(posts: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-bench-import-'))
  try {
    writeDocuments(join(folder, 'blog'), posts)
    const environment = { DATABASE_URL: `file:${join(folder, 'blext.db')}`, DATA_DIR: folder }
    const run = (...args: string[]) => runCommand(args, environment)
    const ann = ['--username', 'ann', '--email', 'ann@example.org', '--role', 'admin']
    await run('user', 'add', ...ann, '--password-stdin')
    printRun('plan', posts, await run('import', join(folder, 'blog'), '--dry-run', '--json'))
    const first = await run('import', join(folder, 'blog'), '--json')
    printRun('import', posts, first)
    printRun('the same again', posts, await run('import', join(folder, 'blog'), '--json'))
    const { operation } = JSON.parse(first.output) as { operation: number }
    printRun('undo', posts, await run('undo', String(operation)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One line of what was measured. */
export function printRun(what: string, posts: number, { seconds, peakMb }: Ran): void {
  const rate = `${(posts / seconds).toFixed(0)} posts/s`
  console.log(`${what.padEnd(16)}${seconds.toFixed(1)} s, ${rate}, at most ${peakMb.toFixed(0)} MB`)
}

function writeDocuments(folder: string, posts: number): void {
  const random = createRandom(posts)
  const vocabulary = makeVocabulary(20_000, random)
  const nextRank = createZipf(vocabulary.length, random)
  const nextTag = createZipf(Math.max(50, Math.floor(posts / 10)), random)
  const nextWord = () => vocabulary[nextRank()] ?? ''
  for (let number = 0; number < posts; number += 1) {
    const place = join(folder, String(Math.floor(number / FILES_A_FOLDER)))
    if (number % FILES_A_FOLDER === 0) mkdirSync(place, { recursive: true })
    const tags = Array.from({ length: TAGS_A_POST }, () => `tag-${nextTag()}`)
    const day = new Date(Date.UTC(2016, 0, 1) + number * 3_600_000).toISOString()
    const body = writeBody(200 + (number % 7) * 50, nextWord, random)
    const header = `title: Post ${number}\ncategory: C${number % 50}\ntags: [${tags.join(', ')}]\ndate: ${day}`
    writeFileSync(join(place, `post-${number}.md`), `---\n${header}\n---\n${body}`)
  }
}

/** Runs a command of the built program to its end, with the time and the memory that it took. */
export async function runCommand(
  args: string[],
  environment: Record<string, string>,
): Promise<Ran> {
  const started = performance.now()
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
  })
  child.stdin.on('error', () => undefined).end('only for this measurement\n')
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  let peakMb = 0
  const timer = setInterval(() => {
    peakMb = Math.max(peakMb, readPeak(child.pid ?? 0))
  }, SAMPLE_MS)
  await once(child, 'close')
  clearInterval(timer)
  return { seconds: (performance.now() - started) / 1000, peakMb, output }
}

// Linux: the most memory that a process has held so far.
function readPeak(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return (Number(kilobytes) * 1024) / 1e6
  } catch {
    return 0
  }
}
