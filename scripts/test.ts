/**
 * `npm test`: builds, then checks format, lint and types, then runs all tests. Nothing stops at the
 * first failure. The last line is `N passed, N failed`; each check counts as one.
 * `--long` runs the full counts of the long tests, `--no-tests` only builds and checks.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Outcome = { passed: number; failed: number }
type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: unknown[] }[]
}

const options = process.argv.slice(2)
const bin = (path: string) => join('node_modules', path)

const outcomes = [await check('build', ['scripts/build.mjs'])]
// The machine has at least two cores: what does not depend on each other runs in two rows.
const rows = await Promise.all([
  inTurn([
    () => check('format', [bin('prettier/bin/prettier.cjs'), '--check', '.']),
    () => check('lint', [bin('eslint/bin/eslint.js'), '.']),
  ]),
  inTurn([
    () => check('types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']),
    () => check('types of the browser', [bin('typescript/bin/tsc'), '-p', 'tsconfig.client.json']),
  ]),
])
outcomes.push(...rows.flat())
if (!options.includes('--no-tests')) outcomes.push(await runTests())

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
process.exitCode = failed === 0 ? 0 : 1
console.log(`${passed} passed, ${failed} failed`)

async function inTurn(tasks: (() => Promise<Outcome>)[]): Promise<Outcome[]> {
  const results: Outcome[] = []
  for (const task of tasks) results.push(await task())
  return results
}

/** Runs one check and shows what it printed if it failed. */
async function check(name: string, args: string[]): Promise<Outcome> {
  const started = Date.now()
  const { status, output } = await runNode(args, 'kept')
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)`)
  if (status !== 0) console.log(output.trimEnd())
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

async function runTests(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'blext-report-'))
  const file = join(folder, 'report.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { status } = await runNode([bin('vitest/vitest.mjs'), ...args], 'shown')
  const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
  rmSync(folder, { recursive: true, force: true })
  return countTests(report, status)
}

/** A test that was skipped did not pass; a file or a run that broke without a failing test has failed once. */
function countTests(report: Report | null, status: number): Outcome {
  if (!report) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report
  const broken = testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  )
  const failed = numFailedTests + numPendingTests + numTodoTests + broken.length
  return { passed: numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed }
}

type Run = { status: number; output: string }

function runNode(args: string[], output: 'kept' | 'shown'): Promise<Run> {
  return new Promise((resolve, reject) => {
    const long = options.includes('--long') ? { LONG: '1' } : {}
    const child = spawn(process.execPath, args, {
      stdio: [
        'ignore',
        output === 'kept' ? 'pipe' : 'inherit',
        output === 'kept' ? 'pipe' : 'inherit',
      ],
      env: { ...process.env, ...long },
    })
    const parts: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => parts.push(part))
    child.stderr?.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    child.once('close', code =>
      resolve({ status: code ?? 1, output: Buffer.concat(parts).toString('utf8') }),
    )
  })
}
