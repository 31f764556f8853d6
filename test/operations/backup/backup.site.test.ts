import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { loadDatabase } from '../../../src/db/dump/load.ts'
import { compareDatabases } from '../../../src/operations/backup/copy.ts'
import { BackupFault, openBackup } from '../../../src/operations/backup/read.ts'
import { restoreBackup } from '../../../src/operations/backup/restore.ts'
import { verifyBackup } from '../../../src/operations/backup/verify.ts'
import { writeBackup } from '../../../src/operations/backup/write.ts'
import { openStorage } from '../../../src/storage/storage.ts'
import { openBucketServer } from '../../support/bucket.ts'
import { addPost } from '../../support/builders.ts'
import { copyPrepared } from '../../support/databases.ts'
import { makeFolder } from '../../support/folder.ts'
import { openSite, type Site } from '../../support/site.ts'

const MIGRATIONS = 'prisma/migrations'
const about = { program: 'test', now: new Date('2026-03-04T05:06:07.000Z') }

async function openFilledSite() {
  const site = await openSite()
  await addPost(site, { title: 'Tides 🌊', tags: ['C++', '海'], category: 'Nature', pinned: true })
  await addPost(site, { title: 'Later', publishedAt: '2027-01-01T00:00:00.123Z' })
  const storage = await openStorage(site.context.config)
  await storage.put('a.png', Buffer.from([1, 2, 3]), 'image/png')
  storage.close()
  return site
}

// What a save leaves to the background is part of the blog, too.
async function backUp(site: Site): Promise<string> {
  await site.context.background.idle()
  const folder = makeFolder('backup')
  onTestFinished(() => folder.remove())
  const path = join(folder.path, 'blog.zip')
  await writeBackup(site.context.config, path, about)
  return path
}

/** An address with a migrated, empty database and a folder for uploads. */
async function openEmptyPlace() {
  const copy = await copyPrepared('empty')
  const folder = makeFolder('restored')
  onTestFinished(async () => {
    await copy.remove()
    folder.remove()
  })
  return { databaseUrl: copy.databaseUrl, dataDir: folder.path, s3Url: '' }
}

test('R16: a backup restored into an empty place is the same blog: every row, every upload', async () => {
  const site = await openFilledSite()
  const path = await backUp(site)
  const place = await openEmptyPlace()

  const { manifest, before } = await restoreBackup(place, path, {
    ...{ ...about, replace: false, migrations: MIGRATIONS },
  })

  const tables = await compareDatabases(site.context.config.databaseUrl, place.databaseUrl)
  expect(tables.filter(({ equal }) => !equal)).toEqual([])
  expect(tables.find(({ name }) => name === 'blog_tag')).toMatchObject({ from: 2, to: 2 })
  expect(manifest.tables['posts']?.rows).toBe(2)
  expect(before).toBeNull()
  expect([...readFileSync(join(place.dataDir, 'media', 'a.png'))]).toEqual([1, 2, 3])
})

test('R16: uploads in an S3-compatible store are in the backup, and come back into another', async () => {
  const s3Url = await openBucketServer('/one')
  const site = await openSite({ config: { s3Url } })
  await addPost(site, { title: 'Tides' })
  const { storage } = site.context
  const bytes = Buffer.alloc(300_000, 'x')
  await storage.put('a.png', bytes, 'image/png')
  await storage.put('b.pdf', Buffer.from([1]), 'application/pdf')
  const path = await backUp(site)
  const place = { ...(await openEmptyPlace()), s3Url: s3Url.replace('/one?', '/two?') }

  const { manifest } = await restoreBackup(place, path, {
    ...{ ...about, replace: false, migrations: MIGRATIONS },
  })

  const restored = await openStorage(place)
  onTestFinished(() => restored.close())
  const names = await restored.list()
  const stream = await restored.open('a.png')
  expect(Object.keys(manifest.media).sort()).toEqual(['a.png', 'b.pdf'])
  expect(names.sort()).toEqual(['a.png', 'b.pdf'])
  expect(stream && (await buffer(stream)).equals(bytes)).toBe(true)
  expect(existsSync(join(place.dataDir, 'media'))).toBe(false)
})

test('R16: a backup made while people write is one committed state and can be restored', async () => {
  const site = await openFilledSite()
  const done = new AbortController()
  const writer = (async () => {
    for (let n = 0; !done.signal.aborted; n += 1)
      await addPost(site, { title: `Post ${n}`, tags: [`T${n}`, 'x'] })
  })()

  const path = await backUp(site)
  done.abort()
  await writer
  const { manifest, problems } = await verifyBackup(path, MIGRATIONS)

  expect(problems).toEqual([])
  expect(manifest.tables['revisions']?.rows).toBe(manifest.tables['posts']?.rows)
})

test('a restore over a blog is refused; told to, it keeps what was there, and can be taken back', async () => {
  const site = await openFilledSite()
  const path = await backUp(site)
  const place = await openEmptyPlace()
  const options = { ...about, migrations: MIGRATIONS }
  await restoreBackup(place, path, { ...options, replace: false })
  const other = await openSite()
  const otherPath = await backUp(other)

  await expect(restoreBackup(place, otherPath, { ...options, replace: false })).rejects.toThrow(
    'There is a blog already',
  )
  const { before } = await restoreBackup(place, otherPath, { ...options, replace: true })
  const replaced = await compareDatabases(other.context.config.databaseUrl, place.databaseUrl)
  const later = { ...options, now: new Date('2026-03-05T00:00:00Z'), replace: true }
  await restoreBackup(place, String(before), later)
  const back = await compareDatabases(site.context.config.databaseUrl, place.databaseUrl)

  expect(replaced.filter(({ equal }) => !equal)).toEqual([])
  expect(back.filter(({ equal }) => !equal)).toEqual([])
})

test('numbers that were given out before the backup are not given out again', async () => {
  const site = await openFilledSite()
  const { id } = await addPost(site)
  await site.db.write(tx => tx.post.delete({ where: { id } }))
  const place = await openEmptyPlace()
  await restoreBackup(place, await backUp(site), {
    ...{ ...about, replace: false, migrations: MIGRATIONS },
  })

  const path = join(makeFolder('again').path, 'again.zip')
  const manifest = await writeBackup(place, path, about)

  expect(manifest.sequences['posts']).toBe(id)
})

test('R16: a backup that was cut, changed, or is none is refused with a sentence, and nothing is written', async () => {
  const site = await openFilledSite()
  const path = await backUp(site)
  const bytes = readFileSync(path)
  const changed = Buffer.from(bytes)
  const at = changed.indexOf('media/a.png') + 'media/a.png'.length
  changed.writeUInt8((changed.at(at) ?? 0) ^ 0xff, at)
  const broken: Record<string, Buffer> = {
    cut: bytes.subarray(0, bytes.length / 2),
    changed,
    none: Buffer.from('not a zip'),
    empty: Buffer.alloc(0),
  }
  const place = await openEmptyPlace()

  for (const [name, content] of Object.entries(broken)) {
    const file = `${path}.${name}`
    writeFileSync(file, content)
    const restoring = restoreBackup(place, file, {
      ...{ ...about, replace: true, migrations: MIGRATIONS },
    })
    await expect(restoring, name).rejects.toThrow(BackupFault)
  }
  await expect(openBackup(site.context.config.dataDir)).rejects.toThrow(
    'is a folder. Name the file',
  )
  expect(existsSync(join(place.dataDir, 'media'))).toBe(false)
})

test('rows of a newer program are refused with a sentence', async () => {
  const place = await openEmptyPlace()
  const load = { migrations: ['20990101000000_next'], tables: [], sequences: {} }

  const loading = loadDatabase(place.databaseUrl, load, MIGRATIONS)

  await expect(loading).rejects.toThrow('It was made by a newer version of Blext')
})

test('who is signed in, and secrets of the machine, are in no backup', async () => {
  const site = await openFilledSite()
  await site.signIn('adam')
  const backup = await openBackup(await backUp(site))
  backup.close()

  expect(Object.keys(backup.manifest.tables)).not.toContain('sessions')
  expect([...backup.entries].filter(entry => entry.includes('secret'))).toEqual([])
})
