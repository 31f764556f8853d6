import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Config } from '../../config.ts'
import type { DumpTable } from '../../db/dump/cells.ts'
import { openSnapshot, type Snapshot } from '../../db/dump/snapshot.ts'
import { openStorage, type Storage } from '../../storage/storage.ts'
import { writeLines } from './lines.ts'
import { FORMAT, MANIFEST, mediaEntry, tableEntry, type Manifest } from './manifest.ts'

const PART = /\.zip\.[0-9a-f-]{36}\.part$/
const LEFT_AFTER_MS = 3_600_000

type Place = Pick<Config, 'databaseUrl' | 'dataDir' | 's3Url'>
type Progress = (done: number, total: number) => void

/**
 * Writes the whole blog, database and uploads, as one zip file, while people go on writing: what it
 * holds is one committed state. The file has its name only when it is whole.
 */
export async function writeBackup(
  place: Place,
  path: string,
  {
    program,
    now,
    onProgress = () => undefined,
  }: { program: string; now: Date; onProgress?: Progress },
): Promise<Manifest> {
  const storage = await openStorage(place)
  const snapshot = await openSnapshot(place.databaseUrl)
  const part = `${path}.${randomUUID()}.part`
  try {
    await mkdir(dirname(path), { recursive: true })
    await removeLeft(dirname(path), now)
    const manifest = await writeZip({ snapshot, storage, part }, { program, now, onProgress })
    await sync(part)
    await rename(part, path)
    return manifest
  } finally {
    await snapshot.close()
    storage.close()
    // Where no folder could be made, there is nothing to remove.
    await rm(part, { force: true }).catch(() => undefined)
  }
}

type Sources = { snapshot: Snapshot; storage: Storage; part: string }

async function writeZip(
  { snapshot, storage, part }: Sources,
  { program, now, onProgress }: { program: string; now: Date; onProgress: Progress },
): Promise<Manifest> {
  const { migrations, sequences, tables } = snapshot
  const names = await storage.list()
  const manifest: Manifest = {
    ...{ format: FORMAT, createdAt: now.toISOString(), program, migrations, sequences },
    ...{ tables: {}, media: {} },
  }
  const total = tables.length + names.length
  let done = 0
  const zip = new ZipFile()
  const written = pipeline(zip.outputStream, createWriteStream(part))
  const failed = new Promise<never>((_resolve, reject) => zip.on('error', reject))
  const add = async (entry: string, stream: Readable, options: { isLarge: boolean }) => {
    await addEntry(zip, { entry, stream, ...options })
    done += 1
    onProgress(done, total)
  }
  const fill = async () => {
    for (const table of tables) await addTable(snapshot, table, { manifest, add })
    for (const name of names) await addMedia(storage, name, { manifest, add })
    zip.addBuffer(Buffer.from(JSON.stringify(manifest, null, 2)), MANIFEST)
    zip.end()
    await written
  }
  // A full disk ends the writing while an entry still waits to be taken.
  const broken = written.then(() => new Promise<never>(() => undefined))
  await Promise.race([fill(), failed, broken])
  return manifest
}

type Entry = { entry: string; stream: Readable; isLarge: boolean }

// One entry after the other: the next one is opened only when this one stands in the file.
function addEntry(zip: ZipFile, { entry, stream, isLarge }: Entry): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.once('error', reject).once('end', resolve)
    zip.addReadStream(stream, entry, { compress: isLarge, forceZip64Format: isLarge })
  })
}

type Target = {
  manifest: Manifest
  add: (entry: string, stream: Readable, options: { isLarge: boolean }) => Promise<void>
}

async function addTable(
  snapshot: Snapshot,
  table: DumpTable,
  { manifest, add }: Target,
): Promise<void> {
  let rows = 0
  const counted = async function* () {
    for await (const batch of snapshot.batches(table)) {
      rows += batch.length
      yield batch
    }
  }
  const digest = createHash('sha256')
  const stream = Readable.from(writeLines(counted()), { objectMode: false })
  await add(tableEntry(table.name), through(stream, measure(digest)), { isLarge: true })
  manifest.tables[table.name] = { rows, sha256: digest.digest('hex') }
}

async function addMedia(storage: Storage, name: string, { manifest, add }: Target): Promise<void> {
  const source = await storage.open(name)
  if (!source) return
  const digest = createHash('sha256')
  let bytes = 0
  const measured = measure(digest, chunk => (bytes += chunk.length))
  await add(mediaEntry(name), through(source, measured), { isLarge: false })
  manifest.media[name] = { bytes, sha256: digest.digest('hex') }
}

// What cannot be read any more ends what it is read through, too.
function through(source: Readable, measured: Transform): Transform {
  source.once('error', error => measured.destroy(error))
  return source.pipe(measured)
}

function measure(
  digest: ReturnType<typeof createHash>,
  count: (chunk: Buffer) => void = () => undefined,
): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk)
      count(chunk)
      done(null, chunk)
    },
  })
}

// What a backup that was killed has left; one that is under way is younger.
async function removeLeft(folder: string, now: Date): Promise<void> {
  const parts = (await readdir(folder)).filter(name => PART.test(name))
  for (const name of parts) {
    const path = join(folder, name)
    const { mtimeMs } = await stat(path)
    if (now.getTime() - mtimeMs > LEFT_AFTER_MS) await rm(path, { force: true })
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  await file.sync().finally(() => file.close())
}
