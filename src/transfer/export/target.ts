import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { openFolderTarget } from './folder-target.ts'
import { openZipFile } from './zip-target.ts'

/** Where an export goes: a folder, or one zip. */
export type Target = {
  /** Writes one file at a path with `/`; done when the whole of it is there. */
  add: (path: string, content: string | Buffer | Readable) => Promise<void>
  /** Gives the export its name. */
  finish: () => Promise<void>
  /** Leaves nothing that looks like a whole export. */
  abandon: () => Promise<void>
}

/** Why nothing is written, in one English sentence. */
export class ExportRefusal extends Error {}

export type Place = {
  path: string
  /** Writes over what an earlier export wrote there. */
  replace: boolean
  now: Date
}

/** Opens what a path names: a zip where it ends so, else a folder. What is not ours is refused. */
export function openTarget({ path, replace, now }: Place): Promise<Target> {
  if (!path.toLowerCase().endsWith('.zip')) return openFolderTarget(path, { replace })
  refuseTaken(path, replace)
  return openZipFile(path, now)
}

/** Refuses what `openTarget` would refuse; reads only. */
export async function checkTarget({ path, replace }: Omit<Place, 'now'>): Promise<void> {
  if (path.toLowerCase().endsWith('.zip')) refuseTaken(path, replace)
  // Nothing is written before the first file is.
  else await openFolderTarget(path, { replace })
}

/** Refuses a file that is there already, unless it may be replaced; a device or a pipe never is. */
export function refuseTaken(path: string, replace: boolean): void {
  const present = statSync(path, { throwIfNoEntry: false })
  if (!present || (replace && present.isFile())) return
  if (!present.isFile()) throw new ExportRefusal(`${path} is no file that could be replaced.`)
  throw new ExportRefusal(
    `${basename(path)} is there already. Choose another name, or say --replace.`,
  )
}

/** Writes an export by `work`, whole or not at all. */
export async function writeTo<Result>(
  target: Target,
  work: (target: Target) => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work(target)
    await target.finish()
    return result
  } catch (error) {
    await target.abandon()
    throw error
  }
}
