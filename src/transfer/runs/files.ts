import { mkdir, mkdtemp, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, sep } from 'node:path'
import { cleanFileName } from '../../media/name.ts'
import type { Refused } from '../report.ts'
import { checkZip, unpackZip, type ZipLimits } from '../unpack.ts'

const WEEK_MS = 7 * 86_400_000
const UNPACKED = 10
const MAX_FILES = 100_000

/** Where what was handed over to be imported lies. */
export const importsFolder = (dataDir: string): string => join(dataDir, 'imports')

export const zipLimits = (maxImportBytes: number): ZipLimits => ({
  maxBytes: maxImportBytes * UNPACKED,
  maxFiles: MAX_FILES,
})

/** A received file that is kept until it is imported, or why it is not. */
export type Kept = { ok: true; path: string } | Refused

/** Moves a received file to where imports lie; a zip only when its list is in order. */
export async function keepUpload(
  received: { name: string; path: string },
  { dataDir, limits }: { dataDir: string; limits: ZipLimits },
): Promise<Kept> {
  if (await isZip(received.path)) {
    const refused = await checkZip(received.path, limits)
    if (refused) return refused
  }
  const root = importsFolder(dataDir)
  await mkdir(root, { recursive: true, mode: 0o700 })
  const own = await mkdtemp(join(root, 'import-'))
  const path = join(own, 'upload', fileNameOf(received.name))
  await mkdir(dirname(path))
  await rename(received.path, path)
  return { ok: true, path }
}

/** Unpacks what lies there if it is a zip; gives the path to import. */
export async function unpackUpload(path: string, limits: ZipLimits): Promise<Kept> {
  if (!(await isZip(path))) return { ok: true, path }
  const folder = join(dirname(dirname(path)), 'unpacked', stemOf(path))
  await rm(dirname(folder), { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const refused = await unpackZip(path, folder, limits)
  return refused ?? { ok: true, path: await descend(folder) }
}

/** Removes what was handed over; what lies elsewhere stays. */
export async function removeUpload(dataDir: string, path: string): Promise<void> {
  const own = ownFolder(dataDir, path)
  if (own !== null) await rm(own, { recursive: true, force: true })
}

/** Removes what was handed over a week ago and never imported. */
export async function removeOldUploads(dataDir: string, now: Date): Promise<void> {
  const root = importsFolder(dataDir)
  for (const name of await readdir(root).catch(() => [])) {
    const { mtimeMs } = await stat(join(root, name))
    if (mtimeMs < now.getTime() - WEEK_MS) {
      await rm(join(root, name), { recursive: true, force: true })
    }
  }
}

function ownFolder(dataDir: string, path: string): string | null {
  const root = importsFolder(dataDir) + sep
  if (!path.startsWith(root)) return null
  const [first = ''] = path.slice(root.length).split(sep)
  return first.startsWith('import-') ? root + first : null
}

function fileNameOf(name: string): string {
  const ending = extname(name).replace(/[^.a-z0-9]/giu, '')
  return cleanFileName(name, ending.slice(1).toLowerCase() || 'txt')
}

// Browsers call a file that comes again “blog (1).zip”; it is the same blog.
const stemOf = (path: string): string =>
  basename(path, extname(path)).replace(/ ?\(\d{1,3}\)$/u, '') || 'import'

// A zip of a folder holds that folder and nothing else.
async function descend(folder: string): Promise<string> {
  const entries = await readdir(folder, { withFileTypes: true })
  const [only] = entries
  return entries.length === 1 && only?.isDirectory() === true ? join(folder, only.name) : folder
}

// With entries, and without any.
const ZIP_HEADS = ['504b0304', '504b0506']

async function isZip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return ZIP_HEADS.includes(buffer.toString('hex'))
  } finally {
    await file.close()
  }
}
