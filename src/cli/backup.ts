import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { MIGRATIONS } from '../context.ts'
import { indexMissingPosts } from '../operations/doctor/aftercare.ts'
import { countRows, type Manifest } from '../operations/backup/manifest.ts'
import { countPresent, countUploads, isDeserted } from '../operations/backup/present.ts'
import { restoreBackup } from '../operations/backup/restore.ts'
import { verifyBackup } from '../operations/backup/verify.ts'
import { writeBackup } from '../operations/backup/write.ts'
import { programVersion } from '../operations/version.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { count } from './count.ts'
import { tellDryRun } from './dry-run.ts'
import { createProgress } from './progress.ts'
import { migrateSite, withSite } from './site.ts'

const json = { json: { type: 'boolean', default: false } } as const
const manner = { ...json, 'dry-run': { type: 'boolean', default: false } } as const

export const backupCommand: Command = {
  name: 'backup',
  usage: 'PATH [--dry-run] [--json]',
  summary: 'Write the whole blog, database and uploads, into one file, while people go on writing.',
  examples: [
    { line: 'blext backup backups/', does: 'Writes backups/blext-DATE-TIME.zip.' },
    { line: 'blext backup monday.zip --dry-run', does: 'Only counts what it would hold.' },
    {
      line: 'blext backup monday.zip --json',
      does: 'Writes monday.zip; says as JSON what is in it.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({ args, options: manner, allowPositionals: true })
    const path = targetOf(requireOne(positionals), new Date())
    if (existsSync(path)) throw new Refusal(`${path} is there already. Choose another name.`)
    if (values['dry-run']) return foretellBackup(io, path, values.json)
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
      does: 'Proves the backup, and only says what would be restored over what.',
    },
    {
      line: 'blext restore monday.zip --replace',
      does: 'Puts it over the present blog, which is backed up first.',
    },
  ],
  run: async (args, io) => {
    const { values, positionals } = parseArgs({
      args,
      options: { ...manner, replace: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const path = resolve(requireOne(positionals))
    if (values['dry-run']) return foretellRestore(io, path, values)
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

async function foretellBackup(io: Io, path: string, asJson: boolean): Promise<number> {
  const present = await countPresent(io.config.databaseUrl)
  if (!present) throw new Refusal('There is no blog yet: nothing would be backed up.')
  const held = { posts: present.get('posts') ?? 0, media: await countUploads(io.config) }
  tellDryRun(io, asJson, { path, ...held }, `would be backed up to ${path}: ${sayCounts(held)}`)
  return 0
}

async function foretellRestore(
  io: Io,
  path: string,
  { replace, json: asJson }: { replace: boolean; json: boolean },
): Promise<number> {
  const { manifest, problems } = await verifyBackup(path, MIGRATIONS)
  const present = await countPresent(io.config.databaseUrl)
  const replaces = !isDeserted(present)
  const ok = problems.length === 0 && (replace || !replaces)
  const about = { path, ok, problems, replaces, ...summarise(manifest) }
  const first = replaces ? '. The present blog would be backed up first' : ''
  if (ok || asJson) tellDryRun(io, asJson, about, `would be restored: ${say(manifest)}${first}`)
  if (ok) return 0
  throw new Refusal(
    problems.length > 0
      ? `The backup cannot be restored. ${problems.join(' ')}`
      : 'There is a blog already: nothing would be restored. With --replace it is backed up and replaced.',
  )
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
  return `${sayCounts({ posts, media })}, as of ${createdAt}`
}

function sayCounts({ posts, media }: { posts: number; media: number }): string {
  return `${count(posts, 'post')} and ${count(media, 'file')}`
}

function tell({ stdout }: Io, asJson: boolean, value: unknown, text: string): void {
  stdout.write(asJson ? `${JSON.stringify(value)}\n` : text)
}
