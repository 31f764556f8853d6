import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { mediaFolder } from '../../src/storage/folder.ts'
import { openStorage, type Storage } from '../../src/storage/storage.ts'
import { openBucketServer } from '../support/bucket.ts'

const PLACES = ['a folder', 'an S3-compatible store', 'a part of a bucket'] as const
type Place = (typeof PLACES)[number]

test.each(PLACES)('%s keeps a file, gives the whole and a part, and removes it', async place => {
  const { storage } = await open(place)

  await storage.put('a.txt', Buffer.from('0123456789'), 'text/plain')

  expect(await storage.size('a.txt')).toBe(10)
  expect(await read(storage.open('a.txt'))).toBe('0123456789')
  expect(await read(storage.open('a.txt', { start: 2, end: 4 }))).toBe('234')
  expect(await read(storage.open('a.txt', { start: 9, end: 9 }))).toBe('9')
  await storage.remove('a.txt')
  expect(await storage.size('a.txt')).toBeNull()
  expect(await storage.open('a.txt')).toBeNull()
  await storage.remove('a.txt')
})

test.each(PLACES)('%s takes a file from a path, over what stood there', async place => {
  const { storage, folder } = await open(place)
  const path = join(folder, 'incoming')
  await writeFile(path, 'new')

  await storage.put('a.txt', Buffer.from('an older one'), 'text/plain')
  await storage.put('a.txt', path, 'text/plain')

  expect(await read(storage.open('a.txt'))).toBe('new')
  expect(await storage.size('a.txt')).toBe(3)
})

test.each(PLACES)('%s lists the names of its files', async place => {
  const { storage } = await open(place)
  const names = Array.from({ length: 25 }, (_, number) => `${number + 10}.txt`)

  expect(await storage.list()).toEqual([])
  for (const name of names) await storage.put(name, Buffer.from(name), 'text/plain')

  expect((await storage.list()).sort()).toEqual(names)
})

test('a folder leaves nothing of a file that could not be kept, and no name leads out of it', async () => {
  const { storage, folder } = await open('a folder')

  await expect(storage.put('a.txt', join(folder, 'missing'), 'text/plain')).rejects.toThrow()
  await expect(storage.put('../a.txt', Buffer.from('x'), 'text/plain')).rejects.toThrow()

  expect(await readdir(mediaFolder(folder))).toEqual([])
  await expect(storage.size('../a.txt')).rejects.toThrow()
  await expect(storage.open('a/b.txt')).rejects.toThrow()
})

test('two parts of a bucket do not see each other', async () => {
  const s3Url = await openBucketServer()
  const one = await openStorage({ s3Url: s3Url.replace('?', '/one?'), dataDir: '' })
  const two = await openStorage({ s3Url: s3Url.replace('?', '/two?'), dataDir: '' })

  await one.put('a.txt', Buffer.from('x'), 'text/plain')

  expect(await one.list()).toEqual(['a.txt'])
  expect(await two.list()).toEqual([])
  expect(await two.size('a.txt')).toBeNull()
})

test('a store that cannot be reached is an error, not an absent file', async () => {
  const s3Url = 's3://key:secret@127.0.0.1:9/blog?tls=false'
  const storage = await openStorage({ s3Url, dataDir: '' })

  await expect(storage.size('a.txt')).rejects.toThrow()
})

async function open(place: Place): Promise<{ storage: Storage; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'blext-storage-'))
  const s3Url =
    place === 'a folder' ? '' : await openBucketServer(place.startsWith('a part') ? '/a/b' : '')
  const storage = await openStorage({ s3Url, dataDir: folder })
  onTestFinished(async () => {
    storage.close()
    await rm(folder, { recursive: true, force: true })
  })
  return { storage, folder }
}

async function read(stream: Promise<Readable | null>): Promise<string> {
  const opened = await stream
  if (!opened) throw new Error('There is no such file.')
  return text(opened)
}
