import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the program keeps the backups that it makes by itself. */
export const backupFolder = (dataDir: string): string => join(dataDir, 'backups')

/** The path of a backup made now; its name sorts by time. */
export function nameBackup(dataDir: string, reason: string, now: Date): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  return join(backupFolder(dataDir), `${reason}-${stamp}.zip`)
}

export type KeptBackup = { name: string; path: string; bytes: number; modifiedAt: Date }

/** The backups in the folder, the newest first. */
export async function listBackups(dataDir: string): Promise<KeptBackup[]> {
  const folder = backupFolder(dataDir)
  const names = await readdir(folder).catch(() => [])
  const kept = await Promise.all(
    names
      .filter(name => /^[\w-]+\.zip$/.test(name))
      .map(async name => {
        const path = join(folder, name)
        const { size, mtime } = await stat(path)
        return { name, path, bytes: size, modifiedAt: mtime }
      }),
  )
  return kept.sort((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())
}

/** Removes all nightly backups but the newest `keep`; those of other reasons stay. */
export async function pruneBackups(dataDir: string, keep: number): Promise<void> {
  const nightly = (await listBackups(dataDir)).filter(({ name }) => name.startsWith('nightly-'))
  for (const { path } of nightly.slice(keep)) await rm(path, { force: true })
}
