import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { backupFolder } from './folder.ts'

const Outcome = z.object({
  at: z.iso.datetime(),
  path: z.string(),
  posts: z.int(),
  /** Why it could not be restored; empty = it was, into a temporary place. */
  problems: z.array(z.string()),
})

/** What came of the last backup. */
export type Outcome = z.output<typeof Outcome>

const fileOf = (dataDir: string): string => join(backupFolder(dataDir), 'last.json')

/** Writes down what came of a backup. */
export async function noteOutcome(dataDir: string, outcome: Outcome): Promise<void> {
  await mkdir(backupFolder(dataDir), { recursive: true, mode: 0o700 })
  await writeFile(fileOf(dataDir), JSON.stringify(outcome))
}

/** What came of the last backup; null when none was made. */
export async function readOutcome(dataDir: string): Promise<Outcome | null> {
  const text = await readFile(fileOf(dataDir), 'utf8').catch(() => '')
  if (text === '') return null
  const parsed = Outcome.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}
