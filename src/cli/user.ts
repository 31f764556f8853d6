import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { Email, Username } from '../accounts/form.ts'
import { findPasswordFault, hashPassword } from '../accounts/password.ts'
import { turnOff } from '../accounts/two-factor/service.ts'
import { addPerson } from '../accounts/people.ts'
import type { Role } from '../accounts/signed-in.ts'
import { isUniqueViolation } from '../db/failure.ts'
import { endSessions } from '../http/sessions.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { withSite } from './site.ts'

const roles: readonly Role[] = ['admin', 'editor', 'author']

export const userAddCommand: Command = {
  name: 'user add',
  usage: '--username U --email E [--role admin|editor|author] --password-stdin',
  summary: 'Add a person; the password is read from standard input.',
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: {
        username: { type: 'string' },
        email: { type: 'string' },
        role: { type: 'string', default: 'author' },
        'password-stdin': { type: 'boolean' },
      },
    })
    const role = roles.find(name => name === values.role)
    if (!role) throw new UsageError('--role is admin, editor or author.')
    const username = checked(Username, values.username)
    const email = checked(Email, values.email)
    const passwordHash = await hashPassword(await readPassword(io, values['password-stdin']))
    await withSite(io.config, ({ db }) =>
      db.write(tx => addPerson(tx, { username, email, role, passwordHash }, new Date())),
    ).catch(refuseTaken)
    io.stdout.write(`Added ${username} (${role}).\n`)
    return 0
  },
}

export const userListCommand: Command = {
  name: 'user list',
  usage: '[--json]',
  summary: 'List the people of the site.',
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
  usage: 'USERNAME',
  summary: 'Let a person sign in no more; what they wrote stays.',
  run: async (args, { config, stdout }) => {
    const username = oneArgument(args)
    await withSite(config, async context => {
      const user = await findUser(
        context.db.read.user.findUnique({ where: { username } }),
        username,
      )
      await context.db.write(tx =>
        tx.user.update({ where: { id: user.id }, data: { disabled: true } }),
      )
      await endSessions(context, user.id)
    })
    stdout.write(`Disabled ${username}.\n`)
    return 0
  },
}

export const userPasswordCommand: Command = {
  name: 'user password',
  usage: 'USERNAME --password-stdin',
  summary:
    'Give a person a new password, read from standard input; two-factor sign-in is off then.',
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      options: { 'password-stdin': { type: 'boolean' } },
      allowPositionals: true,
    })
    const username = oneArgument(positionals)
    const passwordHash = await hashPassword(await readPassword(io, values['password-stdin']))
    await withSite(io.config, async context => {
      const user = await findUser(
        context.db.read.user.findUnique({ where: { username } }),
        username,
      )
      await context.db.write(async tx => {
        await tx.user.update({ where: { id: user.id }, data: { passwordHash } })
        await turnOff(tx, user.id)
      })
      await endSessions(context, user.id)
    })
    io.stdout.write(`${username} has a new password and was signed out everywhere.\n`)
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

async function findUser<User>(finding: Promise<User | null>, username: string): Promise<User> {
  const user = await finding
  if (!user) throw new Refusal(`Nobody here has the username ${username}.`)
  return user
}
