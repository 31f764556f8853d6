import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { Email, Username } from '../accounts/form.ts'
import { findPasswordFault, hashPassword } from '../accounts/password.ts'
import { turnOff } from '../accounts/two-factor/service.ts'
import { addPerson } from '../accounts/people.ts'
import type { Role } from '../accounts/signed-in.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { endSessions } from '../http/sessions.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { withSite } from './site.ts'
import { decide, mannerOptions, type Manner } from './vocabulary/perform.ts'

const roles: readonly Role[] = ['admin', 'editor', 'author']

export const userAddCommand: Command = {
  name: 'user add',
  usage:
    '--username U --email E [--role admin|editor|author] --password-stdin [--dry-run] [--json]',
  summary: 'Add a person; the password is read from standard input.',
  examples: [
    {
      line: "echo 'a long enough password' | blext user add --username ann --email ann@example.org --role admin --password-stdin",
      does: 'Adds the first admin, without a browser.',
    },
    {
      line: 'blext user add --username bob --email bob@example.org --password-stdin --dry-run < password.txt',
      does: 'Only checks whether that would work.',
    },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: {
        username: { type: 'string' },
        email: { type: 'string' },
        role: { type: 'string', default: 'author' },
        'password-stdin': { type: 'boolean' },
        ...mannerOptions,
      },
    })
    const role = roles.find(name => name === values.role)
    if (!role) throw new UsageError('--role is admin, editor or author.')
    const username = checked(Username, values.username)
    const email = checked(Email, values.email)
    const passwordHash = await hashPassword(await readPassword(io, values['password-stdin']))
    await withSite(io.config, ({ db }) =>
      decide(db, values, tx => addPerson(tx, { username, email, role, passwordHash }, new Date())),
    ).catch(refuseTaken)
    tell(io, values, { username, email, role }, `Added ${username} (${role}).`)
    return 0
  },
}

export const userListCommand: Command = {
  name: 'user list',
  usage: '[--json]',
  summary: 'List the people of the site.',
  examples: [
    { line: 'blext user list', does: 'Everybody, with role and email.' },
    { line: 'blext user list --json', does: 'The same as JSON.' },
  ],
  run: async (args, { config, stdout }) => {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const people = await withSite(config, ({ db }) =>
      db.read.user.findMany({
        select: { username: true, email: true, role: true, disabled: true },
        orderBy: { username: 'asc' },
      }),
    )
    const lines = people.map(({ username, email, role, disabled }) =>
      [username, email, role, disabled ? 'disabled' : ''].join('\t').trimEnd(),
    )
    stdout.write(
      values.json ? `${JSON.stringify(people)}\n` : lines.map(line => `${line}\n`).join(''),
    )
    return 0
  },
}

export const userDisableCommand: Command = {
  name: 'user disable',
  usage: 'USERNAME [--dry-run] [--json]',
  summary: 'Let a person sign in no more; what they wrote stays.',
  examples: [
    { line: 'blext user disable bob', does: 'Bob can sign in no more; what he wrote stays.' },
    { line: 'blext user disable bob --dry-run --json', does: 'Only says whether there is a Bob.' },
  ],
  run: (args, io) => setDisabled(args, io, true),
}

export const userEnableCommand: Command = {
  name: 'user enable',
  usage: 'USERNAME [--dry-run] [--json]',
  summary: 'Let a disabled person sign in again.',
  examples: [
    { line: 'blext user enable bob', does: 'Bob can sign in again, with the password he had.' },
    { line: 'blext user enable bob --dry-run --json', does: 'Only says whether there is a Bob.' },
  ],
  run: (args, io) => setDisabled(args, io, false),
}

async function setDisabled(args: string[], io: Io, disabled: boolean): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: mannerOptions,
    allowPositionals: true,
  })
  const username = oneArgument(positionals)
  await withSite(io.config, async context => {
    const { id } = await requireUser(context, username)
    await decide(context.db, values, tx => tx.user.update({ where: { id }, data: { disabled } }))
    if (disabled && !values['dry-run']) await endSessions(context, id)
  })
  tell(io, values, { username, disabled }, `${disabled ? 'Disabled' : 'Enabled'} ${username}.`)
  return 0
}

export const userPasswordCommand: Command = {
  name: 'user password',
  usage: 'USERNAME --password-stdin [--dry-run] [--json]',
  summary:
    'Give a person a new password, read from standard input; two-factor sign-in is off then.',
  examples: [
    {
      line: "echo 'another long password' | blext user password ann --password-stdin",
      does: 'Gives Ann a new password and signs her out everywhere.',
    },
    {
      line: 'blext user password ann --password-stdin --json < password.txt',
      does: 'The same from a file; the answer as JSON.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      options: { 'password-stdin': { type: 'boolean' }, ...mannerOptions },
      allowPositionals: true,
    })
    const username = oneArgument(positionals)
    const passwordHash = await hashPassword(await readPassword(io, values['password-stdin']))
    await withSite(io.config, async context => {
      const { id } = await requireUser(context, username)
      await decide(context.db, values, async tx => {
        await tx.user.update({ where: { id }, data: { passwordHash } })
        await turnOff(tx, id)
      })
      if (!values['dry-run']) await endSessions(context, id)
    })
    const done = `${username} has a new password and was signed out everywhere.`
    tell(io, values, { username }, done)
    return 0
  },
}

type Checker = {
  safeParse: (
    value: unknown,
  ) =>
    { success: true; data: string } | { success: false; error: { issues: { message: string }[] } }
}

function checked(schema: Checker, value: unknown): string {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new UsageError(parsed.error.issues[0]?.message ?? '')
}

async function readPassword({ stdin }: Io, given: boolean | undefined): Promise<string> {
  if (!given) throw new UsageError('Give --password-stdin and the password on standard input.')
  const password = (await text(stdin)).replace(/\r?\n$/, '')
  const fault = findPasswordFault(password)
  if (fault) throw new Refusal(fault)
  return password
}

function refuseTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error
  throw new Refusal('Somebody has this username or this email address already.')
}

function oneArgument(args: string[]): string {
  const [first, ...rest] = args
  if (first === undefined || rest.length > 0) throw new UsageError('Name one person.')
  return first
}

async function requireUser({ db }: Pick<Context, 'db'>, username: string): Promise<{ id: number }> {
  const user = await db.read.user.findUnique({ where: { username } })
  if (!user) throw new Refusal(`Nobody here has the username ${username}.`)
  return user
}

function tell(io: Io, manner: Manner, value: object, sentence: string): void {
  const dryRun = manner['dry-run']
  const said = dryRun ? `A dry run, nothing was written. It would say: ${sentence}` : sentence
  io.stdout.write(manner.json ? `${JSON.stringify({ dryRun, ...value })}\n` : `${said}\n`)
}
