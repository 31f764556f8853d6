/**
 * The built program, `dist/main.js` as `npm start` runs it, in a process of its own. `npm test` has
 * built it before; where somebody runs a file of tests by itself, the first one that needs it does.
 */
import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { copyPrepared } from './databases.ts'
import { findFreePort } from './postgresql.ts'

export type Environment = Record<string, string>

export type Program = {
  pid: number
  /** What it has printed so far. */
  said: { stdout: string; stderr: string }
  /** Its exit status; null when a signal has ended it. */
  ended: Promise<number | null>
  kill: (signal: NodeJS.Signals) => void
  /** Waits until stdout matches; throws when the program ends without it. */
  says: (pattern: RegExp) => Promise<string>
  /** Says something to a script that was loaded before the program. */
  tell: (message: object) => void
}

export type Start = {
  /** What stdin holds. */
  input?: string
  /** Where the program is; another release of it may stand elsewhere. */
  main?: string
  /** Options of Node itself, such as a script to load first. */
  node?: string[]
  /** Where stdout goes instead; then nothing that it says is seen. */
  stdout?: number
}

export type Served = Program & { url: string }

/** The environment of a blog of its own, on the database of this run; it goes away when the test ends. */
export async function prepareBlog(
  which: 'empty' | 'peopled' = 'peopled',
  more: Environment = {},
): Promise<Environment> {
  const copy = await copyPrepared(which)
  onTestFinished(() => copy.remove())
  return {
    DATABASE_URL: copy.databaseUrl,
    DATA_DIR: copy.folder,
    SESSION_SECRET: 'a secret that only the tests know',
    PORT: String(await findFreePort()),
    LOG_LEVEL: 'silent',
    BACKUPS_KEPT: '0',
    ...more,
  }
}

/** Serves a blog and waits until it is ready. */
export async function serveBuilt(env: Environment, options: Start = {}): Promise<Served> {
  const program = startBuilt(env, ['serve'], options)
  const url = `http://127.0.0.1:${env['PORT']}`
  if (options.stdout === undefined) await program.says(/Blext is ready/)
  else await answers(url)
  return { ...program, url }
}

/** Runs a command of the built program to its end. */
export async function runBuilt(
  env: Environment,
  args: string[],
  options: Start = {},
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const { ended, said } = startBuilt(env, args, options)
  return { status: await ended, ...said }
}

/** Starts the built program; it is killed, if it still runs, when the test ends. */
export function startBuilt(
  env: Environment,
  args: string[],
  { input = '', main = 'dist/main.js', node = [], stdout }: Start = {},
): Program {
  build()
  const stdio: StdioOptions = ['pipe', stdout ?? 'pipe', 'pipe', 'ipc']
  const child = spawn(process.execPath, [...node, main, ...args], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio,
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = listenTo(child)
  child.stdin?.on('error', () => undefined).end(input)
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    ...{ pid: child.pid ?? 0, said, ended },
    kill: signal => child.kill(signal),
    says: pattern => waitFor(child, said, pattern),
    tell: message => void child.send(message),
  }
}

function listenTo({ stdout, stderr }: ChildProcess): Program['said'] {
  const said = { stdout: '', stderr: '' }
  stdout?.on('data', chunk => (said.stdout += String(chunk)))
  stderr?.on('data', chunk => (said.stderr += String(chunk)))
  return said
}

function waitFor(child: ChildProcess, said: Program['said'], pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = pattern.exec(said.stdout)
      if (found) resolve(found[0])
    }
    child.stdout?.on('data', look)
    child.once('close', () => reject(new Error(`It has ended: ${said.stdout}\n${said.stderr}`)))
    look()
  })
}

/** Waits until a blog answers a reader, for ten seconds at most. */
export async function answers(url: string, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs
  for (;;) {
    const answer = await fetch(`${url}/readyz`).catch(() => null)
    if (answer?.ok) return
    if (performance.now() > deadline) throw new Error(`${url} does not answer.`)
    await pause(20)
  }
}

const LOCK = join('node_modules', '.cache', 'blext-build')
let isBuilt = false

// Two workers may ask at once; whoever comes second waits and finds it done.
function build(): void {
  if (isBuilt) return
  mkdirSync(join(LOCK, '..'), { recursive: true })
  for (let tries = 0; tries < 600 && !take(LOCK); tries += 1) sleep(200)
  try {
    const { status } = spawnSync(process.execPath, ['scripts/build.mjs', 'server'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    if (status !== 0) throw new Error('The program cannot be built.')
    isBuilt = true
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

function take(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    return false
  }
}

const sleep = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
