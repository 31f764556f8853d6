import { ConfigError, readConfig } from '../config.ts'
import { categoryVocabulary, tagVocabulary } from '../taxonomy/vocabulary.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { backupCommand, restoreCommand, verifyCommand } from './backup.ts'
import { copyCommand } from './copy.ts'
import { demoCommand } from './demo.ts'
import { explainFailure } from './failures.ts'
import { historyCommand, undoCommand } from './history.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { programVersion } from '../operations/version.ts'
import { migrateCommand } from './migrate.ts'
import { rerenderCommand } from './rerender.ts'
import { serveCommand } from './serve.ts'
import {
  userAddCommand,
  userDisableCommand,
  userEnableCommand,
  userListCommand,
  userPasswordCommand,
} from './user.ts'
import { vocabularyCommands } from './vocabulary/commands.ts'

export const commands: readonly Command[] = [
  serveCommand,
  migrateCommand,
  importCommand,
  exportCommand,
  verifyCommand,
  backupCommand,
  restoreCommand,
  copyCommand,
  doctorCommand,
  demoCommand,
  userAddCommand,
  userListCommand,
  userDisableCommand,
  userEnableCommand,
  userPasswordCommand,
  ...vocabularyCommands(tagVocabulary),
  ...vocabularyCommands(categoryVocabulary),
  historyCommand,
  undoCommand,
  rerenderCommand,
]

type Environment = Record<string, string | undefined>

/** Runs what the command line says; gives the exit status 0, 1 or 2. */
export async function runCommandLine(
  args: string[],
  env: Environment,
  streams: Omit<Io, 'config'>,
): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args[0] === 'help') {
    streams.stdout.write(help(args.filter(word => word !== '--help' && word !== 'help')))
    return 0
  }
  if (args[0] === '--version') {
    streams.stdout.write(`${programVersion()}\n`)
    return 0
  }
  const command = findCommand(args)
  if (!command) {
    streams.stderr.write(`blext: ${sayUnknown(args.join(' '))} See blext --help.\n`)
    return 2
  }
  const rest = args.slice(command.name.split(' ').length)
  try {
    return await command.run(rest, { config: readConfig(env), ...streams })
  } catch (error) {
    return report(error, command, streams)
  }
}

function findCommand(args: string[]): Command | undefined {
  const typed = `${args.join(' ')} `
  return commands.find(({ name }) => typed.startsWith(`${name} `))
}

function sayUnknown(typed: string): string {
  const longer = commands.map(({ name }) => name).filter(name => name.startsWith(`${typed} `))
  return longer.length === 0
    ? `there is no command “${typed}”.`
    : `“${typed}” is the beginning of ${longer.join(', ')}.`
}

function help(words: string[]): string {
  const command = findCommand(words)
  if (command) return teach(command)
  const chosen = commands.filter(({ name }) => name.startsWith(words.join(' ')))
  const lines = (chosen.length > 0 ? chosen : commands).map(
    ({ name, usage, summary }) => `  blext ${name} ${usage}`.trimEnd() + `\n      ${summary}\n`,
  )
  return `Blext: a blog for people who go back to what they wrote.\n\n${lines.join('')}\nblext help COMMAND shows examples; blext --version says which Blext this is.\n`
}

function teach({ name, usage, summary, examples }: Command): string {
  const lines = examples.map(({ line, does }) => `  ${line}\n      ${does}\n`)
  return `${`blext ${name} ${usage}`.trimEnd()}\n\n${summary}\n\nFor example:\n\n${lines.join('')}`
}

function report(error: unknown, command: Command, { stderr }: Omit<Io, 'config'>): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    stderr.write(`blext: ${error.message}\nUsage: blext ${command.name} ${command.usage}\n`)
    return 2
  }
  if (error instanceof Refusal || error instanceof ConfigError) {
    stderr.write(`blext: ${error.message}\n`)
    return 1
  }
  stderr.write(`blext: ${explainFailure(error)}\n`)
  return 1
}

function isParseArgsError(error: unknown): error is Error {
  return (
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  )
}
