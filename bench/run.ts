/**
 * `npm run bench [-- --posts 1000,10000] [--seconds 5] [--database URL]`: how fast the built program
 * serves a generated blog, how fast posts are re-edited and the vocabulary is changed. `--database` names an empty database to
 * use instead of a SQLite file that goes away afterwards; PostgreSQL is measured so.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/db/open.ts'
import { measureEdits } from './edits.ts'
import { generateBlog } from './generate.ts'
import { choosePages, measurePage, type Load, type PageResult } from './pages.ts'
import { startProgram } from './program.ts'
import { measureVocabulary, type VocabularyResult } from './vocabulary.ts'

const { values: options } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    database: { type: 'string' },
  },
})

const seconds = Number(options.seconds)
const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
if (built.status !== 0) process.exit(1)
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
)
for (const posts of options.posts.split(',').map(Number)) await benchBlog(posts)

async function benchBlog(posts: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-bench-'))
  try {
    const environment = {
      DATABASE_URL: options.database ?? `file:${join(folder, 'blext.db')}`,
      DATA_DIR: folder,
      SESSION_SECRET: 'only for this run, and nobody signs in',
    }
    const started = Date.now()
    await generateBlog(environment.DATABASE_URL, posts)
    console.log(`\n${posts} posts, made in ${((Date.now() - started) / 1000).toFixed(0)} s`)
    printPages(await benchPages(environment, folder))
    printLoads('re-edits', await measureEdits(environment, seconds))
    printVocabulary(await measureVocabulary(environment))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchPages(
  environment: Record<string, string>,
  folder: string,
): Promise<PageResult[]> {
  const db = await openDatabase(environment['DATABASE_URL'] ?? '')
  const pages = await choosePages(db.read)
  await db.close()

  const serve = (more: Record<string, string>) =>
    startProgram(
      () => ['dist/main.js', 'serve'],
      port => ({ ...environment, ...more, PORT: String(port) }),
    )
  const cached = await serve({})
  const uncached = await serve({ CACHE_MB: '0' })
  const sites = { cached: cached.url, uncached: uncached.url, folder, seconds }
  const results: PageResult[] = []
  for (const page of pages) results.push(await measurePage(page, sites))
  await cached.stop()
  await uncached.stop()
  return results
}

function printPages(results: PageResult[]): void {
  const row = (cells: string[]) => console.log(cells.map((cell, i) => pad(cell, i)).join(''))
  row(['page', 'KB', ...['cached', 'not cached', 'bare server'].flatMap(kind => [kind, '', ''])])
  row(['', '', ...Array.from({ length: 3 }, () => ['req/s', 'p50 ms', 'p99 ms']).flat()])
  for (const { name, bytes, cached, uncached, bare } of results) {
    row([name, (bytes / 1024).toFixed(1), ...[cached, uncached, bare].flatMap(cellsOf)])
  }
}

// After the first two columns, each kind of server has three.
function pad(cell: string, column: number): string {
  if (column === 0) return cell.padEnd(8)
  return cell.padStart(column % 3 === 2 ? 14 : 8)
}

function cellsOf({ perSecond, p50, p99 }: Load): string[] {
  return [perSecond.toFixed(0), p50.toFixed(1), p99.toFixed(1)]
}

function printLoads(name: string, { perSecond, p50, p99 }: Load): void {
  console.log(
    `${name}: ${perSecond.toFixed(0)} transactions/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}

function printVocabulary(results: VocabularyResult[]): void {
  const row = (name: string, cells: string[]) =>
    console.log(name.padEnd(20) + cells.map(cell => cell.padStart(12)).join(''))
  row('vocabulary', ['ms', 'ms of CPU', 'of'])
  for (const { name, ms, cpuMs, size } of results) {
    row(name, [ms.toFixed(0), cpuMs === null ? '' : cpuMs.toFixed(0), size])
  }
}
