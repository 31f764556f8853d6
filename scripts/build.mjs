/** Builds what is missing or out of date: the Prisma clients, the server in dist/, the browser's scripts. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = dirname(import.meta.dirname)

const STEPS = [
  {
    name: 'clients',
    output: 'src/db/generated',
    sources: ['prisma/schema.prisma', 'scripts/generate.ts', 'node_modules/prisma/package.json'],
    run: generateClients,
  },
  {
    name: 'server',
    output: 'dist',
    sources: [
      'src',
      'tsconfig.json',
      'tsconfig.build.json',
      'node_modules/typescript/package.json',
    ],
    without: 'src/client',
    run: compileServer,
  },
  {
    name: 'browser',
    output: 'public/build',
    sources: ['src/client', 'scripts/build.mjs', 'node_modules/esbuild/package.json'],
    run: bundleBrowser,
  },
]

// node scripts/build.mjs [clients|server|browser] [--force]
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [only, ...options] = process.argv.slice(2)
  await build({ only, force: options.includes('--force') })
}

/** Runs the steps whose sources changed since they last ran; all of what is printed goes to stderr. */
export async function build({ only, force = false } = {}) {
  process.chdir(root)
  for (const step of STEPS.filter(({ name }) => only === undefined || name === only)) {
    const stamp = join(step.output, '.stamp')
    const sources = signature(step)
    if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) continue
    console.error(`Building ${step.output} …`)
    await step.run(step.output)
    mkdirSync(step.output, { recursive: true })
    writeFileSync(stamp, sources)
  }
}

function signature({ sources, without }) {
  const files = sources.flatMap(source => listFiles(source, without))
  return createHash('sha256').update(files.join('\n')).digest('hex')
}

function listFiles(path, without) {
  if (path === without || !existsSync(path)) return []
  const stats = statSync(path)
  if (!stats.isDirectory()) return [`${path} ${stats.mtimeMs} ${stats.size}`]
  return readdirSync(path)
    .filter(name => name !== '.stamp')
    .sort()
    .flatMap(name => listFiles(join(path, name), without))
}

function generateClients() {
  runNode('--import', 'tsx', 'scripts/generate.ts')
}

// Compiled beside the old one and then put in its place, so that a failure leaves what worked.
function compileServer(output) {
  const next = `${output}-next`
  rmSync(next, { recursive: true, force: true })
  runNode('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next)
  cpSync('src', next, { recursive: true, filter: isAsset })
  rmSync(output, { recursive: true, force: true })
  renameSync(next, output)
}

function isAsset(path) {
  return statSync(path).isDirectory()
    ? !['client', 'db/generated'].includes(relative('src', path))
    : !path.endsWith('.ts')
}

async function bundleBrowser(output) {
  rmSync(output, { recursive: true, force: true })
  const { build: bundle, stop } = await import('esbuild')
  await bundle(browserOptions())
  // Its service would live as long as the server that is started next.
  await stop()
}

/** How the browser's scripts are bundled: each of these files is one entry. */
export function browserOptions() {
  return {
    entryPoints: listEntryPoints(),
    outdir: 'public/build',
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
  }
}

function listEntryPoints() {
  return ['admin', 'editor', 'reading', 'file-search', 'scheme'].map(
    name => `src/client/${name}.ts`,
  )
}

function runNode(...args) {
  const { status } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, CHECKPOINT_DISABLE: '1' },
  })
  if (status !== 0) {
    console.error(`✖ ${args.join(' ')} failed.`)
    process.exit(status ?? 1)
  }
}
