import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import { sql, type Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { cleanImage } from '../../media/image.ts'
import { digestOf, mediaFolder } from '../../media/store.ts'
import type { Finding, Stray, Symptom } from './finding.ts'
import { rowSymptom } from './rows.ts'

const STORED_NAME = /^[0-9a-f]{32}\.(?:jpg|png|gif|webp|avif)$/
const SHOWN = 5

/** The names of the uploads on disk; null when they are kept somewhere else. */
export async function listFiles(config: Config): Promise<string[] | null> {
  if (config.s3Url !== '') return null
  const names = await readdir(mediaFolder(config.dataDir)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  })
  return names.filter(name => STORED_NAME.test(name))
}

/** The uploads that no row knows, looked at, so that a row can be made of each. */
export async function listStrays(
  { config, read }: { config: Config; read: Pick<Read, 'query'> },
  files: string[] | null,
): Promise<Stray[]> {
  const strays: Stray[] = []
  for (const name of await listUnknown(read, files)) {
    const bytes = await readFile(join(mediaFolder(config.dataDir), name))
    const image = await cleanImage(bytes)
    if (!image) continue
    const { type, width, height } = image
    const about = { path: `/media/${name}`, hash: digestOf(bytes), name }
    strays.push({ ...about, ...{ type, width, height, bytes: bytes.length } })
  }
  return strays
}

const lostFiles = rowSymptom(async ({ read, files }) => {
  if (!files) return []
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

async function listUnknown(read: Pick<Read, 'query'>, files: string[] | null): Promise<string[]> {
  const known = await read.query<{ path: string }>(sql`SELECT path FROM media`)
  const paths = new Set(known.map(({ path }) => path))
  return (files ?? []).filter(name => !paths.has(`/media/${name}`))
}
