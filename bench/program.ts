import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export type Program = {
  url: string
  /** From the start of the process to its first 200. */
  startMs: number
  /** The memory that it holds now, in MB, as the system counts it. */
  memory: () => number
  /** The time that it has had on a processor so far, in ms; says more than a clock where others work too. */
  cpuMs: () => number
  stop: () => Promise<void>
  /** Ends it at once, as a crash would. */
  kill: () => Promise<void>
}

/** Starts a Node program that listens on the given port of 127.0.0.1, and waits until it answers. */
export async function startProgram(
  args: (port: number) => string[],
  environment: (port: number) => Record<string, string> = () => ({}),
): Promise<Program> {
  const port = await findFreePort()
  const started = performance.now()
  const child = spawn(process.execPath, args(port), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...environment(port) },
  })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await Promise.race([
    waitForAnswer(url),
    ended.then(() => Promise.reject(new Error(`${args(port).join(' ')} ended.`))),
  ])
  return {
    url,
    startMs: performance.now() - started,
    memory: () => readMemory(child.pid ?? 0),
    cpuMs: () => readCpu(child.pid ?? 0),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal)
    await ended
  }
}

function readMemory(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })
  return (Number(stdout) * 1024) / 1e6
}

const MS_PER_TICK = 10

// Linux: the fields after the name, of which the 12th and 13th are ticks in the program and for it.
function readCpu(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}

async function waitForAnswer(url: string): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await pause(10)
  }
  throw new Error(`${url} does not answer.`)
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (!address || typeof address === 'string') throw new Error('There is no free port.')
  return address.port
}
