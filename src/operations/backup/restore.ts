import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../config.ts'
import { isSqliteInUse } from '../../db/backup.ts'
import { loadDatabase, type Load } from '../../db/dump/load.ts'
import { openSnapshot } from '../../db/dump/snapshot.ts'
import { migrateDatabase } from '../../db/migrate.ts'
import { isPostgresql } from '../../db/open.ts'
import { sqlitePath } from '../../db/sqlite.ts'
import { openStorage, type Storage } from '../../storage/storage.ts'
import { nameBackup } from './folder.ts'
import { mediaEntry, type Manifest } from './manifest.ts'
import { BackupFault, openBackup, type OpenBackup } from './read.ts'
import { loadOf, verifyBackup } from './verify.ts'
import { writeBackup } from './write.ts'

type Place = Pick<Config, 'databaseUrl' | 'dataDir' | 's3Url'>

export type Restored = {
  manifest: Manifest
  /** A backup of what was there before; null when there was nothing. */
  before: string | null
}

type Options = { replace: boolean; migrations: string; program: string; now: Date }

/**
 * Makes the blog what a backup holds. A backup that is not whole is refused, and so is writing over
 * a blog that has people in it, unless `replace` says so: then that blog is backed up first, so that
 * the restore can be undone by another. Uploads are added; those that are there stay.
 */
export async function restoreBackup(
  place: Place,
  path: string,
  { replace, migrations, program, now }: Options,
): Promise<Restored> {
  const { manifest, problems } = await verifyBackup(path, migrations)
  if (problems.length > 0) throw new BackupFault(`Nothing was restored. ${problems.join(' ')}`)
  const isEmpty = await isEmptySite(place.databaseUrl, migrations)
  if (!isEmpty && !replace) {
    throw new BackupFault(
      'There is a blog already: nothing was restored. With --replace it is backed up and replaced.',
    )
  }
  const before = isEmpty ? null : nameBackup(place.dataDir, 'before-restore', now)
  if (before) await writeBackup(place, before, { program, now })
  const backup = await openBackup(path)
  try {
    await restoreMedia(place, backup)
    await replaceDatabase(place.databaseUrl, loadOf(backup), migrations)
  } finally {
    backup.close()
  }
  return { manifest, before }
}

/** Whether nobody has an account at an address yet, or there is no database at all. */
export async function isEmptySite(databaseUrl: string, migrations: string): Promise<boolean> {
  if (!isPostgresql(databaseUrl) && !existsSync(sqlitePath(databaseUrl))) return true
  await migrateDatabase(databaseUrl, migrations)
  const snapshot = await openSnapshot(databaseUrl)
  try {
    const users = snapshot.tables.find(({ name }) => name === 'users')
    return !users || (await snapshot.count(users)) === 0
  } finally {
    await snapshot.close()
  }
}

/** Puts rows into a database in place of all that was there; a SQLite file is made anew and renamed. */
export async function replaceDatabase(
  databaseUrl: string,
  load: Load,
  migrations: string,
): Promise<void> {
  if (isPostgresql(databaseUrl)) {
    await loadDatabase(databaseUrl, load, migrations)
    return
  }
  const path = sqlitePath(databaseUrl)
  if (existsSync(path) && isSqliteInUse(path)) {
    throw new BackupFault(`Blext is running on ${path}: stop it first.`)
  }
  const made = `${path}.restoring`
  mkdirSync(dirname(path), { recursive: true })
  removeSqlite(made)
  try {
    await loadDatabase(`file:${made}`, load, migrations)
    removeSqlite(path)
    renameSync(made, path)
  } finally {
    removeSqlite(made)
  }
}

function removeSqlite(path: string): void {
  for (const suffix of ['-wal', '-shm', '']) rmSync(`${path}${suffix}`, { force: true })
}

async function restoreMedia(place: Place, { manifest, open }: OpenBackup): Promise<void> {
  const storage = await openStorage(place)
  const folder = await mkdtemp(join(tmpdir(), 'blext-restore-'))
  try {
    for (const name of Object.keys(manifest.media)) {
      if ((await storage.size(name)) === null) await restoreFile({ storage, folder, open }, name)
    }
  } finally {
    storage.close()
    await rm(folder, { recursive: true, force: true })
  }
}

type Files = { storage: Storage; folder: string; open: OpenBackup['open'] }

async function restoreFile({ storage, folder, open }: Files, name: string): Promise<void> {
  const copy = join(folder, 'file')
  await pipeline(await open(mediaEntry(name)), createWriteStream(copy))
  await storage.put(name, copy, 'application/octet-stream')
}
