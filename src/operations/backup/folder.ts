import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the program keeps the backups that it makes by itself. */
export const backupFolder = (dataDir: string): string => join(dataDir, 'backups')

/** The path of a backup made now; its name sorts by time. */
export function nameBackup(dataDir: string, reason: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  return join(backupFolder(dataDir), `${reason}-${stamp}.zip`)
}

export type KeptBackup = { name: string; path: string; bytes: number; madeAt: Date }

/** The backups in the folder, the newest first; when each was made stands in its name. */
export async function listBackups(dataDir: string): Promise<KeptBackup[]> {
  const folder = backupFolder(dataDir)
  const names = await readdir(folder).catch(() => [])
  const kept: KeptBackup[] = []
  for (const name of names) {
    const madeAt = momentOf(name)
    const path = join(folder, name)
    if (madeAt) kept.push({ name, path, bytes: (await stat(path)).size, madeAt })
  }
  return kept.sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime())
}

function momentOf(name: string): Date | null {
  const match = /^[a-z-]+-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)\.zip$/.exec(name)
  if (!match) return null
  const [year, month, day, ...time] = match.slice(1)
  return new Date(`${year}-${month}-${day}T${time.join(':')}Z`)
}

/** Removes all nightly backups but the newest `keep`; those of other reasons stay. */
export async function pruneBackups(dataDir: string, keep: number): Promise<void> {
  const nightly = (await listBackups(dataDir)).filter(({ name }) => name.startsWith('nightly-'))
  for (const { path } of nightly.slice(keep)) await rm(path, { force: true })
}
