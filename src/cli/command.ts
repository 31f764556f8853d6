import type { Readable, Writable } from 'node:stream'
import type { Config } from '../config.ts'

/** What a command may touch of the outside. */
export type Io = {
  config: Config
  stdin: Readable
  stdout: Writable
  stderr: Writable
  /** True when a person watches: progress may be drawn. */
  isTerminal: boolean
}

/** A line that can be typed, and what it does. */
export type Example = { line: string; does: string }

export type Command = {
  /** What is typed after `blext`, such as `user add`. */
  name: string
  /** The arguments, as the help shows them. */
  usage: string
  summary: string
  /** Two to four lines that can be typed as they are, for the help. */
  examples: readonly Example[]
  /** Gives the exit status: 0 done, 1 refused or failed. Throws UsageError for a wrong usage. */
  run: (args: string[], io: Io) => Promise<number>
}

/** The command line was wrong: exit status 2. */
export class UsageError extends Error {}

/** What was asked for cannot be done, said in one sentence: exit status 1. */
export class Refusal extends Error {}
