import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { loadDatabase, type Load } from '../../db/dump/load.ts'
import { readLines } from './lines.ts'
import { MANIFEST, mediaEntry, tableEntry, type Manifest } from './manifest.ts'
import { openBackup, type OpenBackup } from './read.ts'

/** What came of looking at a backup: it can be restored when `problems` is empty. */
export type Verified = { manifest: Manifest; problems: string[] }

/**
 * Opens a backup, compares every checksum and count, and restores its database into a temporary one,
 * where every foreign key is checked. `migrations` is where the program's own ones are.
 */
export async function verifyBackup(path: string, migrations: string): Promise<Verified> {
  const backup = await openBackup(path)
  try {
    const { manifest } = backup
    const problems = [...(await compareTables(backup)), ...(await compareMedia(backup))]
    if (problems.length === 0) problems.push(...(await rehearse(backup, migrations)))
    return { manifest, problems }
  } finally {
    backup.close()
  }
}

/** The rows of a backup, as the database takes them. */
export function loadOf({ manifest, open }: OpenBackup): Load {
  const { migrations, sequences, tables } = manifest
  return {
    ...{ migrations, sequences },
    tables: Object.keys(tables).map(name => ({
      name,
      batches: async function* () {
        yield* readLines(await open(tableEntry(name)))
      },
    })),
  }
}

async function compareTables({ manifest, open, entries }: OpenBackup): Promise<string[]> {
  const problems: string[] = []
  for (const [name, { rows, sha256 }] of Object.entries(manifest.tables)) {
    const entry = tableEntry(name)
    const found = entries.has(entry) ? await digestOf(() => open(entry)) : null
    if (!found) problems.push(`${entry} is missing or cannot be read.`)
    else if (found.sha256 !== sha256) problems.push(`${entry} was changed.`)
    else if (found.lines !== rows) problems.push(`${entry} has ${found.lines} rows, not ${rows}.`)
  }
  const known = new Set([MANIFEST, ...Object.keys(manifest.tables).map(tableEntry)])
  const strangers = [...entries].filter(
    entry => !known.has(entry) && !(entry.replace(/^media\//, '') in manifest.media),
  )
  return [...problems, ...strangers.map(entry => `${entry} does not belong to it.`)]
}

async function compareMedia({ manifest, open, entries }: OpenBackup): Promise<string[]> {
  const problems: string[] = []
  for (const [name, { bytes, sha256 }] of Object.entries(manifest.media)) {
    const entry = mediaEntry(name)
    const found = entries.has(entry) ? await digestOf(() => open(entry)) : null
    if (!found) problems.push(`${entry} is missing or cannot be read.`)
    else if (found.sha256 !== sha256 || found.bytes !== bytes)
      problems.push(`${entry} was changed.`)
  }
  return problems
}

type Digest = { sha256: string; bytes: number; lines: number }

const LINE_END = 10

async function digestOf(open: () => Promise<Readable>): Promise<Digest | null> {
  const hash = createHash('sha256')
  let bytes = 0
  let lines = 0
  try {
    for await (const chunk of (await open()) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
      for (const byte of chunk) lines += byte === LINE_END ? 1 : 0
    }
  } catch {
    return null
  }
  return { sha256: hash.digest('hex'), bytes, lines }
}

async function rehearse(backup: OpenBackup, migrations: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'blext-verify-'))
  try {
    await loadDatabase(`file:${join(folder, 'blext.db')}`, loadOf(backup), migrations)
    return []
  } catch (error) {
    return [`It cannot be restored: ${error instanceof Error ? error.message : String(error)}`]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
