import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Target } from './target.ts'

/** What is compressed already and would only cost time. */
const PACKED = new Set(
  [
    '.jpg',
    '.jpeg',
    '.png',
    '.gif',
    '.webp',
    '.avif',
    '.mp4',
    '.mp3',
    '.m4a',
    '.webm',
    '.ogg',
  ].concat(['.zip', '.gz', '.epub', '.woff2', '.pdf']),
)

/** A zip in a file, which has its name only when it is whole. */
export async function openZipFile(path: string, now: Date): Promise<Target> {
  await mkdir(dirname(path), { recursive: true })
  const part = `${path}.${randomUUID()}.part`
  const zip = openZip(createWriteStream(part), now)
  return {
    add: zip.add,
    finish: async () => {
      await zip.finish()
      await sync(part)
      await rename(part, path)
    },
    abandon: async () => {
      await zip.abandon()
      await rm(part, { force: true })
    },
  }
}

/** A zip that goes out as it is made; one entry after the other, so that little of it is in memory. */
export function openZip(output: Writable, now: Date): Target {
  const zip = new ZipFile()
  const written = pipeline(zip.outputStream, output)
  // Whoever reads went away, or the disk is full: the next entry says so.
  written.catch(() => undefined)
  const failed = new Promise<never>((_resolve, reject) => zip.once('error', reject))
  failed.catch(() => undefined)
  return {
    add: (path, content) => Promise.race([addEntry(zip, { path, content, now }), written, failed]),
    finish: async () => {
      zip.end()
      await Promise.race([written, failed])
    },
    abandon: async () => {
      output.destroy()
      await written.catch(() => undefined)
    },
  }
}

type Entry = { path: string; content: string | Buffer | Readable; now: Date }

function addEntry(zip: ZipFile, { path, content, now }: Entry): Promise<void> {
  const stream = content instanceof Readable ? content : Readable.from([Buffer.from(content)])
  const compress = !PACKED.has(extname(path).toLowerCase())
  return new Promise((resolve, reject) => {
    stream.once('error', reject).once('end', resolve)
    zip.addReadStream(stream, path, { compress, mtime: now })
  })
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}
