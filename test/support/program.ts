import { Readable, Writable } from 'node:stream'
import { runCommandLine } from '../../src/cli/run.ts'
import type { Site } from './site.ts'

export type ProgramRun = {
  status: number
  stdout: string
  stderr: string
  /** What stdout holds as JSON; throws when it is not one JSON value and nothing else. */
  json: () => unknown
}

/** Runs the whole command line on a test's site, as a program of its own would. */
export function runProgram(site: Pick<Site, 'context'>, ...args: string[]): Promise<ProgramRun> {
  return runProgramWith(site, '', ...args)
}

/** As `runProgram`, with something on standard input. */
export async function runProgramWith(
  { context: { config } }: Pick<Site, 'context'>,
  input: string,
  ...args: string[]
): Promise<ProgramRun> {
  const stdout = openSink()
  const stderr = openSink()
  const env = {
    DATABASE_URL: config.databaseUrl,
    DATA_DIR: config.dataDir,
    SESSION_SECRET: 'a secret that only the tests know',
    LOG_LEVEL: 'silent',
  }
  const streams = {
    stdin: Readable.from(input === '' ? [] : [input]),
    stdout: stdout.stream,
    stderr: stderr.stream,
  }
  const status = await runCommandLine(args, env, { ...streams, isTerminal: false })
  const said = stdout.text()
  return { status, stdout: said, stderr: stderr.text(), json: () => JSON.parse(said) as unknown }
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
