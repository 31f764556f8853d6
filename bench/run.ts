/**
 * `npm run bench [-- --posts 1000,10000] [--seconds 5] [--database URL]`: how fast the built program
 * serves a generated blog, how fast posts are re-edited and the vocabulary is changed. `--database` names an empty database to
 * use instead of a SQLite file that goes away afterwards; PostgreSQL is measured so. `--instances`
 * measures one and two instances on a PostgreSQL of their own instead, with a death and a restart.
 * `--import 10000` measures how so many Markdown files come in instead, `--export 10000` how so many posts go out.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureBareEdits } from './bare-edits.ts'
import { measureEdits } from './edits.ts'
import { generateBlog } from './generate.ts'
import { measureExport } from './exporting.ts'
import { measureImport } from './importing.ts'
import { benchInstances } from './instances.ts'
import { printLoad, printPages, printSearches, printTargets, printVocabulary } from './print.ts'
import { measureProgram } from './serving.ts'
import { measureVocabulary } from './vocabulary.ts'

const { values: options } = parseArgs({
  options: {
    posts: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
    database: { type: 'string' },
    instances: { type: 'boolean', default: false },
    import: { type: 'string' },
    export: { type: 'string' },
  },
})

const seconds = Number(options.seconds)
const built = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
if (built.status !== 0) process.exit(1)
console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
)
if (options.import !== undefined) await measureImport(Number(options.import))
else if (options.export !== undefined) await measureExport(Number(options.export))
else await benchBlogs()

async function benchBlogs(): Promise<void> {
  for (const posts of options.posts.split(',').map(Number)) {
    if (options.instances) await benchInstances(posts, seconds)
    else await benchBlog(posts)
  }
}

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
    const measured = await measureProgram(environment, folder, seconds)
    printPages(measured.pages)
    printSearches(measured.searches, measured.meanwhile)
    const edits = await measureEdits(environment, seconds)
    printLoad('re-edits', edits)
    if (environment.DATABASE_URL.startsWith('file:')) {
      printLoad('the same in bare SQLite', measureBareEdits(environment.DATABASE_URL, seconds))
    }
    printVocabulary(await measureVocabulary(environment))
    printTargets({ ...measured, edits })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
