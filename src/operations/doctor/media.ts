import { extname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { sql, type Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { cleanImage } from '../../media/image.ts'
import { IMAGE_EXTENSIONS, typeOfExtension } from '../../media/kinds.ts'
import { digestOf } from '../../media/store.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Finding, Stray, Symptom } from './finding.ts'
import { rowSymptom } from './rows.ts'

const STORED_NAME = /^[0-9a-f]{32}\.[a-z0-9]{1,10}$/
const SHOWN = 5

/** The names of the uploads, without the smaller copies of images, which can be made again. */
export async function listFiles(storage: Storage): Promise<string[]> {
  return (await storage.list()).filter(name => STORED_NAME.test(name))
}

/** The uploads that no row knows, looked at, so that a row can be made of each. */
export async function listStrays(
  { storage, read }: { storage: Storage; read: Pick<Read, 'query'> },
  files: string[],
): Promise<Stray[]> {
  const strays: Stray[] = []
  for (const name of await listUnknown(read, files)) {
    const stream = await storage.open(name)
    const stray = stream && (await lookAt(name, await buffer(stream)))
    if (stray) strays.push(stray)
  }
  return strays
}

// null for an image that cannot be read as one.
async function lookAt(name: string, bytes: Buffer): Promise<Stray | null> {
  const about = { path: `/media/${name}`, hash: digestOf(bytes), name, bytes: bytes.length }
  const extension = extname(name).slice(1)
  if (!IMAGE_EXTENSIONS.includes(extension)) {
    return { ...about, type: typeOfExtension(extension), width: 0, height: 0 }
  }
  const image = await cleanImage(bytes)
  return image && { ...about, type: image.type, width: image.width, height: image.height }
}

const lostFiles = rowSymptom(async ({ read, files }) => {
  const known = await read.query<{ id: number; path: string }>(sql`SELECT id, path FROM media`)
  const present = new Set(files.map(name => `/media/${name}`))
  return known
    .filter(({ path }) => !present.has(path))
    .map(({ id }) => ({
      code: 'media-without-file',
      text: mark('An upload is recorded, and its file is missing.'),
      plan: mark(
        'The record is removed; the report keeps it. Upload the file again if you have it.',
      ),
      table: 'media',
      where: sql`t.id = ${id}`,
    }))
})

/** Uploads without a record, records without a file. No file is ever removed. */
export const media: Symptom = {
  find: async patient => {
    const found = await lostFiles.find(patient)
    const unknown = await listUnknown(patient.read, patient.files)
    const strays: Finding = {
      code: 'files-without-record',
      text: mark('A file lies among the uploads, and there is no record of it.'),
      plan: mark('It gets a record, so that it is seen among the uploads.'),
      count: unknown.length,
      rows: unknown.slice(0, SHOWN),
    }
    return unknown.length > 0 ? [...found, strays] : found
  },
  repair: async treatment => {
    await lostFiles.repair(treatment)
    const { tx, strays, now, repairs } = treatment
    for (const data of strays) await tx.media.create({ data: { ...data, createdAt: now } })
    const rows = strays.map(({ path }) => ({
      ...{ key: JSON.stringify({ path }), before: null, after: JSON.stringify({ path }) },
    }))
    const count = rows.length
    if (count > 0) repairs.push({ code: 'files-without-record', table: 'media', rows, count })
  },
}

async function listUnknown(read: Pick<Read, 'query'>, files: string[]): Promise<string[]> {
  const known = await read.query<{ path: string }>(sql`SELECT path FROM media`)
  const paths = new Set(known.map(({ path }) => path))
  return files.filter(name => !paths.has(`/media/${name}`))
}
