import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { resumeCopies } from '../media/copies.ts'
import { uploadFolder } from './receive.ts'
import { purgeDeleted } from './removal.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Looks after the files while the site is served, now and every hour; gives what stops it. */
export function startUpkeep(context: Context): () => void {
  const work = () => context.background.add(() => keepUp(context))
  const timer = setInterval(work, HOUR_MS).unref()
  work()
  return () => clearInterval(timer)
}

/** Makes the copies that are missing and removes what has been deleted long enough, and uploads that a crash left. */
export async function keepUp(context: Context): Promise<void> {
  await resumeCopies(context)
  await purgeDeleted(context)
  await removeLeftUploads(uploadFolder(context.config.dataDir), context.now())
}

async function removeLeftUploads(folder: string, now: Date): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (mtimeMs < now.getTime() - DAY_MS) await rm(path, { recursive: true, force: true })
  }
}
