import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../src/db/open.ts'
import { sqlitePath } from '../../../src/db/sqlite.ts'
import { restoreBackup } from '../../../src/operations/backup/restore.ts'
import { writeBackup } from '../../../src/operations/backup/write.ts'
import { copyPrepared } from '../../support/databases.ts'

test('a SQLite file that a server has open is not replaced under it', async () => {
  const { databaseUrl, folder, remove } = await copyPrepared('peopled')
  onTestFinished(() => remove())
  const place = { databaseUrl, dataDir: folder, s3Url: '' }
  const about = { program: 'test', now: new Date('2026-03-04T05:06:07.000Z') }
  const path = join(folder, 'blog.zip')
  await writeBackup(place, path, about)
  const open = await openDatabase(databaseUrl)
  const digest = () =>
    createHash('sha256')
      .update(readFileSync(sqlitePath(databaseUrl)))
      .digest('hex')
  const before = digest()
  const options = { ...about, replace: true, migrations: 'prisma/migrations' }

  await expect(restoreBackup(place, path, options)).rejects.toThrow('stop it first')
  const kept = digest()
  await open.close()
  const { before: backup } = await restoreBackup(place, path, options)

  expect(kept).toBe(before)
  expect(backup).toContain('before-restore-')
})
