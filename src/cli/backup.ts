import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../context.ts'
import { indexMissingPosts } from '../operations/doctor/aftercare.ts'
import { countRows, type Manifest } from '../operations/backup/manifest.ts'
import { restoreBackup } from '../operations/backup/restore.ts'
import { verifyBackup } from '../operations/backup/verify.ts'
import { writeBackup } from '../operations/backup/write.ts'
import { programVersion } from '../operations/version.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { createProgress } from './progress.ts'
import { migrateSite, withSite } from './site.ts'

const MIGRATIONS = join(root, 'prisma', 'migrations')

const json = { json: { type: 'boolean', default: false } } as const

export const backupCommand: Command = {
  name: 'backup',
  usage: 'PATH [--json]',
  summary: 'Write the whole blog, database and uploads, into one file, while people go on writing.',
  examples: [
    { line: 'blext backup backups/', does: 'Writes backups/blext-DATE-TIME.zip.' },
    {
      line: 'blext backup monday.zip --json',
      does: 'Writes monday.zip; says as JSON what is in it.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({ args, options: json, allowPositionals: true })
    const path = targetOf(requireOne(positionals), new Date())
    if (existsSync(path)) throw new Refusal(`${path} is there already. Choose another name.`)
    await migrateSite(io.config)
    const about = { program: programVersion(), now: new Date() }
    const onProgress = values.json ? () => undefined : createProgress(io)
    const manifest = await writeBackup(io.config, path, { ...about, onProgress })
    tell(
      io,
      values.json,
      { path, ...summarise(manifest) },
      `Backed up to ${path}: ${say(manifest)}.\n`,
    )
    return 0
  },
}

export const verifyCommand: Command = {
  name: 'backup verify',
  usage: 'PATH [--json]',
  summary:
    'Open a backup, compare every checksum and count, and restore it into a temporary place.',
  examples: [
    {
      line: 'blext backup verify monday.zip',
      does: 'Restores it into a temporary place to prove it.',
    },
    {
      line: 'blext backup verify monday.zip --json',
      does: 'The same; lists the problems as JSON.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({ args, options: json, allowPositionals: true })
    const path = resolve(requireOne(positionals))
    return verify(io, path, values.json)
  },
}

export const restoreCommand: Command = {
  name: 'restore',
  usage: 'PATH [--replace] [--dry-run] [--json]',
  summary: 'Make the blog what a backup holds; --replace backs up the one that is there first.',
  examples: [
    { line: 'blext restore monday.zip', does: 'Fills an empty blog with what the backup holds.' },
    {
      line: 'blext restore monday.zip --dry-run',
      does: 'Only proves the backup and says what it holds.',
    },
    {
      line: 'blext restore monday.zip --replace',
      does: 'Puts it over the present blog, which is backed up first.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      options: {
        ...json,
        replace: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
    const path = resolve(requireOne(positionals))
    if (values['dry-run']) return verify(io, path, values.json)
    const about = { program: programVersion(), now: new Date(), migrations: MIGRATIONS }
    const restored = await restoreBackup(io.config, path, { ...about, replace: values.replace })
    await withSite(io.config, indexMissingPosts)
    const { manifest, before } = restored
    const undo = before ? `As it was before: ${before}\n` : ''
    tell(
      io,
      values.json,
      { before, ...summarise(manifest) },
      `Restored: ${say(manifest)}.\n${undo}`,
    )
    return 0
  },
}

async function verify(io: Io, path: string, asJson: boolean): Promise<number> {
  const { manifest, problems } = await verifyBackup(path, MIGRATIONS)
  const about = { path, ok: problems.length === 0, problems, ...summarise(manifest) }
  tell(io, asJson, about, problems.length === 0 ? `Restorable: ${say(manifest)}.\n` : '')
  if (problems.length === 0) return 0
  throw new Refusal(`The backup cannot be restored. ${problems.join(' ')}`)
}

function requireOne([path, ...more]: string[]): string {
  if (path === undefined || more.length > 0) throw new UsageError('It takes one path.')
  return path
}

function targetOf(given: string, now: Date): string {
  const path = resolve(given)
  const isFolder = existsSync(path) && statSync(path).isDirectory()
  const stamp = now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')
  return isFolder ? join(path, `blext-${stamp}.zip`) : path
}

function summarise(manifest: Manifest) {
  const { createdAt, program, media } = manifest
  const posts = countRows(manifest, 'posts')
  return { createdAt, program, posts, media: Object.keys(media).length }
}

function say(manifest: Manifest): string {
  const { createdAt, posts, media } = summarise(manifest)
  const count = (n: number, thing: string) => `${n} ${thing}${n === 1 ? '' : 's'}`
  return `${count(posts, 'post')} and ${count(media, 'file')}, as of ${createdAt}`
}

function tell({ stdout }: Io, asJson: boolean, value: unknown, text: string): void {
  stdout.write(asJson ? `${JSON.stringify(value)}\n` : text)
}
